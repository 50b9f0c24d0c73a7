import type { Redis } from 'ioredis';
import type { ChannelMemory, LiveStore } from '../../handlers/commands/define.ts';
import type { Log } from '../../handlers/ports.ts';
import { connectDatabase, type Database } from '../../models/store/connection.ts';
import { activeKeyOf, type KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { listKeyHolders, nameProcesses } from '../../models/store/key-holders.ts';
import type { Terminal } from '../operator/terminal.ts';
import { connectRedis } from '../queues/connection.ts';
import { hasMark } from '../queues/watch-for-loss.ts';
import { demandDurableRedis } from '../services/durable-redis.ts';
import { findRunningServers } from '../services/find-running-servers.ts';
import { redisServer } from '../services/redis-server.ts';
import { readAddress } from '../services/server-kind.ts';
import { startServers } from '../services/start-servers.ts';
import { KEY_PREFIX, loadConfig } from '../settings/config.ts';
import { openKeyRing } from '../settings/encryption-keys.ts';

interface Parts {
  database: Database;
  keys: KeyRing;
  live: LiveStore;
}

/** What commands on live conversations need. */
export interface LiveTools {
  terminal: Terminal;
  /** What all channels keep in Redis. */
  memoryOf(stores: { redis: Redis; prefix: string }): ChannelMemory;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Does `work` on the database and the live conversations that the app runs on; where no servers are running, the
 * embedded ones are started for as long as it takes. Throws `redis-forgets` and `redis-without-conversations` before any
 * work where Redis is not one to change conversations in, `key-not-everywhere` where a running process could not read what
 * is sealed here, `key-holder-unreadable` where that is not known of one, and what `connectDatabase` and `openKeyRing` throw.
 */
export async function withStores(
  { terminal, memoryOf }: LiveTools,
  work: (parts: Parts) => Promise<void>,
): Promise<void> {
  const config = loadConfig(process.env);
  const { REDIS_URL: redisUrl, MONGODB_URI: mongodbUri, SERVICES_DIR: home } = config;
  if (redisUrl !== undefined && mongodbUri !== undefined)
    return workOn({ redisUrl, mongodbUri, memoryOf }, work);
  const running = await findRunningServers(home);
  if (running !== undefined) {
    const servers = { redisUrl: redisUrl ?? running.redisUrl, mongodbUri: mongodbUri ?? running.mongodbUri };
    return workOn({ ...servers, memoryOf }, work);
  }
  const servers = await startServers({
    ...{ home, redisUrl, mongodbUri },
    report: ({ key, details }) => terminal.note(key, details),
    onFailure: () => undefined,
  });
  try {
    await workOn({ ...servers, memoryOf }, work);
  } finally {
    await servers.stop();
  }
}

async function workOn(
  servers: { redisUrl: string; mongodbUri: string; memoryOf: LiveTools['memoryOf'] },
  work: (parts: Parts) => Promise<void>,
): Promise<void> {
  const { redisUrl, mongodbUri, memoryOf } = servers;
  await redisServer.verify(redisUrl);
  const config = loadConfig(process.env);
  const redis = connectRedis(redisUrl, silent);
  try {
    await demandDurableRedis(redis, { url: redisUrl, config, log: silent });
    const database = await connectDatabase(mongodbUri);
    try {
      const stores = { redis, prefix: KEY_PREFIX };
      if (!(await hasMark(stores)) && (await database.conversations.exists({})) !== null) {
        const details = { address: readAddress(redisUrl) };
        throw new AppError('redis-without-conversations', { message: 'Another Redis', details });
      }
      const keys = await openKeyRing(config, database);
      await demandKnownKey(stores, activeKeyOf(keys));
      await work({ database, keys, live: { ...stores, channels: memoryOf(stores) } });
    } finally {
      await database.close();
    }
  } finally {
    redis.disconnect();
  }
}

async function demandKnownKey(stores: Pick<LiveStore, 'redis' | 'prefix'>, key: string): Promise<void> {
  const lacking = (await listKeyHolders(stores)).filter(({ keys }) => !keys.includes(key));
  if (lacking.length === 0) return;
  const details = { key, processes: nameProcesses(lacking) };
  throw new AppError('key-not-everywhere', { message: 'A process does not have the key', details });
}
