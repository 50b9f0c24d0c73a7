import { type Submission, submissionContext } from '../../models/review/submission.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

/** What a version holds, an answer each, as JSON. Throws `envelope-unreadable`. */
export function openAnswers(
  keys: Pick<KeyRing, 'open'>,
  { answers, ...key }: Pick<Submission, 'person' | 'cycle' | 'series' | 'number' | 'answers'>,
): string[] {
  return answers.map(({ step, sealed }) => keys.open(sealed, submissionContext({ ...key, step })));
}
