import { isDeepStrictEqual } from 'node:util';
import { type AttachmentStore, createAttachmentStore } from '../../../models/review/attachment.ts';
import { listSubmissions, type Submission } from '../../../models/review/submission.ts';
import type { SubmittedAnswer, SubmittedValue } from '../../forms/submitted-value.ts';
import { openAnswers } from '../../queries/open-answers.ts';
import type { CommandContext } from '../define.ts';

/**
 * The newest version of a series, if it stands and holds the very same answers; files are the same where their bytes are.
 * Undefined otherwise. Throws `envelope-unreadable`.
 */
export async function findSameVersion(
  { database, keys, session }: Pick<CommandContext, 'database' | 'keys' | 'session'>,
  of: Required<Pick<Submission, 'person' | 'cycle' | 'series'>> & { answers: readonly SubmittedAnswer[] },
): Promise<Submission | undefined> {
  const { person, cycle, series, answers } = of;
  const all = await listSubmissions(database, { person, cycle, session });
  const newest = all.findLast((version) => version.series === series);
  if (newest === undefined || newest.withdrawnAt !== undefined) return undefined;
  const before = openAnswers(keys, newest).map((json) => JSON.parse(json) as SubmittedValue);
  if (before.length !== answers.length) return undefined;
  const store = createAttachmentStore({ database, keys });
  for (const [place, { value }] of answers.entries()) {
    if (!(await isSame(store, value, before[place]))) return undefined;
  }
  return newest;
}

async function isSame(
  store: AttachmentStore,
  one: SubmittedValue,
  other: SubmittedValue | undefined,
): Promise<boolean> {
  if (one.kind !== 'attachment' || other?.kind !== 'attachment') return isDeepStrictEqual(one, other);
  if (one.files.length !== other.files.length) return false;
  for (const [place, { id }] of one.files.entries()) {
    if (!(await isSameFile(store, id, other.files[place]?.id ?? ''))) return false;
  }
  return true;
}

/** Of files that a messenger keeps only the references are known here. */
async function isSameFile(store: AttachmentStore, one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const [bytes, before] = [await store.read({ _id: one }), await store.read({ _id: other })];
  return bytes !== null && before !== null && bytes.equals(before);
}
