import { z } from 'zod';
import { contentDigest } from '../../models/audit-event.ts';
import { mayRecordSelfReview } from '../../models/policies/submission.ts';
import {
  findSubmission,
  insertSubmission,
  newSubmission,
  submissionContext,
} from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { SubmittedValue } from '../forms/submitted-value.ts';
import { define } from './define.ts';

const Text = z.strictObject({ vi: z.string(), en: z.string() });

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
  answers: z.array(
    z.strictObject({
      step: z.string(),
      kind: z.string(),
      section: Text,
      heading: Text,
      prompt: Text,
      answeredAt: z.date().nullable(),
      retired: z.boolean(),
      value: SubmittedValue,
    }),
  ),
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
    const { person, cycle, number, late } = about;
    const known = await findSubmission(database, about, session);
    if (known?.submittedAt.getTime() === about.submittedAt.getTime())
      return { result: undefined, event: null };
    if (known !== null) {
      throw new AppError('number-taken', { message: 'Another version has this number', details: { number } });
    }
    const submission = newSubmission({
      ...about,
      recordedAt: now,
      answers: answers.map(({ value, ...shown }) => {
        const context = submissionContext({ ...about, step: shown.step });
        return { ...shown, sealed: keys.seal(JSON.stringify(value), context) };
      }),
    });
    await insertSubmission(database, submission, session);
    const content = answers.map(({ step, value }) => ({ step, value }));
    const digest = contentDigest(keys, { content, salt: submission.salt });
    const facts = { cycle, number, late: late ? 1 : 0, answers: answers.length };
    return { result: undefined, event: { people: [person], facts, contents: { answers: digest } } };
  },
});
