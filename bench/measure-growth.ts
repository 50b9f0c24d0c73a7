import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { Servers } from '../bot/services/start-servers.ts';
import { KEY_PREFIX } from '../bot/settings/config.ts';
import { type ConversationStore, createConversationStore } from '../models/chat/conversation.ts';
import { copyChanged } from '../models/chat/copy-changed.ts';
import { connectDatabase, type Database } from '../models/store/connection.ts';
import { createKeyRing } from '../models/store/encryption.ts';
import type { RunningProgram } from '../test/support/run-app.ts';
import { type Measure, measure, measureOften } from './measure.ts';
import { userOf, writeOrganisation } from './organisation.ts';
import { peakMegabytes } from './process-usage.ts';
import { type Pattern, readPattern, seedDrafts } from './seed-drafts.ts';
import { type Messenger, startMessenger } from './start-messenger.ts';
import { copied, runProduct, type Stores, storesOf } from './start-product.ts';

/** The measurements of a bot with a number of drafts in its stores. */
export interface Growth {
  drafts: number;
  /** Seconds from the start of the process until it is ready. */
  startSeconds: number;
  full: Measure;
  peakMegabytes: number;
  /** What Redis needs for each draft. */
  redisBytes: number;
}

const SIZES = [1_000, 10_000, 100_000];
const QUESTIONS = 48;
const ACTIVE = 200;
/** The number of people who take turns at answering, because one person can give only as many answers as questions. */
const ANSWERING = 800;
const ANSWERS = 2_400;
const COPIED_AT_ONCE = 500;

interface Growing {
  stores: Stores;
  redis: Redis;
  database: Database;
  messenger: Messenger;
}

/** Has 200 people answer while more and more other people have drafts. */
export async function measureGrowth(
  servers: Servers,
  { rounds, tell }: { rounds: number; tell(text: string): void },
): Promise<Growth[]> {
  const stores = storesOf(servers, SIZES.length);
  const redis = new Redis(stores.redisUrl, { enableAutoPipelining: true });
  const database = await connectDatabase(stores.mongodbUri);
  const messenger = await startMessenger(0);
  try {
    await writeOrganisation(database, {
      people: ANSWERING,
      questions: QUESTIONS,
      keys: createKeyRing(stores.keys),
    });
    return await grow({ stores, redis, database, messenger }, { rounds, tell });
  } finally {
    redis.disconnect();
    await database.close();
    await messenger.stop();
  }
}

async function grow(
  growing: Growing,
  { rounds, tell }: { rounds: number; tell(text: string): void },
): Promise<Growth[]> {
  const pattern = await begin(growing);
  const grown: Growth[] = [];
  let present = ANSWERING;
  for (const drafts of SIZES) {
    tell(`${drafts} drafts …`);
    const redisBytes = await addDrafts(growing, { pattern, present, drafts });
    present = drafts;
    grown.push({ drafts, redisBytes, ...(await measureSize(growing, rounds)) });
  }
  return grown;
}

/** All people who will answer begin their review, and some give the first answers. Idle people get copies of these. */
async function begin({ stores, redis, messenger }: Growing): Promise<Pattern> {
  const program = await runProduct(stores, { messenger, role: 'all' });
  const people = Array.from({ length: ANSWERING }, (_, index) => userOf(index));
  await messenger.order({ do: 'join', people, lines: ['menu', 'bắt đầu'], atOnce: 32 });
  await messenger.order({
    do: 'answer',
    atOnce: ACTIVE,
    answers: ANSWERS,
    questions: QUESTIONS,
    thinkMs: 0,
  });
  await end(program);
  return readPattern(storeOf(stores, redis), 0);
}

function storeOf(stores: Stores, redis: Redis): ConversationStore {
  return createConversationStore({ redis, keys: createKeyRing(stores.keys), prefix: KEY_PREFIX });
}

async function addDrafts(
  { stores, redis, database }: Growing,
  { pattern, present, drafts }: { pattern: Pattern; present: number; drafts: number },
): Promise<number> {
  const before = await usedBytes(redis);
  await seedDrafts(storeOf(stores, redis), { pattern, first: present, end: drafts });
  await copyChanged({ redis, prefix: KEY_PREFIX, database }, { atOnce: COPIED_AT_ONCE, now: new Date() });
  return ((await usedBytes(redis)) - before) / (drafts - present);
}

async function measureSize(
  { stores, redis, messenger }: Growing,
  rounds: number,
): Promise<Omit<Growth, 'drafts' | 'redisBytes'>> {
  const began = performance.now();
  const program = await runProduct(stores, { messenger, role: 'all' });
  const startSeconds = (performance.now() - began) / 1000;
  const pid = program.child.pid as number;
  const bot = { pid, messenger, questions: QUESTIONS, finished: () => copied(redis) };
  const work = { people: ACTIVE, answers: ANSWERS, thinkMs: 0 };
  // The first answers of a process are slower, because code is compiled and people are looked up; they are not measured.
  await measure(bot, work);
  const full = await measureOften(bot, { ...work, rounds });
  const peak = peakMegabytes(pid);
  await end(program);
  return { startSeconds, full, peakMegabytes: peak };
}

async function end(program: RunningProgram): Promise<void> {
  program.child.kill('SIGTERM');
  await program.ended;
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}
