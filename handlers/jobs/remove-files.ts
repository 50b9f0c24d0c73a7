import type { ConversationStore, StoredDraft } from '../../models/chat/conversation.ts';
import { createAttachmentStore, type FoundFile, listOldFiles } from '../../models/review/attachment.ts';
import { listCopies } from '../../models/review/draft.ts';
import { listEntered, listSubmissions } from '../../models/review/submission.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { isUnopenable } from '../../models/store/errors.ts';
import { openAnswers } from '../queries/open-answers.ts';

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
}

/** Files of a person that were sent before then. In a transaction, the record is as that one leaves it. */
interface Wish {
  person: string;
  before: Date;
  session?: ClientSession;
}

/** So often is looked again, where files that were on their way arrive meanwhile. */
const MOST_LOOKS = 5;

/**
 * Removes the files of a person, sent before then, that neither a draft nor a version that was handed in names; returns
 * how many. The names are searched for in all that the person's records hold. A file whose answer is committed while its
 * name is searched for is looked for again.
 */
export async function removeFiles(dependencies: Dependencies, wish: Wish): Promise<number> {
  const files = createAttachmentStore(dependencies);
  let removed = 0;
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const unnamed = await listUnnamedFiles(dependencies, wish);
    let arrived = 0;
    for (const file of unnamed) {
      if (await files.removeFound(file, wish.session)) removed += 1;
      else arrived += 1;
    }
    if (arrived === 0) break;
  }
  return removed;
}

/**
 * The same, where something that the person's records hold may not be readable: then it is not known which files it
 * names, so all of them are left. Returns how many were removed, and how many are left for that reason.
 */
export async function removeReadFiles(
  dependencies: Dependencies,
  of: Wish,
): Promise<{ removed: number; left: number }> {
  try {
    return { removed: await removeFiles(dependencies, of), left: 0 };
  } catch (error) {
    if (!isUnopenable(error)) throw error;
    const { length: left } = await listOldFiles(dependencies.database, of);
    return { removed: 0, left };
  }
}

/** These files; without drafts, those that no version that was handed in names. */
export async function listUnnamedFiles(
  dependencies: Dependencies,
  { withDrafts = true, ...of }: Wish & { withDrafts?: boolean },
): Promise<FoundFile[]> {
  const old = await listOldFiles(dependencies.database, of);
  if (old.length === 0) return [];
  const texts = [
    ...(withDrafts ? await draftTexts(dependencies, of.person) : []),
    ...(await submittedTexts(dependencies, of)),
  ];
  return old.filter(({ _id }) => !texts.some((text) => text.includes(_id)));
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

/** All that versions hold which a person handed in, or entered for others. */
async function submittedTexts({ database, keys }: Dependencies, of: Wish): Promise<string[]> {
  const { person, session } = of;
  const within = session === undefined ? {} : { session };
  const own = await listSubmissions(database, { person, ...within });
  const entered = await listEntered(database, { by: person, ...within });
  return [...own, ...entered].flatMap((version) => openAnswers(keys, version));
}
