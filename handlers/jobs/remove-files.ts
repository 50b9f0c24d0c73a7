import type { ConversationStore, StoredDraft } from '../../models/chat/conversation.ts';
import { type AttachmentStore, listOldFiles } from '../../models/review/attachment.ts';
import { listCopies } from '../../models/review/draft.ts';
import { listSubmissions, submissionContext } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
  files: Pick<AttachmentStore, 'remove'>;
}

/**
 * Removes the files of a person, sent before then, that neither a draft nor a version that was handed in names; returns
 * how many. The names are searched for in all that the person's records hold.
 */
export async function removeFiles(
  dependencies: Dependencies,
  { person, before }: { person: string; before: Date },
): Promise<number> {
  const unnamed = await listUnnamedFiles(dependencies, { person, before });
  for (const id of unnamed) await dependencies.files.remove(id);
  return unnamed.length;
}

/** Ids of these files; without drafts, those that no version that was handed in names. */
export async function listUnnamedFiles(
  dependencies: Dependencies,
  { person, before, withDrafts = true }: { person: string; before: Date; withDrafts?: boolean },
): Promise<string[]> {
  const old = await listOldFiles(dependencies.database, { person, before });
  if (old.length === 0) return [];
  const texts = [
    ...(withDrafts ? await draftTexts(dependencies, person) : []),
    ...(await submittedTexts(dependencies, person)),
  ];
  return old.filter((id) => !texts.some((text) => text.includes(id)));
}

/** All that a person's drafts hold but what was written: what lives counts, else its copy. */
async function draftTexts({ store, database, keys }: Dependencies, person: string): Promise<string[]> {
  const drafts = new Map<string, StoredDraft>();
  for (const copy of await listCopies({ database, keys }, { author: person })) drafts.set(copy.id, copy);
  for (const id of new Set([...drafts.keys(), ...(await store.listDrafts(person))])) {
    const live = await store.loadDraft(person, id);
    if (live !== null) drafts.set(id, live);
  }
  return [...drafts.values()].flatMap(({ fields }) => Object.values(fields));
}

async function submittedTexts({ database, keys }: Dependencies, person: string): Promise<string[]> {
  const submissions = await listSubmissions(database, { person });
  return submissions.flatMap(({ cycle, number, answers }) =>
    answers.map(({ step, sealed }) => keys.open(sealed, submissionContext({ person, cycle, number, step }))),
  );
}
