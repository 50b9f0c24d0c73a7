import { readIdentity } from '../review/draft.ts';
import { isDuplicateKey } from '../store/errors.ts';
import { runScript, toRecord } from '../store/scripts.ts';
import { conversationKeys } from './conversation-keys.ts';
import { copySnapshots, type Snapshot, type SnapshotReply, toSnapshot } from './copy-conversations.ts';
import { type CopyStores, collectAll, isCopyDue, writeAll } from './copy-stores.ts';

/** A person whose draft was copied in this time is online. */
export const ONLINE_MS = 5 * 60 * 1_000;

/** One draft's changes since the last copy, and its conversation at that moment. */
interface CollectedDraft {
  member: string;
  id: string;
  identity: string;
  conversation: Snapshot;
  set: Readonly<Record<string, string>>;
  gone: readonly string[];
  /** `set` is all there is. */
  isWhole: boolean;
  /** What is copied then. */
  marked: readonly string[];
}

/** Copies one draft and its conversation now, if anything of the draft has changed. */
export async function copyDraft(
  stores: CopyStores,
  { person, id, now }: { person: string; id: string; now: Date },
): Promise<void> {
  const { failures } = await copyDrafts(stores, { members: [`${person} ${id}`], now });
  if (failures.length > 0) throw failures[0];
}

/**
 * Copies what has changed in these drafts, members of the index of changed ones, with their conversations where a copy
 * of those is due. They go first: a command that is copied without its draft is known to be lost, a draft without its
 * command is not. Returns how many were copied, and what went wrong with the rest.
 */
export async function copyDrafts(
  stores: CopyStores,
  { members, now }: { members: readonly string[]; now: Date },
): Promise<{ copied: number; failures: readonly unknown[] }> {
  const { found, unreadable } = await collectAll(members, (member) => collect(stores, member));
  if (found.length === 0) return { copied: 0, failures: unreadable };
  const snapshots = found.map(({ conversation }) => conversation).filter(({ due }) => isCopyDue(due, now));
  const failures = await copySnapshots(stores, { snapshots, now });
  const errors = await writeAll(stores.database.drafts, {
    updates: found.map((draft) => toUpdate(draft, now)),
  });
  const unwritten = new Set(errors.map(({ index }) => index));
  await Promise.all(
    found.filter((_, index) => !unwritten.has(index)).map((draft) => markCopied(stores, draft, now)),
  );
  // Where a newer copy was there already, the process that made it says what is copied.
  const refused = errors.filter((error) => !isDuplicateKey(error));
  return {
    copied: found.length - refused.length,
    failures: [...unreadable, ...failures, ...refused],
  };
}

async function collect({ redis, prefix }: CopyStores, member: string): Promise<CollectedDraft | undefined> {
  const [person = '', id = ''] = member.split(' ');
  const names = conversationKeys(prefix, person);
  const [seen, identity, set, gone, whole, marked] = (await runScript(redis, 'collect', {
    keys: [
      ...[names.conversation, names.pending, names.changedConversations],
      ...[names.changed(id), names.draft(id), names.texts(id)],
    ],
    args: [person],
  })) as [SnapshotReply, string | null, string[], string[], number, string[]];
  const conversation = toSnapshot(person, seen);
  if (conversation === undefined || identity === null) return undefined;
  return { member, id, identity, conversation, set: toRecord(set), gone, isWhole: whole === 1, marked };
}

function toUpdate(draft: CollectedDraft, now: Date) {
  const { id, identity, conversation, isWhole } = draft;
  const changed = Object.entries(draft.set).map(([field, value]) => [`fields.${field}`, value]);
  const fields = isWhole ? { fields: draft.set } : Object.fromEntries(changed);
  const unset = Object.fromEntries(draft.gone.map((field) => [`fields.${field}`, 1]));
  const { revision } = conversation;
  return {
    updateOne: {
      filter: { _id: id, revision: { $lte: revision } },
      update: {
        $set: { revision, copiedAt: now, isOldForgotten: false, ...fields },
        $setOnInsert: readIdentity(identity),
        ...(isWhole || draft.gone.length === 0 ? {} : { $unset: unset }),
      },
      upsert: true,
    },
  };
}

function markCopied(stores: CopyStores, draft: CollectedDraft, at: Date): Promise<unknown> {
  const { member, id, conversation, marked } = draft;
  const names = conversationKeys(stores.prefix, conversation.person);
  const now = at.getTime();
  return runScript(stores.redis, 'copied', {
    keys: [names.changed(id), names.changedDrafts, names.onlineIndex],
    args: [member, conversation.person, now, now - ONLINE_MS, conversation.revision, ...marked],
  });
}
