import type { Redis } from 'ioredis';
import { SHARDS, shardKeys } from './conversation-keys.ts';
import { ONLINE_MS } from './copy-drafts.ts';
import { type Parked, readParked } from './inbox.ts';

/** How much is committed and still to be copied, sent or retried, over all conversations. */
export interface Backlog {
  /** People whose drafts were copied in the last minutes. */
  online: number;
  /** Drafts with changes that are not in MongoDB yet, and how long the oldest has been waiting. */
  drafts: { waiting: number; oldestMs: number };
  /**
   * Conversations with something to be sent or done; those of them that are overdue, at least; and how long
   * ago the longest overdue was due.
   */
  outbox: { waiting: number; overdue: number; overdueMs: number };
  /** Updates that came in and could not be committed. */
  parked: Parked;
}

/** Reads the backlog from the sizes and first members of the indexes, which costs the same for any number of entries. */
export async function readBacklog(stores: { redis: Redis; prefix: string }, now: Date): Promise<Backlog> {
  const [parked, ...shards] = await Promise.all([
    readParked(stores),
    ...Array.from({ length: SHARDS }, (_, shard) =>
      readShard(stores.redis, shardKeys(stores.prefix, shard), now),
    ),
  ]);
  const sum = (pick: (shard: Shard) => number) => shards.reduce((total, shard) => total + pick(shard), 0);
  const age = (pick: (shard: Shard) => number) => Math.max(0, now.getTime() - Math.min(...shards.map(pick)));
  return {
    online: sum((shard) => shard.online),
    drafts: { waiting: sum((shard) => shard.drafts), oldestMs: age((shard) => shard.oldestDraft) },
    outbox: {
      waiting: sum((shard) => shard.outboxes),
      overdue: sum((shard) => shard.overdue),
      overdueMs: age((shard) => shard.oldestDue),
    },
    parked,
  };
}

type Shard = Awaited<ReturnType<typeof readShard>>;

async function readShard(redis: Redis, keys: ReturnType<typeof shardKeys>, now: Date) {
  const moment = now.getTime();
  const [online, drafts, oldestDraft, outboxes, untaken, taken, ...oldest] = await Promise.all([
    redis.zcount(keys.onlineIndex, moment - ONLINE_MS, '+inf'),
    redis.zcard(keys.changedDrafts),
    firstScore(redis, keys.changedDrafts),
    redis.zcard(keys.due),
    redis.zcount(keys.due, '-inf', moment),
    redis.zcard(keys.overdue),
    firstScore(redis, keys.due),
    firstScore(redis, keys.overdue),
  ]);
  // A conversation that the sweeper took once and that is due again is in both indexes.
  const overdue = Math.max(untaken, taken);
  return { online, drafts, oldestDraft, outboxes, overdue, oldestDue: Math.min(...oldest) };
}

/** The score of the first member; Infinity for an empty index. */
async function firstScore(redis: Redis, index: string): Promise<number> {
  const [, score] = await redis.zrange(index, '0', '0', 'WITHSCORES');
  return score === undefined ? Number.POSITIVE_INFINITY : Number(score);
}
