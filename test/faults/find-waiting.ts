import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from '../../bot/queues/queue.ts';
import { SCHEDULES } from '../../handlers/jobs/catalogue.ts';
import { SHARDS, shardKeys } from '../../models/chat/conversation-keys.ts';
import { PREFIX } from './stage.ts';

/** Whatever waits in Redis although nothing happens any more. */
export async function findWaiting(redis: Redis): Promise<string[]> {
  const waits: string[] = [];
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const keys = shardKeys(PREFIX, shard);
    for (const id of await redis.zrange(keys.due, '0', '-1')) waits.push(`outbox of ${id}`);
    const members = await Promise.all([
      redis.zrange(keys.changedDrafts, '0', '-1'),
      // Cards that changed alone may wait for their copy; all else of a conversation has the score 0.
      redis.zrange(keys.changedConversations, '0', '0', 'BYSCORE'),
    ]);
    for (const id of members.flat()) waits.push(`copy of ${id}`);
  }
  const queue = new Queue(QUEUE_NAME, { connection: redis, prefix: queuePrefix(PREFIX) });
  const { waiting = 0, delayed = 0, failed = 0 } = await queue.getJobCounts('waiting', 'delayed', 'failed');
  if (failed > 0) waits.push(`${failed} failed jobs`);
  if (waiting > SCHEDULES.length) waits.push(`${waiting} waiting jobs`);
  if (delayed > SCHEDULES.length) waits.push(`${delayed} delayed jobs`);
  return waits;
}
