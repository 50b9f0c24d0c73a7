import { forgetOld } from '../../flows/engine/forget-old.ts';
import type { DraftChange } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore, StoredConversation } from '../../models/chat/conversation.ts';
import { type AttachmentStore, listOwnersToCheck, noteChecked } from '../../models/review/attachment.ts';
import { changeCopy, listCopies, listUntouched, noteForgotten } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Log } from '../ports.ts';
import { decodeDraft, encodeDraftChange } from '../talk/draft.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { removeFiles } from './remove-files.ts';

/** As long as a change can be taken back. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** Drafts that one run looks at. */
const MOST_DRAFTS = 1_000;

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
  files: Pick<AttachmentStore, 'remove'>;
  /** Forgets what was said on the chat page up to a moment; messengers keep their own. */
  forgetChat(person: string, until: Date): Promise<void>;
  now(): Date;
  log: Log;
}

type Untouched = Awaited<ReturnType<typeof listUntouched>>[number];

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
    for (const draft of drafts) await forgetIn(dependencies, { draft, at });
    const owners = await listOwnersToCheck(database, { before });
    for (const person of new Set([...drafts.map(({ author }) => author), ...owners])) {
      await removeFiles(dependencies, { person, before });
      await noteChecked(database, { person, at });
    }
  });
}

/** A draft that is changed is looked at once more after the next copy of it. */
async function forgetIn(
  dependencies: Dependencies,
  { draft, at }: { draft: Untouched; at: Date },
): Promise<void> {
  const { store, database, keys, log } = dependencies;
  const { _id: id, author } = draft;
  // Before the draft: a change of it in between makes the commit a conflict.
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

/** Should the person do something at this moment, their own step forgets. */
async function commitChange(
  { store }: Dependencies,
  of: { author: string; conversation: StoredConversation; change: DraftChange; at: Date },
): Promise<void> {
  const { author, change, at } = of;
  const { revision, head, cards, front, restoredFrom } = of.conversation;
  // The first commit after a loss tells the person of it, and this one tells nothing.
  if (head === null || cards === null || restoredFrom !== undefined) return;
  await store.commit(author, {
    ...{ update: `forget:${change.id}:${at.getTime()}`, revision, head, cards, front },
    ...{ drafts: [change], commands: [], outbox: [], finished: [], forgotten: [], now: at, dueAt: at },
  });
}
