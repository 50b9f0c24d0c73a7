import type { Redis } from 'ioredis';
import { copyChanged } from '../../models/chat/copy-changed.ts';
import type { Database } from '../../models/store/connection.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Drafts in one bulk write; few, because replies wait while a write is prepared. */
const AT_ONCE = 25;

/** Copies changed drafts from Redis to MongoDB, one call at a time. */
export function createCopyDrafts(dependencies: {
  redis: Redis;
  prefix: string;
  database: Database;
  now(): Date;
}): () => Promise<void> {
  const { redis, prefix, database, now } = dependencies;
  return oneAtATime(async () => {
    await copyChanged({ redis, prefix, database }, { atOnce: AT_ONCE, now: now() });
  });
}
