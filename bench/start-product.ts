import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Servers } from '../bot/services/start-servers.ts';
import { KEY_PREFIX } from '../bot/settings/config.ts';
import { SHARDS, shardKeys } from '../models/chat/conversation-keys.ts';
import { connectDatabase } from '../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../models/store/encryption.ts';
import { type RunningProgram, runProgram } from '../test/support/run-app.ts';
import { waitUntil } from '../test/support/wait-until.ts';
import type { Contestant } from './contestant.ts';
import { userOf, writeOrganisation } from './organisation.ts';
import { startMessenger } from './start-messenger.ts';

/** The stores of one run of the product. */
export interface Stores {
  redisUrl: string;
  mongodbUri: string;
  keys: string;
}

/** The flags of `npm start` for node. */
const START_FLAGS = startFlags();
/** How many people join at once; joining is not measured. */
const JOINING_AT_ONCE = 32;

/** Empty stores; `number` separates them from other stores on the same servers. */
export function storesOf(servers: Servers, number: number): Stores {
  const mongodb = new URL(servers.mongodbUri);
  mongodb.pathname = `/bench_${number}`;
  return {
    redisUrl: `${servers.redisUrl}/${number}`,
    mongodbUri: mongodb.href,
    keys: generateKeyRing(),
  };
}

/** Starts the product as in production, with a bot and a worker, and has all people begin their review. */
export async function startProduct(settings: {
  name: string;
  stores: Stores;
  delayMs: number;
  people: number;
  questions: number;
}): Promise<Contestant> {
  const { name, stores, questions } = settings;
  const database = await connectDatabase(stores.mongodbUri);
  await writeOrganisation(database, { ...settings, keys: createKeyRing(stores.keys) });
  const messenger = await startMessenger(settings.delayMs);
  const [bot, worker] = await Promise.all([
    runProduct(stores, { messenger, role: 'bot' }),
    runProduct(stores, { messenger, role: 'worker' }),
  ]);
  const redis = new Redis(stores.redisUrl);
  const people = Array.from({ length: settings.people }, (_, index) => userOf(index));
  await messenger.order({ do: 'join', people, lines: ['menu', 'bắt đầu'], atOnce: JOINING_AT_ONCE });
  return {
    name,
    questions,
    pid: bot.child.pid as number,
    workerPid: worker.child.pid as number,
    messenger,
    finished: () => copied(redis),
    async stop() {
      for (const { child } of [bot, worker]) child.kill('SIGTERM');
      await Promise.all([bot.ended, worker.ended]);
      await messenger.stop();
      await redis.flushdb();
      redis.disconnect();
      await database.units.db.dropDatabase();
      await database.close();
    },
  };
}

function startFlags(): string[] {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1, -1);
}

/** Runs one process of the product. */
export async function runProduct(
  stores: Stores,
  { messenger, role }: { messenger: { root: string; token: string }; role: 'all' | 'bot' | 'worker' },
): Promise<RunningProgram> {
  const program = runProgram({
    file: 'bot/main.ts',
    flags: START_FLAGS,
    environment: {
      NODE_ENV: 'production',
      ROLE: role,
      LOG_LEVEL: 'warn',
      PORT: '0',
      REDIS_URL: stores.redisUrl,
      MONGODB_URI: stores.mongodbUri,
      ENCRYPTION_KEYS: stores.keys,
      TELEGRAM_API_ROOT: messenger.root,
      TELEGRAM_BOT_TOKEN: messenger.token,
      NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS,
    },
  });
  await program.says(/http:\/\//);
  return program;
}

/**
 * Resolves when all drafts are copied to MongoDB and all messages are sent. Cards, which are copied twice a minute, are not
 * waited for.
 */
export function copied(redis: Redis): Promise<void> {
  return waitUntil('everything is copied', () => isCopied(redis));
}

async function isCopied(redis: Redis): Promise<boolean> {
  const indices = Array.from({ length: SHARDS }, (_, shard) => shardKeys(KEY_PREFIX, shard));
  const left = await Promise.all(
    indices.flatMap(({ changedDrafts, changedConversations, due }) => [
      ...[changedDrafts, due].map((index) => redis.zcard(index)),
      redis.zcount(changedConversations, '-inf', Date.now()),
    ]),
  );
  return left.every((count) => count === 0);
}
