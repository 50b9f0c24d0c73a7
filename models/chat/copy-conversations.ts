import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import { type Draft, readIdentity } from '../review/draft.ts';
import { isDuplicateKey } from '../store/errors.ts';
import { runScript } from '../store/scripts.ts';
import { toRecord } from './conversation.ts';
import type { ConversationCopy } from './conversation-copy.ts';
import { conversationKeys, SHARDS, shardKeys } from './conversation-keys.ts';

/** A person whose draft was copied in this time is online. */
export const ONLINE_MS = 5 * 60 * 1_000;

/** Where conversations live, and where they are copied to. */
export interface CopyStores {
  redis: Redis;
  prefix: string;
  database: { drafts: Model<Draft>; conversations: Model<ConversationCopy> };
}

interface WriteError {
  code: number;
  index: number;
}

/** A conversation at one moment. */
interface Snapshot {
  person: string;
  revision: number;
  head: string;
  cards: string;
  front: string;
  pending: readonly { id: string; sealed: string }[];
}

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

interface Copied {
  copied: number;
  failures: readonly unknown[];
}

/**
 * Copies all that has changed in Redis by now to MongoDB, `atOnce` drafts or conversations in one bulk write. What
 * changes meanwhile is left to the next time, so that a person who goes on answering is copied once and not without
 * end. Safe to run twice and at once: an older copy never replaces a newer one. Returns the number of drafts copied.
 * What cannot be copied keeps nothing else from it; it rejects with what went wrong first, once all others are copied.
 */
export async function copyChanged(stores: CopyStores, wish: { atOnce: number; now: Date }): Promise<number> {
  const { now, atOnce } = wish;
  const failures: unknown[] = [];
  let copied = 0;
  for (const members of chunk(await listIndex(stores, 'changedDrafts'), atOnce)) {
    const result = await copyDrafts(stores, { members, now });
    copied += result.copied;
    failures.push(...result.failures);
  }
  for (const people of chunk(await listIndex(stores, 'changedConversations'), atOnce)) {
    const { found, unreadable } = await collectAll(people, (person) => collectConversation(stores, person));
    const result = await copyConversations(stores, { snapshots: found, now });
    failures.push(...unreadable, ...result.failures);
  }
  if (failures.length > 0) throw failures[0];
  return copied;
}

/** Copies one draft and its conversation now, if anything of the draft has changed. */
export async function copyDraft(
  stores: CopyStores,
  draft: { person: string; id: string; now: Date },
): Promise<void> {
  const { failures } = await copyDrafts(stores, {
    members: [`${draft.person} ${draft.id}`],
    now: draft.now,
  });
  if (failures.length > 0) throw failures[0];
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function listIndex(
  { redis, prefix }: CopyStores,
  index: 'changedDrafts' | 'changedConversations',
): Promise<string[]> {
  const names = Array.from({ length: SHARDS }, (_, shard) => shardKeys(prefix, shard)[index]);
  return (await Promise.all(names.map((name) => redis.zrange(name, 0, '-1')))).flat();
}

/** The conversation goes first: a command that is copied without its draft is known to be lost, the opposite is not. */
async function copyDrafts(
  stores: CopyStores,
  { members, now }: { members: readonly string[]; now: Date },
): Promise<Copied> {
  const { found, unreadable } = await collectAll(members, (member) => collectDraft(stores, member));
  if (found.length === 0) return { copied: 0, failures: unreadable };
  const snapshots = found.map(({ conversation }) => conversation);
  const conversations = await copyConversations(stores, { snapshots, now });
  const errors = await writeAll(stores.database.drafts, {
    updates: found.map((draft) => draftUpdate(draft, now)),
  });
  const unwritten = new Set(errors.map(({ index }) => index));
  await Promise.all(
    found.filter((_, index) => !unwritten.has(index)).map((draft) => markCopied(stores, draft, now)),
  );
  // Where a newer copy was there already, the process that made it says what is copied.
  const refused = errors.filter((error) => !isDuplicateKey(error));
  return {
    copied: found.length - refused.length,
    failures: [...unreadable, ...conversations.failures, ...refused],
  };
}

async function copyConversations(
  stores: CopyStores,
  { snapshots, now }: { snapshots: readonly Snapshot[]; now: Date },
): Promise<Copied> {
  const { redis, prefix, database } = stores;
  const newest = new Map<string, Snapshot>();
  for (const snapshot of snapshots) {
    if ((newest.get(snapshot.person)?.revision ?? -1) < snapshot.revision)
      newest.set(snapshot.person, snapshot);
  }
  const all = [...newest.values()];
  if (all.length === 0) return { copied: 0, failures: [] };
  const errors = await writeAll(database.conversations, {
    updates: all.map(({ person, revision, ...rest }) => ({
      updateOne: {
        filter: { _id: person, revision: { $lte: revision } },
        update: { $set: { ...rest, revision, copiedAt: now } },
        upsert: true,
      },
    })),
  });
  const unwritten = new Set(errors.map(({ index }) => index));
  const copied = all.filter((_, index) => !unwritten.has(index));
  await Promise.all(
    copied.map(({ person, revision }) => {
      const { conversation, changedConversations } = conversationKeys(prefix, person);
      const keys = [conversation, changedConversations];
      return runScript(redis, 'copied-conversation', { keys, args: [person, revision] });
    }),
  );
  return { copied: copied.length, failures: errors.filter((error) => !isDuplicateKey(error)) };
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

async function collectAll<Found>(
  members: readonly string[],
  collect: (member: string) => Promise<Found | undefined>,
): Promise<{ found: Found[]; unreadable: unknown[] }> {
  const results = await Promise.allSettled(members.map(collect));
  return {
    found: results.flatMap((one) =>
      one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [],
    ),
    unreadable: results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])),
  };
}

