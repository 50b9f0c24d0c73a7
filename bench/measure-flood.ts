import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Servers } from '../bot/services/start-servers.ts';
import { KEY_PREFIX } from '../bot/settings/config.ts';
import type { Pace } from './orders.ts';
import { userOf } from './organisation.ts';
import { startProduct, storesOf } from './start-product.ts';

/** How fast people get replies without a flood, and while one more member floods the bot. */
export interface Flood {
  idle: Pace;
  flooded: Pace;
}

const PEOPLE = 50;
const QUESTIONS = 48;
const THINK_MS = 1_000;
/** About ten seconds of answers. */
const ANSWERS = 500;
const LOOK_EVERY_MS = 500;
/** How many messages the flooding member sends. */
export const FLOOD_MESSAGES = 2_000;

/** Has people answer, each about once a second, in several rounds: without and with a member who floods the bot. */
export async function measureFlood(servers: Servers, rounds: number): Promise<Flood[]> {
  const people = PEOPLE + rounds + Math.ceil((2 * rounds * ANSWERS) / QUESTIONS);
  const stores = storesOf(servers, 4);
  const product = await startProduct({ name: 'product', stores, delayMs: 0, people, questions: QUESTIONS });
  const redis = new Redis(stores.redisUrl);
  const order = {
    do: 'answer',
    atOnce: PEOPLE,
    answers: ANSWERS,
    questions: QUESTIONS,
    thinkMs: THINK_MS,
  } as const;
  try {
    const floods: Flood[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await workedOff(redis);
      await product.finished();
      const idle = await product.messenger.order(order);
      // The last people to join have not answered yet and do not answer in this measurement.
      const flood = { person: userOf(people - 1 - round), messages: FLOOD_MESSAGES };
      floods.push({ idle, flooded: await product.messenger.order({ ...order, flood }) });
    }
    return floods;
  } finally {
    redis.disconnect();
    await product.stop();
  }
}

/** Resolves when the inbox has no updates of an earlier flood. */
async function workedOff(redis: Redis): Promise<void> {
  while ((await redis.zcard(`${KEY_PREFIX}{inbox}:due:telegram`)) > 0) await wait(LOOK_EVERY_MS);
}
