import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Message } from 'grammy/types';
import { Redis } from 'ioredis';
import { findFreePort } from '../../bot/services/embedded-server.ts';
import { mongodbServer } from '../../bot/services/mongodb-server.ts';
import { redisServer } from '../../bot/services/redis-server.ts';
import { connectDatabase, type Database } from '../../models/store/connection.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../models/store/encryption.ts';
import { writeChiBo } from '../support/chi-bo.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../support/telegram-emulator/start-telegram-emulator.ts';
import { type QuestionKind, writtenPack } from '../support/written-pack.ts';
import { type KillableProcess, superviseProcess } from './killable-process.ts';
import { createServerOf, type KillableServer } from './killable-server.ts';
import { type Links, openLinks, throughLink } from './links.ts';
import { createOffice, type Office } from './office.ts';
import { openRoundRobin } from './round-robin.ts';
import { runAdmin } from './run-admin.ts';
import type { Update } from './self.ts';

/** The whole product on this machine, in processes that can be killed, with links that can be cut. */
export interface Stage extends Office {
  /** Folder of the data, and of the logs to look at when something went wrong. */
  home: string;
  kinds: readonly QuestionKind[];
  /** Whether messages and presses are pushed side by side, so that a message may be taken before an earlier press. */
  anyOrder: boolean;
  emulator: TelegramEmulator;
  redis: KillableServer;
  mongodb: KillableServer;
  /** The first of the bots. */
  bot: KillableProcess;
  worker: KillableProcess;
  /** All of them. */
  processes: readonly KillableProcess[];
  links: Readonly<Record<'bot' | 'worker', Links>>;
  /** Files that the processes write to. */
  logs: readonly string[];
  database: Database;
  keys: KeyRing;
  /** Has what the bot says in a chat told to somebody. */
  hear(chat: number, listen: (message: Message) => void): void;
  /** The updates of late, oldest first. */
  updates(): readonly NonNullable<Update>[];
  /** Runs a command of `npm run admin` on these servers and returns what it says. */
  admin(...args: string[]): Promise<string>;
  /** A connection of our own to the Redis that runs now, to be disconnected. */
  openRedis(): Redis;
  /** Lets everything go on as it should. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  home: string;
  kinds: readonly QuestionKind[];
  /** What is put in front of the commands: a tracer, a clock. */
  wrap?: { redis?: readonly string[]; process?: readonly string[] };
  /** Where Redis keeps its files; in `home` if absent. */
  redisHome?: string;
  mongodbHome?: string;
  logHome?: string;
  /** Updates are pushed to so many bots, one after another, instead of polled for. */
  pushedTo?: 1 | 2;
}

/** Start of every Redis key of the product. */
export const PREFIX = 'kiemdiem:';
const VENV = resolve(import.meta.dirname, '../../.services/venv');
const MOST_UPDATES = 100;

