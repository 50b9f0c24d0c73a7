import { type Draft, identityOf, identityText } from '../review/draft.ts';
import { runScript } from '../store/scripts.ts';
import type { ConversationCopy } from './conversation-copy.ts';
import { conversationKeys } from './conversation-keys.ts';
import type { CopyStores } from './copy-stores.ts';

/** More than the number of changes to a conversation between two copies. */
const FURTHER = 1_000_000;

/**
 * Restores a conversation that Redis no longer has from its copies, with all of its drafts; returns whether there was a
 * copy. The conversation has `restoredFrom` until its next commit.
 */
export async function restoreConversation(
  stores: CopyStores,
  { person, now }: { person: string; now: Date },
): Promise<boolean> {
  const { database } = stores;
  const copy = await database.conversations.findById(person).lean<ConversationCopy | null>();
  if (copy === null) return false;
  const drafts = await database.drafts.find({ author: person }).lean<Draft[]>();
  // The conversation is written last, so that a conversation in Redis is always complete.
  await Promise.all(drafts.map((draft) => writeDraftBack(stores, draft, now)));
  await writeBack(stores, { copy, drafts, now });
  return true;
}

async function writeDraftBack({ redis, prefix }: CopyStores, draft: Draft, now: Date): Promise<void> {
  const { _id: id, author } = draft;
  const names = conversationKeys(prefix, author);
  const entries = Object.entries(draft.fields as unknown as Record<string, string>);
  const texts = entries
    .filter(([field]) => field.startsWith('text:'))
    .map(([field, value]) => [field.slice('text:'.length), value]);
  const fields = entries.filter(([field]) => !field.startsWith('text:'));
  const identity = identityText(identityOf(draft));
  await runScript(redis, 'restore-draft', {
    keys: [names.draft(id), names.texts(id), names.changed(id), names.drafts, names.changedDrafts],
    args: [
      ...[nextRevision(draft, now), id, identity, now.getTime(), `${author} ${id}`],
      ...[fields.length, ...fields.flat()],
      ...[texts.length, ...texts.flat()],
    ] as (string | number)[],
  });
}

/** A revision that the conversation never had, so that a lost commit and a new one cannot have the same revision. */
function nextRevision({ revision }: { revision: number }, now: Date): number {
  return Math.max(revision + FURTHER, now.getTime());
}

async function writeBack(
  { redis, prefix }: CopyStores,
  { copy, drafts, now }: { copy: ConversationCopy; drafts: readonly Draft[]; now: Date },
): Promise<void> {
  const names = conversationKeys(prefix, copy._id);
  const newest = [copy, ...drafts].reduce((one, other) => (other.revision > one.revision ? other : one));
  await runScript(redis, 'restore', {
    keys: [names.conversation, names.pending, names.changedConversations],
    args: [
      ...[copy._id, nextRevision(newest, now), copy.head, copy.cards, copy.front, now.getTime()],
      newest.copiedAt.getTime(),
      ...copy.pending.flatMap(({ id, sealed }) => [id ?? '', sealed ?? '']),
    ],
  });
}
