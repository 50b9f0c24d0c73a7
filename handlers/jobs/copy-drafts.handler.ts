import type { Redis } from 'ioredis';
import type { Database } from '../../models/connection.ts';
import { copyDrafts } from '../../models/draft.ts';

/** Drafts that one bulk write takes. */
const AT_ONCE = 500;

interface Dependencies {
  redis: Redis;
  prefix: string;
  database: Database;
  now(): Date;
}

/** Copies changed drafts from Redis to MongoDB. A job that comes while another is not done shares in that one. */
export function createCopyDrafts({ redis, prefix, database, now }: Dependencies): () => Promise<void> {
  const stores = { redis, prefix, drafts: database.drafts };
  let copying: Promise<void> | undefined;
  return () => {
    copying ??= copyDrafts(stores, { atOnce: AT_ONCE, now: now() }).finally(() => {
      copying = undefined;
    });
    return copying;
  };
}
