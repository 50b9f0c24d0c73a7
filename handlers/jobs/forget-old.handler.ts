import { forgetOld } from '../../flows/engine/forget-old.ts';
import type { DraftChange } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore, StoredConversation } from '../../models/chat/conversation.ts';
import { listOwnersToCheck, noteChecked } from '../../models/review/attachment.ts';
import { changeCopy, listCopies, listUntouched, noteForgotten } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Log } from '../ports.ts';
import { decodeDraft, encodeDraftChange } from '../talk/draft.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { removeFiles } from './remove-files.ts';

/** How long a change can be undone. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** The most drafts that one run checks. */
const MOST_DRAFTS = 1_000;

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
  /** Forgets what was said on the chat page up to a moment; messengers keep their own. */
  forgetChat(person: string, until: Date): Promise<void>;
  now(): Date;
  log: Log;
}

/**
 * Makes final what was taken away a day ago: in drafts that nobody has touched since, the words that only an undo
 * refers to go, in Redis and in the copy, and then the files that nothing refers to; where all answers were taken away,
 * the chat page forgets what was said before. Drafts that are worked at forget with every step.
 */
export function createForgetOld(dependencies: Dependencies): () => Promise<void> {
  const { database, now } = dependencies;
  return oneAtATime(async () => {
    const at = now();
    const before = new Date(at.getTime() - KEPT_MS);
    const drafts = await listUntouched(database, { since: before, most: MOST_DRAFTS });
    const failures: unknown[] = [];
    for (const draft of drafts) {
      // One conversation that cannot be opened keeps no other from being forgotten in.
      await forgetIn(dependencies, { draft, at }).catch((error: unknown) => failures.push(error));
    }
    const owners = await listOwnersToCheck(database, { before });
    for (const person of new Set([...drafts.map(({ author }) => author), ...owners])) {
      const removing = removeFiles(dependencies, { person, before });
      await removing
        .then(() => noteChecked(database, { person, at }))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  });
}

/** Deletes old undos in one draft. If this changes the draft, it is checked once more after its next copy. */
async function forgetIn(
  dependencies: Dependencies,
  { draft, at }: { draft: Awaited<ReturnType<typeof listUntouched>>[number]; at: Date },
): Promise<void> {
  const { store, database, keys, log } = dependencies;
  const { _id: id, author } = draft;
  // Loaded before the draft, so that a change of the draft in between makes the commit a conflict.
  const conversation = await store.load(author);
  const live = await store.loadDraft(author, id);
  const stored = live ?? (await listCopies({ database, keys }, { author })).find((copy) => copy.id === id);
  if (stored === undefined) return;
  const read = decodeDraft(stored);
  if ('why' in read) {
    log.error(
      { person: author, why: read.why },
      'What is old in a draft cannot be forgotten: it is unreadable',
    );
    return noteForgotten(database, draft);
  }
  const result = forgetOld(read.state, at.toISOString());
  const { erasedAt } = result?.facts ?? read.state.draft.facts;
  if (erasedAt !== undefined) await dependencies.forgetChat(author, new Date(erasedAt));
  if (result === undefined) return noteForgotten(database, draft);
  const change = encodeDraftChange(read, result);
  if (live === null) return changeCopy({ database, keys }, { copy: draft, change });
  await commitChange(dependencies, { author, conversation, change, at });
}

/** Commits a change. In case of a conflict nothing is done: the person's own step has deleted the old undos. */
async function commitChange(
  { store }: Dependencies,
  about: { author: string; conversation: StoredConversation; change: DraftChange; at: Date },
): Promise<void> {
  const { author, change, at } = about;
  const { revision, head, cards, front, restoredFrom } = about.conversation;
  // The first commit after a loss must tell the person about it, and this commit sends no message.
  if (head === null || cards === null || restoredFrom !== undefined) return;
  await store.commit(author, {
    ...{ update: `forget:${change.id}:${at.getTime()}`, revision, head, cards, front },
    ...{ drafts: [change], commands: [], outbox: [], finished: [], forgotten: [], now: at, dueAt: at },
  });
}
