import { contentDigest } from '../../models/audit-event.ts';
import {
  insertSubmission,
  newSubmission,
  type SubmissionContent,
  submissionContext,
} from '../../models/review/submission.ts';
import type { CommandContext, Done } from '../commands/define.ts';
import type { SubmittedAnswer } from './submitted-value.ts';

/** A version as it is handed in, none of its answers sealed yet. */
type NewVersion = Omit<SubmissionContent, 'answers' | 'recordedAt'> & { answers: readonly SubmittedAnswer[] };

/**
 * Writes a version, each of its answers sealed under its own place; returns its audit event, which holds none of its words.
 * Rejects with a duplicate key where its series has one with that number.
 */
export async function recordVersion(
  { database, session, keys, now }: Pick<CommandContext, 'database' | 'session' | 'keys' | 'now'>,
  { answers, ...about }: NewVersion,
): Promise<Done<undefined>['event'] & object> {
  const submission = newSubmission({
    ...about,
    recordedAt: now,
    answers: answers.map(({ value, ...shown }) => {
      const context = submissionContext({ ...about, step: shown.step });
      return { ...shown, sealed: keys.seal(JSON.stringify(value), context) };
    }),
  });
  await insertSubmission(database, submission, session);
  const { person, cycle, number, late } = about;
  const content = answers.map(({ step, value }) => ({ step, value }));
  return {
    people: [person],
    facts: { cycle, number, late: late ? 1 : 0, answers: answers.length },
    contents: { answers: contentDigest(keys, { content, salt: submission.salt }) },
  };
}
