import type { Redis } from 'ioredis';
import { SHARDS, shardKeys } from './conversation-keys.ts';
import { ONLINE_MS } from './copy-drafts.ts';
import { type Parked, readParked } from './inbox.ts';

/** What is committed and on its way, over all conversations. */
export interface Backlog {
  /** People whose drafts were copied in the last minutes. */
  online: number;
  /** Drafts with changes that MongoDB does not have yet, and for how long the oldest has been waiting. */
  drafts: { waiting: number; oldestMs: number };
  /**
   * Conversations with something to be sent or done; those of them that are overdue, at least; and how long
   * ago the longest overdue was due.
   */
  outbox: { waiting: number; overdue: number; overdueMs: number };
  /** What came and cannot be committed. */
  parked: Parked;
}

/** Reads the backlog off the indices, whose sizes and first members cost the same however long they are. */
export async function readBacklog(of: { redis: Redis; prefix: string }, now: Date): Promise<Backlog> {
  const [parked, ...shards] = await Promise.all([
    readParked(of),
    ...Array.from({ length: SHARDS }, (_, shard) => readShard(of.redis, shardKeys(of.prefix, shard), now)),
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
  // What the sweeper took once and is due again is in both.
  const overdue = Math.max(untaken, taken);
  return { online, drafts, oldestDraft, outboxes, overdue, oldestDue: Math.min(...oldest) };
}

/** Of an empty index: never. */
async function firstScore(redis: Redis, index: string): Promise<number> {
  const [, score] = await redis.zrange(index, '0', '0', 'WITHSCORES');
  return score === undefined ? Number.POSITIVE_INFINITY : Number(score);
}
