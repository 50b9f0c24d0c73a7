import { isDuplicateKey } from '../store/errors.ts';
import { runScript, toRecord } from '../store/scripts.ts';
import { conversationKeys } from './conversation-keys.ts';
import { type CopyStores, collectAll, writeAll } from './copy-stores.ts';

/** A conversation at one moment, without its drafts. */
export interface Snapshot {
  person: string;
  revision: number;
  head: string;
  cards: string;
  front: string;
  pending: readonly { id: string; sealed: string }[];
  /** When its copy is due, in milliseconds; null if it is copied. */
  due: number | null;
}

/** Copies the conversations of these people as they are now; returns what went wrong. */
export async function copyConversations(
  stores: CopyStores,
  { people, now }: { people: readonly string[]; now: Date },
): Promise<readonly unknown[]> {
  const { found, unreadable } = await collectAll(people, (person) => collect(stores, person));
  return [...unreadable, ...(await copySnapshots(stores, { snapshots: found, now }))];
}

/**
 * Copies what was collected; of several of one person the newest. An older copy never replaces a newer one.
 * Returns what went wrong.
 */
export async function copySnapshots(
  stores: CopyStores,
  { snapshots, now }: { snapshots: readonly Snapshot[]; now: Date },
): Promise<readonly unknown[]> {
  const all = newestOfEach(snapshots);
  if (all.length === 0) return [];
  const errors = await writeAll(stores.database.conversations, {
    updates: all.map(({ person, revision, head, cards, front, pending }) => ({
      updateOne: {
        filter: { _id: person, revision: { $lte: revision } },
        update: { $set: { head, cards, front, pending, revision, copiedAt: now } },
        upsert: true,
      },
    })),
  });
  const unwritten = new Set(errors.map(({ index }) => index));
  const copied = all.filter((_, index) => !unwritten.has(index));
  await Promise.all(copied.map((snapshot) => markCopied(stores, snapshot)));
  return errors.filter((error) => !isDuplicateKey(error));
}

function newestOfEach(snapshots: readonly Snapshot[]): Snapshot[] {
  const newest = new Map<string, Snapshot>();
  for (const snapshot of snapshots) {
    const known = newest.get(snapshot.person);
    if (known === undefined || known.revision < snapshot.revision) newest.set(snapshot.person, snapshot);
  }
  return [...newest.values()];
}

function markCopied({ redis, prefix }: CopyStores, { person, revision }: Snapshot): Promise<unknown> {
  const { conversation, changedConversations } = conversationKeys(prefix, person);
  const keys = [conversation, changedConversations];
  return runScript(redis, 'copied-conversation', { keys, args: [person, revision] });
}

/** How the script `collect` tells of a conversation. */
export type SnapshotReply = [
  string | null,
  string | null,
  string | null,
  string | null,
  string[],
  string | null,
];

/** Nothing if Redis lost the conversation at this very moment: then there is nothing to be copied. */
export function toSnapshot(person: string, reply: SnapshotReply): Snapshot | undefined {
  const [revision, head, cards, front, pending, due] = reply;
  if (revision === null || head === null || cards === null) return undefined;
  return {
    ...{ person, revision: Number(revision), head, cards, front: front ?? '' },
    pending: Object.entries(toRecord(pending)).map(([id, sealed]) => ({ id, sealed })),
    due: due === null ? null : Number(due),
  };
}

async function collect({ redis, prefix }: CopyStores, person: string): Promise<Snapshot | undefined> {
  const { conversation, pending, changedConversations } = conversationKeys(prefix, person);
  const keys = [conversation, pending, changedConversations];
  const reply = await runScript(redis, 'collect', { keys, args: [person] });
  return toSnapshot(person, reply as SnapshotReply);
}
