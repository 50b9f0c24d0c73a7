import type { Redis } from 'ioredis';
import type { Database } from '../../models/connection.ts';
import { copyDrafts } from '../../models/draft.ts';

/** Drafts of one shard that one bulk write takes. */
const MOST_PER_SHARD = 50;

interface Dependencies {
  redis: Redis;
  prefix: string;
  database: Database;
  now(): Date;
}

/**
 * Copies changed drafts from Redis to MongoDB until none is left. While an earlier call is still at it, it only fails
 * if the one before that did: however long copying takes, the other jobs of this process keep their places.
 */
export function createCopyDrafts({ redis, prefix, database, now }: Dependencies): () => Promise<void> {
  const stores = { redis, prefix, drafts: database.drafts };
  let underWay: Promise<void> | undefined;
  let latest: Promise<void> = Promise.resolve();

  async function copyAll(): Promise<void> {
    let copied = 1;
    while (copied > 0) copied = await copyDrafts(stores, { most: MOST_PER_SHARD, now: now() });
  }

  return async () => {
    if (underWay !== undefined) return latest;
    const copying = copyAll();
    underWay = copying;
    try {
      await copying;
    } finally {
      latest = copying;
      underWay = undefined;
    }
  };
}
