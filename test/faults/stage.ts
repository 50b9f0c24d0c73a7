import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePort } from '../../bot/services/embedded-server.ts';
import { mongodbServer } from '../../bot/services/mongodb-server.ts';
import { redisServer } from '../../bot/services/redis-server.ts';
import { connectDatabase, type Database } from '../../models/connection.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../models/encryption.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../support/telegram-emulator/start-telegram-emulator.ts';
import { type KillableProcess, superviseProcess } from './killable-process.ts';
import { createServerOf, type KillableServer } from './killable-server.ts';
import { addMembers, createOrganisation } from './organisation.ts';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The links of one process. */
export type Links = Readonly<Record<'redis' | 'mongodb' | 'messenger', TcpProxy>>;

/** The whole product on this machine, in processes that can be killed, with links that can be cut. */
export interface Stage {
  /** Folder of the data, and of the logs to look at when something went wrong. */
  home: string;
  emulator: TelegramEmulator;
  redis: KillableServer;
  mongodb: KillableServer;
  bot: KillableProcess;
  worker: KillableProcess;
  links: Readonly<Record<'bot' | 'worker', Links>>;
  /** Files that the processes write to. */
  logs: readonly string[];
  database: Database;
  keys: KeyRing;
  /** A connection of our own to the Redis that runs now, to be disconnected. */
  openRedis(): Redis;
  /** Codes of new members who joined, and their ids at the messenger. */
  newMembers(count: number): Promise<{ code: string; user: number }[]>;
  /** Lets everything go on as it should. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  home: string;
  questions: number;
  /** What is put in front of the commands: a tracer, a clock. */
  wrap?: { redis?: readonly string[]; process?: readonly string[] };
  /** Where Redis keeps its files; in `home` if absent. */
  redisHome?: string;
  mongodbHome?: string;
  logHome?: string;
  /** Updates are pushed to the bot instead of polled for. */
  pushed?: true;
}

/** Start of every Redis key of the product. */
export const PREFIX = 'kiemdiem:';
const VENV = resolve(import.meta.dirname, '../../.services/venv');
const FIRST_USER = 100_000;

/** Brings everything up. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { home, questions, wrap = {}, logHome = home } = options;
  mkdirSync(home, { recursive: true });
  const emulator = await startTelegramEmulator({ recording: false, most: 80 });
  const redis = await createServerOf(redisServer, {
    ...{ home: options.redisHome ?? home, venv: VENV },
    ...(wrap.redis === undefined ? {} : { wrap: wrap.redis }),
  });
  const mongodb = await createServerOf(mongodbServer, {
    ...{ home: options.mongodbHome ?? home, venv: VENV },
  });
  await Promise.all([redis.start(), mongodb.start()]);
  const database = await connectDatabase(mongodb.url);
  await createOrganisation(database, { questions });
  const keyRing = generateKeyRing();
  const keys = createKeyRing(keyRing);
  const to = { redis, mongodb, emulator };
  const links = { bot: await openLinks(to), worker: await openLinks(to) };
  // Found last, so that nothing of ours takes it first.
  const webhook = options.pushed === true ? webhookAt(await findFreePort()) : {};
  const run = (role: 'bot' | 'worker') => {
    const of = { links: links[role], keyRing, redis, mongodb, token: emulator.token, home };
    return superviseProcess({
      environment: { ...environmentOf(role, of), ...(role === 'bot' ? webhook : {}) },
      logFile: join(logHome, `${role}.log`),
      ...(wrap.process === undefined ? {} : { wrap: wrap.process }),
    });
  };
  const bot = run('bot');
  const worker = run('worker');
  await Promise.all([bot.ready(), worker.ready()]);
  const proxies = [...Object.values(links.bot), ...Object.values(links.worker)];
  let members = 0;
  return {
    ...{ home, emulator, redis, mongodb, database, links, bot, worker },
    logs: ['bot', 'worker'].map((role) => join(logHome, `${role}.log`)),
    keys,
    openRedis: () => new Redis(redis.url, { maxRetriesPerRequest: 1 }),
    async newMembers(count) {
      const first = members;
      members += count;
      const codes = Array.from({ length: count }, (_, index) => `DV${first + index}`);
      await addMembers(database, { codes, firstUser: FIRST_USER + first, keys });
      return codes.map((code, index) => ({ code, user: FIRST_USER + first + index }));
    },
    async mend() {
      emulator.heal();
      for (const proxy of proxies) proxy.mend();
      bot.revive();
      worker.revive();
    },
    async close() {
      for (const proxy of proxies) proxy.mend();
      await Promise.all([bot.stop(), worker.stop()]);
      await database.close();
      await Promise.all([
        redis.kill(),
        mongodb.kill(),
        emulator.close(),
        ...proxies.map((one) => one.close()),
      ]);
    },
  };
}

async function openLinks(to: {
  redis: KillableServer;
  mongodb: KillableServer;
  emulator: TelegramEmulator;
}): Promise<Links> {
  const [redis, mongodb, messenger] = await Promise.all([
    openTcpProxy(to.redis.port),
    openTcpProxy(to.mongodb.port),
    openTcpProxy(Number(new URL(to.emulator.root).port)),
  ]);
  return { redis, mongodb, messenger };
}

function environmentOf(
  role: 'bot' | 'worker',
  of: {
    links: Links;
    keyRing: string;
    redis: KillableServer;
    mongodb: KillableServer;
    token: string;
    home: string;
  },
): NodeJS.ProcessEnv {
  const { links, keyRing, redis, mongodb, token, home } = of;
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    ...{ PATH, HOME, TMPDIR, NODE_ENV: 'production', ROLE: role, PORT: '0' },
    SERVICES_DIR: join(home, role),
    ENCRYPTION_KEYS: keyRing,
    REDIS_URL: throughProxy(redis.url, links.redis),
    MONGODB_URI: throughProxy(mongodb.url, links.mongodb),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: `http://127.0.0.1:${links.messenger.port}`,
  };
}

function webhookAt(port: number): NodeJS.ProcessEnv {
  const secret = randomBytes(32).toString('hex');
  return {
    PORT: String(port),
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_WEBHOOK_SECRET: secret,
  };
}

function throughProxy(url: string, { port }: TcpProxy): string {
  return url.replace(/:\d+(?=\/|$)/, `:${port}`);
}
