import type { Redis } from 'ioredis';
import type { Database } from '../../models/connection.ts';
import { copyDrafts } from '../../models/draft.ts';

/** Drafts that one bulk write takes: people wait while it is put together. */
const AT_ONCE = 25;

interface Dependencies {
  redis: Redis;
  prefix: string;
  database: Database;
  now(): Date;
}

/**
 * Copies changed drafts from Redis to MongoDB. While an earlier call is still at it, it only fails
 * if the one before that did: however long copying takes, the other jobs of this process keep their places.
 */
export function createCopyDrafts({ redis, prefix, database, now }: Dependencies): () => Promise<void> {
  const stores = { redis, prefix, drafts: database.drafts };
  let underWay: Promise<unknown> | undefined;
  let latest: Promise<unknown> = Promise.resolve();

  return async () => {
    if (underWay !== undefined) {
      await latest;
      return;
    }
    const copying = copyDrafts(stores, { atOnce: AT_ONCE, now: now() });
    underWay = copying;
    try {
      await copying;
    } finally {
      latest = copying;
      underWay = undefined;
    }
  };
}
