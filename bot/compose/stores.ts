import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import { type ConversationStore, createConversationStore } from '../../models/chat/conversation.ts';
import { restoreConversation } from '../../models/chat/restore-conversation.ts';
import { connectDatabase, type Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { ANNOUNCE_EVERY_MS, announceKeys, withdrawKeys } from '../../models/store/key-holders.ts';
import type { Measures } from '../metrics/measure.ts';
import { connectRedis } from '../queues/connection.ts';
import { repeat } from '../queues/repeat.ts';
import { demandDurableRedis } from '../services/durable-redis.ts';
import type { Config } from '../settings/config.ts';
import { openKeyRing } from '../settings/encryption-keys.ts';
import type { Closings } from './closings.ts';

/** Where everything is kept. */
export interface Stores {
  database: Database;
  /** Seals what is personal, in both stores. */
  keys: KeyRing;
  redis: Redis;
  /** The live conversations in Redis; commits are measured. */
  store: ConversationStore;
  /** Brings back a conversation that Redis lost; whether there was a copy in the database. */
  restore(person: string): Promise<boolean>;
}

interface Dependencies {
  config: Config;
  redisUrl: string;
  mongodbUri: string;
  /** Start of every key in Redis. */
  prefix: string;
  measures: Measures;
  now(): Date;
  log: Log;
  closings: Closings;
}

/** Connects MongoDB and Redis. Throws where one cannot be used, or the keys do not open what is stored. */
export async function openStores(dependencies: Dependencies): Promise<Stores> {
  const { config, redisUrl, mongodbUri, prefix, measures, now, log, closings } = dependencies;
  const database = await connectDatabase(mongodbUri);
  closings.add('database', () => database.close());
  const keys = await openKeyRing(config, database);
  const redis = connectRedis(redisUrl, log);
  closings.add('redis', async () => redis.disconnect());
  if (config.NODE_ENV === 'production') await demandDurableRedis(redis, { url: redisUrl, config, log });
  await holdKeys({ ...dependencies, redis, keys });
  return {
    ...{ database, keys, redis },
    store: measures.store(createConversationStore({ redis, keys, prefix })),
    restore: (person) => restoreConversation({ redis, prefix, database }, { person, now: now() }),
  };
}

/** Says for as long as this process runs which keys it has, so that `rekey` waits until all have the new one. */
async function holdKeys(
  parts: Pick<Dependencies, 'config' | 'prefix' | 'log' | 'closings'> & Pick<Stores, 'redis' | 'keys'>,
): Promise<void> {
  const { config, keys, log, closings } = parts;
  const about = { id: randomUUID(), role: config.ROLE, host: hostname(), pid: process.pid };
  const holder = { ...about, keys: [...keys.checkValues.keys()] };
  const wish = { name: 'announce-keys', everyMs: ANNOUNCE_EVERY_MS, log };
  const announcing = await repeat(() => announceKeys(parts, holder), wish);
  closings.add('announced keys', async () => {
    await announcing.close();
    await withdrawKeys(parts, holder);
  });
}
