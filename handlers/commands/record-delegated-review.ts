import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayRecordDelegatedReview } from '../../models/policies/delegation.ts';
import { delegateSeries } from '../../models/review/submission.ts';
import { recordVersion } from '../forms/record-version.ts';
import { define } from './define.ts';
import { demandInForce } from './parts/change-delegation.ts';
import { newsOfDelegated } from './parts/news-of-entry.ts';
import { holdAskingCycle } from './parts/record-cycle-change.ts';
import { isRecordedAlready, ReviewVersion } from './record-self-review.ts';

/**
 * Records a version of a member's self-review that their delegate answered and handed in: it counts like one of their own,
 * says who did so, and the member is told. The delegate must be named, the cycle open and the member not excused at this
 * moment, not only when they handed it in: of what is said for them the member has the last word, which they can no longer
 * have in a closed cycle.
 */
export const recordDelegatedReview = define({
  name: 'record-delegated-review',
  payload: z.strictObject({ ...ReviewVersion.shape, delegate: z.string() }),
  policy: mayRecordDelegatedReview,
  audit: 'delegated-review-recorded',
  refusals: ['number-taken', 'delegation-ended', 'cycle-unknown', 'cycle-closed', 'excused-already'],
  async run(context, { delegate, ...version }) {
    const { actor } = context;
    const { submittedAt } = version;
    const about = { ...version, series: delegateSeries(delegate) };
    if (await isRecordedAlready(context, about)) return { result: undefined, event: null };
    const delegation = await demandInForce(context, { ...version, delegate });
    await holdAskingCycle(context, version);
    const entry = { how: 'delegate', by: nameOfActor(actor), day: dayOf(submittedAt) } as const;
    const news = await newsOfDelegated(context, { delegation, version: about });
    const event = await recordVersion(context, { ...about, entry });
    return {
      result: undefined,
      news,
      event: { ...event, people: [version.person, delegate], facts: { ...event.facts, delegate } },
    };
  },
});
