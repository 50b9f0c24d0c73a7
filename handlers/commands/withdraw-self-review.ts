import { z } from 'zod';
import { mayWithdrawSelfReview } from '../../models/policies/submission.ts';
import { findSubmission, type Submission, withdrawSubmission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { type CommandContext, define } from './define.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';

/**
 * Withdraws a version of a self-review that was recorded, as long as its cycle is open: what a cycle closed with stays. Its
 * document stays, and says when it was withdrawn.
 */
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
  refusals: ['cycle-unknown', 'cycle-closed', 'submission-unknown', 'already-withdrawn'],
  async run(context, { withdrawnAt, ...key }) {
    const { database, session } = context;
    const { person, cycle, number } = key;
    await holdOpenCycle(context, cycle);
    await demandStanding(context, key);
    await withdrawSubmission(database, { ...key, withdrawnAt, session });
    return { result: undefined, event: { people: [person], facts: { cycle, number } } };
  },
});

/** A version that stands; throws `submission-unknown` where no such version is recorded, and `already-withdrawn`. */
export async function demandStanding(
  { database, session }: CommandContext,
  key: Pick<Submission, 'person' | 'cycle' | 'number' | 'series'>,
): Promise<NonNullable<Awaited<ReturnType<typeof findSubmission>>>> {
  const details = { number: key.number };
  const submission = await findSubmission(database, key, session);
  if (submission === null)
    throw new AppError('submission-unknown', { message: 'No such submission', details });
  if (submission.withdrawnAt === undefined) return submission;
  throw new AppError('already-withdrawn', { message: 'Withdrawn before', details });
}
