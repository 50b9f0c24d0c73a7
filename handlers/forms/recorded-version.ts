import type { SubmissionMark } from '../../flows/engine/state.ts';
import { findDifficulty } from '../../models/review/difficulty.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { delegateSeries, findNewestSubmission } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import { ANSWER_FOR } from '../queries/delegations.ts';
import { SELF_REVIEW } from '../queries/reviews.ts';

/** The newest version of a draft that the system of record has; null if it has none. */
export async function findRecordedVersion(
  database: Database,
  { form, cycle, subject, author }: DraftIdentity,
): Promise<SubmissionMark | null> {
  if (form !== SELF_REVIEW && form !== ANSWER_FOR) {
    return findDifficultyVersion(database, { form, id: subject.id, author });
  }
  const series = form === ANSWER_FOR ? { series: delegateSeries(author) } : {};
  const newest = await findNewestSubmission(database, { person: subject.id, cycle: cycle ?? '', ...series });
  if (newest === null) return null;
  const { number, submittedAt, recordedAt, withdrawnAt } = newest;
  return {
    ...{ number, submittedAt: submittedAt.toISOString(), recordedAt: recordedAt.toISOString() },
    ...(withdrawnAt && { withdrawnAt: withdrawnAt.toISOString() }),
  };
}

/** A difficulty, and an answer to one, are handed in once. */
async function findDifficultyVersion(
  database: Database,
  { form, id, author }: { form: string; id: string; author: string },
): Promise<SubmissionMark | null> {
  const difficulty = await findDifficulty(database, { id });
  const at = form === 'report-difficulty' ? difficulty?.askedAt : difficulty?.answer?.answeredAt;
  const by = form === 'report-difficulty' ? difficulty?.asker : difficulty?.answer?.by;
  return at === undefined || by !== author ? null : { number: 1, submittedAt: at.toISOString() };
}
