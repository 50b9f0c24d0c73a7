import { z } from 'zod';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayWithdrawPaperReview } from '../../models/policies/submission.ts';
import { findSubmission, withdrawSubmission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';
import { demandLeader, findMember } from './parts/change-membership.ts';
import { newsOfEntry } from './parts/news-of-entry.ts';

/** Takes back a paper that was recorded by mistake, as for the wrong person. Its document stays, and says when it was. */
export const withdrawPaperReview = define({
  name: 'withdraw-paper-review',
  payload: z.strictObject({ person: z.string(), cycle: z.string(), number: z.int().min(1) }),
  policy: mayWithdrawPaperReview,
  audit: 'paper-review-withdrawn',
  refusals: ['person-unknown', 'person-without-unit', 'paper-unknown', 'paper-withdrawn-already'],
  async run(context, payload) {
    const { database, session, actor, now } = context;
    const { person: code, cycle, number } = payload;
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    const key = { ...payload, series: 'paper' } as const;
    const version = await findSubmission(database, key, session);
    if (version === null) {
      const details = { person: code, number };
      throw new AppError('paper-unknown', { message: 'No such paper', details });
    }
    if (version.withdrawnAt !== undefined) {
      throw new AppError('paper-withdrawn-already', { message: 'Withdrawn before', details: { number } });
    }
    await withdrawSubmission(database, { ...key, withdrawnAt: now, session });
    return {
      result: undefined,
      news: await newsOfEntry(context, { person, by: nameOfActor(actor), kind: 'paper-withdrawn' }),
      event: { people: [code], facts: { cycle, number } },
    };
  },
});
