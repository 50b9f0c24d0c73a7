import type { Redis } from 'ioredis';
import { copyChanged } from '../../models/chat/copy-changed.ts';
import type { Database } from '../../models/store/connection.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Drafts that one bulk write takes: people wait while it is put together. */
const AT_ONCE = 25;

interface Dependencies {
  redis: Redis;
  prefix: string;
  database: Database;
  now(): Date;
}

/** Copies changed drafts from Redis to MongoDB, one call at a time. */
export function createCopyDrafts({ redis, prefix, database, now }: Dependencies): () => Promise<void> {
  return oneAtATime(async () => {
    await copyChanged({ redis, prefix, database }, { atOnce: AT_ONCE, now: now() });
  });
}