/** Brings everything up. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { home, kinds, logHome = home } = options;
  mkdirSync(home, { recursive: true });
  const listeners = new Map<number, (message: Message) => void>();
  const updates = new Map<number, NonNullable<Update>>();
  const emulator = await startTelegramEmulator({
    recording: false,
    most: 120,
    said: (message) => listeners.get(message.chat.id)?.(message),
    added(update) {
      updates.set(update.id, update);
      if (updates.size > MOST_UPDATES) updates.delete(updates.keys().next().value as number);
    },
  });
  const { redis, mongodb } = await startServers(options);
  const database = await connectDatabase(mongodb.url);
  await writeChiBo(database, { pack: writtenPack(kinds) });
  const keyRing = generateKeyRing();
  const own = { ENCRYPTION_KEYS: keyRing, REDIS_URL: redis.url, MONGODB_URI: mongodb.url };
  const { roles, bots, worker, proxies, balancer, links } = await startProcesses(options, { emulator, own });
  const keys = createKeyRing(keyRing);
  return {
    ...{
      home,
      kinds,
      anyOrder: options.pushedTo !== undefined,
      emulator,
      redis,
      mongodb,
      database,
      links,
      keys,
    },
    ...{ bot: bots[0] as KillableProcess, worker, processes: [...bots, worker] },
    ...createOffice({ database, keys }),
    logs: roles.map((role) => join(logHome, `${role}.log`)),
    hear: (chat, listen) => void listeners.set(chat, listen),
    updates: () => [...updates.values()],
    admin: (...args) => runAdmin(args, { ...basics(), ...own, SERVICES_DIR: join(home, 'admin') }),
    openRedis: () => new Redis(redis.url, { maxRetriesPerRequest: 1 }),
    async mend() {
      emulator.heal();
      for (const proxy of proxies) proxy.mend();
      for (const process of [...bots, worker]) process.revive();
    },
    async close() {
      for (const proxy of proxies) proxy.mend();
      await Promise.all([...bots, worker].map((process) => process.stop()));
      await database.close();
      await Promise.all([redis.kill(), mongodb.kill(), emulator.close(), balancer?.close()]);
      await Promise.all(proxies.map((one) => one.close()));
    },
  };
}

async function startServers(
  options: StageOptions,
): Promise<{ redis: KillableServer; mongodb: KillableServer }> {
  const { home, wrap = {} } = options;
  const redis = await createServerOf(redisServer, {
    ...{ home: options.redisHome ?? home, venv: VENV },
    ...(wrap.redis === undefined ? {} : { wrap: wrap.redis }),
  });
  const mongodb = await createServerOf(mongodbServer, {
    ...{ home: options.mongodbHome ?? home, venv: VENV },
  });
  await Promise.all([redis.start(), mongodb.start()]);
  return { redis, mongodb };
}

type Own = Record<'ENCRYPTION_KEYS' | 'REDIS_URL' | 'MONGODB_URI', string>;

/** The bots and a worker, each with links of its own. */
async function startProcesses(options: StageOptions, parts: { emulator: TelegramEmulator; own: Own }) {
  const { home, pushedTo, wrap, logHome = home } = options;
  const { emulator, own } = parts;
  const roles = pushedTo === 2 ? ['bot', 'second-bot', 'worker'] : ['bot', 'worker'];
  const portOf = (url: string) => Number(/:(\d+)(?:\/|$)/.exec(url)?.[1]);
  const to = {
    redis: portOf(own.REDIS_URL),
    mongodb: portOf(own.MONGODB_URI),
    messenger: portOf(emulator.root),
  };
  const all = await Promise.all(roles.map(() => openLinks(to)));
  const balancer = pushedTo === undefined ? undefined : await openRoundRobin();
  const webhook = balancer === undefined ? {} : webhookAt(balancer.port);
  const ports: number[] = [];
  const processes: KillableProcess[] = [];
  for (const [index, role] of roles.entries()) {
    const isBot = role !== 'worker';
    // Found last, so that nothing of ours takes it first.
    const port = isBot && balancer !== undefined ? await findFreePort() : 0;
    if (port > 0) ports.push(port);
    const environment = {
      ...environmentOf({ links: all[index] as Links, own, token: emulator.token }),
      ...(isBot ? { ROLE: 'bot', ...webhook } : { ROLE: 'worker' }),
      ...{ PORT: String(port), SERVICES_DIR: join(home, role) },
    };
    processes.push(
      superviseProcess({
        ...{ environment, logFile: join(logHome, `${role}.log`) },
        ...(wrap?.process === undefined ? {} : { wrap: wrap.process }),
      }),
    );
  }
  balancer?.leadTo(ports);
  await Promise.all(processes.map((process) => process.ready()));
  return {
    ...{ roles, balancer },
    bots: processes.slice(0, -1),
    worker: processes.at(-1) as KillableProcess,
    links: { bot: all[0] as Links, worker: all.at(-1) as Links },
    proxies: all.flatMap((links) => Object.values(links)),
  };
}

function environmentOf(settings: { links: Links; own: Own; token: string }): NodeJS.ProcessEnv {
  const { links, own, token } = settings;
  return {
    ...{ ...basics(), ENCRYPTION_KEYS: own.ENCRYPTION_KEYS, TELEGRAM_BOT_TOKEN: token },
    REDIS_URL: throughLink(own.REDIS_URL, links.redis),
    MONGODB_URI: throughLink(own.MONGODB_URI, links.mongodb),
    TELEGRAM_API_ROOT: `http://127.0.0.1:${links.messenger.port}`,
  };
}

function basics(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: 'production' };
}

function webhookAt(port: number): NodeJS.ProcessEnv {
  return {
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  };
}
