import { z } from 'zod';
import { mayRecordSelfReview } from '../../models/policies/submission.ts';
import { findSubmission, type Submission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { recordVersion } from '../forms/record-version.ts';
import { SubmittedAnswer } from '../forms/submitted-value.ts';
import { type CommandContext, define } from './define.ts';
import { newsOfOwnVersion } from './parts/news-of-entry.ts';

/** A version of a self-review as it was handed in. */
export const ReviewVersion = z.strictObject({
  person: z.string(),
  cycle: z.string(),
  number: z.int().min(1),
  /** What asked the questions. */
  pack: z.strictObject({ id: z.string(), version: z.string() }),
  flowVersion: z.string(),
  submittedAt: z.date(),
  /** Handed in after the day on which drafts were due. */
  late: z.boolean(),
  answers: z.array(SubmittedAnswer),
});

/**
 * Records a version of a self-review that was handed in. It does not ask whether the cycle is still open: handing in
 * was decided when the person did it, and is not undone because recording took longer. So the reviews of different
 * people do not meet in one document either. A number that another version has is refused: it was handed in before a
 * loss of Redis, of which the draft knows nothing.
 */
export const recordSelfReview = define({
  name: 'record-self-review',
  payload: ReviewVersion,
  policy: mayRecordSelfReview,
  audit: 'self-review-recorded',
  refusals: ['number-taken'],
  async run(context, version) {
    if (await isRecordedAlready(context, version)) return { result: undefined, event: null };
    return {
      result: undefined,
      news: await newsOfOwnVersion(context, version),
      event: await recordVersion(context, version),
    };
  },
});

/** Whether this very version is recorded; throws `number-taken` where another one has its number. */
export async function isRecordedAlready(
  { database, session }: CommandContext,
  version: z.infer<typeof ReviewVersion> & Pick<Submission, 'series'>,
): Promise<boolean> {
  const known = await findSubmission(database, version, session);
  if (known === null) return false;
  if (known.submittedAt.getTime() === version.submittedAt.getTime()) return true;
  const details = { number: version.number };
  throw new AppError('number-taken', { message: 'Another version has this number', details });
}
