import { z } from 'zod';
import { mayWithdrawSelfReview } from '../../models/policies/submission.ts';
import { findSubmission, withdrawSubmission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';

/** Withdraws a version of a self-review that was recorded. Its document stays, and says when it was withdrawn. */
export const withdrawSelfReview = define({
  name: 'withdraw-self-review',
  payload: z.strictObject({
    person: z.string(),
    cycle: z.string(),
    number: z.int().min(1),
    withdrawnAt: z.date(),
  }),
  policy: mayWithdrawSelfReview,
  audit: 'self-review-withdrawn',
  refusals: ['submission-unknown', 'already-withdrawn'],
  async run({ database, session }, { withdrawnAt, ...key }) {
    const { person, cycle, number } = key;
    const submission = await findSubmission(database, key, session);
    if (submission === null) {
      throw new AppError('submission-unknown', { message: 'No such submission', details: { number } });
    }
    if (submission.withdrawnAt !== undefined) {
      throw new AppError('already-withdrawn', { message: 'Withdrawn before', details: { number } });
    }
    await withdrawSubmission(database, { ...key, withdrawnAt, session });
    return { result: undefined, event: { people: [person], facts: { cycle, number } } };
  },
});
