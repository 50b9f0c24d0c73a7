import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import type { Draft } from '../review/draft.ts';
import { toRecord } from '../store/scripts.ts';
import type { ConversationCopy } from './conversation-copy.ts';
import { SHARDS, shardKeys } from './conversation-keys.ts';

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

/** A copy is never due later than this. A time beyond that was written while a clock was wrong, and is due now. */
const FARTHEST_DUE_MS = 60_000;

/** What has changed since it was copied last. */
export async function listChanged(
  { redis, prefix }: CopyStores,
  {
    index,
    isWanted = () => true,
  }: {
    index: 'changedDrafts' | 'changedConversations';
    /** By the score: when it changed, or when the copy of a conversation is due. */
    isWanted?: (score: number) => boolean;
  },
): Promise<string[]> {
  const names = Array.from({ length: SHARDS }, (_, shard) => shardKeys(prefix, shard)[index]);
  const lists = await Promise.all(names.map((name) => redis.zrange(name, 0, '-1', 'WITHSCORES')));
  const scores = lists.flatMap((list) => Object.entries(toRecord(list)));
  return scores.flatMap(([member, score]) => (isWanted(Number(score)) ? [member] : []));
}

/** Whether a conversation is to be copied now. `due` is in milliseconds; null if nothing of it has changed. */
export function isCopyDue(due: number | null, now: Date): boolean {
  if (due === null) return false;
  const left = due - now.getTime();
  return left <= 0 || left > FARTHEST_DUE_MS;
}

/** Collects each of them; one that cannot be collected keeps no other from it. */
export async function collectAll<Found>(
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

/** An update as the driver takes it. */
type Update<Kind> = Parameters<Model<Kind>['collection']['bulkWrite']>[0][number];

/**
 * Returns what was not written, each with its place in `updates`. Rejects if nothing could be. The driver writes: the
 * copies are made here, and casting each of their fields by the schema took a third of the worker's time.
 */
export async function writeAll<Kind>(
  model: Model<Kind>,
  { updates }: { updates: readonly unknown[] },
): Promise<readonly WriteError[]> {
  try {
    await model.collection.bulkWrite([...(updates as Update<Kind>[])], { ordered: false });
    return [];
  } catch (error) {
    const errors = writeErrorsOf(error);
    if (errors.length === 0) throw error;
    return errors;
  }
}

/** Where a newer copy is there already, the upsert of an older one meets its id. */
function writeErrorsOf(error: unknown): readonly WriteError[] {
  const { writeErrors = [] } = error as { writeErrors?: WriteError | readonly WriteError[] };
  return [writeErrors].flat() as WriteError[];
}
