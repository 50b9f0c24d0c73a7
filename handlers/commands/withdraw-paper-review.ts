import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayWithdrawPaperReview } from '../../models/policies/submission.ts';
import { findSubmission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';
import { demandLeader, findMember } from './parts/change-membership.ts';
import { newsOfEntry } from './parts/news-of-entry.ts';
import { holdOpenCycle, Reason } from './parts/record-cycle-change.ts';
import { takeBack } from './parts/take-back.ts';

/**
 * Takes back a paper that was recorded by mistake, as for the wrong person. Its document stays, and says when it was, by whom
 * and why. What a cycle closed with only administration corrects.
 */
export const withdrawPaperReview = define({
  name: 'withdraw-paper-review',
  payload: z.strictObject({ person: z.string(), cycle: z.string(), number: z.int().min(1), why: Reason }),
  policy: mayWithdrawPaperReview,
  audit: 'paper-review-withdrawn',
  refusals: [
    ...['person-unknown', 'person-without-unit', 'cycle-unknown', 'cycle-closed'],
    ...['paper-unknown', 'paper-withdrawn-already'],
  ],
  async run(context, { why, ...version }) {
    const { database, session, actor } = context;
    const { person: code, cycle, number } = version;
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    if (actor.kind === 'person') await holdOpenCycle(context, cycle);
    const key = { ...version, series: 'paper' } as const;
    const stored = await findSubmission(database, key, session);
    if (stored === null) {
      const details = { person: code, number };
      throw new AppError('paper-unknown', { message: 'No such paper', details });
    }
    if (stored.withdrawnAt !== undefined) {
      throw new AppError('paper-withdrawn-already', { message: 'Withdrawn before', details: { number } });
    }
    const contents = await takeBack(context, { key, salt: stored.salt, why, paperDay: null });
    const day = stored.entry?.day ?? dayOf(stored.submittedAt);
    return {
      result: undefined,
      notes: [{ kind: 'paper-withdrawn', values: { number, name: person.name, day } }],
      // The reason stands there, also where another version counts.
      news: await newsOfEntry(context, {
        ...{ person, by: nameOfActor(actor), kind: 'paper-withdrawn', screen: 'data' },
      }),
      event: { people: [code], facts: { cycle, number }, ...contents },
    };
  },
});
