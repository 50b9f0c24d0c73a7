import { z } from 'zod';
import { mayRecordSelfReview } from '../../models/policies/submission.ts';
import { findSubmission } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { recordVersion } from '../forms/record-version.ts';
import { SubmittedAnswer } from '../forms/submitted-value.ts';
import { newsOfOwnVersion } from '../news-of-entry.ts';
import { define } from './define.ts';

const Payload = z.strictObject({
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
  payload: Payload,
  policy: mayRecordSelfReview,
  audit: 'self-review-recorded',
  refusals: ['number-taken'],
  async run({ database, session, keys, now }, { answers, ...about }) {
    const { number } = about;
    const known = await findSubmission(database, about, session);
    if (known?.submittedAt.getTime() === about.submittedAt.getTime())
      return { result: undefined, event: null };
    if (known !== null) {
      throw new AppError('number-taken', { message: 'Another version has this number', details: { number } });
    }
    return {
      result: undefined,
      news: await newsOfOwnVersion({ database, session }, about),
      event: await recordVersion({ database, session, keys, now }, { ...about, answers }),
    };
  },
});