type SnapshotReply = [string | null, string | null, string | null, string | null, string[]];

/** Nothing if Redis lost the conversation at this very moment: then there is nothing to be copied. */
function toSnapshot(person: string, reply: SnapshotReply): Snapshot | undefined {
  const [revision, head, cards, front, pending] = reply;
  if (revision === null || head === null || cards === null) return undefined;
  return {
    ...{ person, revision: Number(revision), head, cards, front: front ?? '' },
    pending: Object.entries(toRecord(pending)).map(([id, sealed]) => ({ id, sealed })),
  };
}

async function collectConversation(
  { redis, prefix }: CopyStores,
  person: string,
): Promise<Snapshot | undefined> {
  const { conversation, pending } = conversationKeys(prefix, person);
  const reply = await runScript(redis, 'collect', { keys: [conversation, pending], args: [] });
  return toSnapshot(person, reply as SnapshotReply);
}

async function collectDraft(
  { redis, prefix }: CopyStores,
  member: string,
): Promise<CollectedDraft | undefined> {
  const [person = '', id = ''] = member.split(' ');
  const names = conversationKeys(prefix, person);
  const [seen, identity, set, gone, whole, marked] = (await runScript(redis, 'collect', {
    keys: [names.conversation, names.pending, names.changed(id), names.draft(id), names.texts(id)],
    args: [],
  })) as [SnapshotReply, string | null, string[], string[], number, string[]];
  const conversation = toSnapshot(person, seen);
  if (conversation === undefined || identity === null) return undefined;
  return { member, id, identity, conversation, set: toRecord(set), gone, isWhole: whole === 1, marked };
}

type Update = Parameters<Model<Draft>['bulkWrite']>[0][number];

/** Returns what was not written, each with its place in `updates`. */
async function writeAll<Kind>(
  model: Model<Kind>,
  { updates }: { updates: readonly unknown[] },
): Promise<readonly WriteError[]> {
  try {
    await (model as unknown as Model<Draft>).bulkWrite([...(updates as Update[])], { ordered: false });
    return [];
  } catch (error) {
    const errors = writeErrorsOf(error);
    if (errors.length === 0) throw error;
    return errors;
  }
}

function draftUpdate(draft: CollectedDraft, now: Date) {
  const { id, identity, conversation, isWhole } = draft;
  const changed = Object.entries(draft.set).map(([field, value]) => [`fields.${field}`, value]);
  const fields = isWhole ? { fields: draft.set } : Object.fromEntries(changed);
  const unset = Object.fromEntries(draft.gone.map((field) => [`fields.${field}`, 1]));
  const { revision } = conversation;
  return {
    updateOne: {
      filter: { _id: id, revision: { $lte: revision } },
      update: {
        $set: { ...readIdentity(identity), revision, copiedAt: now, isOldForgotten: false, ...fields },
        ...(isWhole || draft.gone.length === 0 ? {} : { $unset: unset }),
      },
      upsert: true,
    },
  };
}

/** Where a newer copy is there already, the upsert of an older one meets its id. */
function writeErrorsOf(error: unknown): readonly WriteError[] {
  const { writeErrors = [] } = error as { writeErrors?: WriteError | readonly WriteError[] };
  return [writeErrors].flat() as WriteError[];
}
