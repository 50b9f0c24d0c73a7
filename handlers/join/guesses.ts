import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Wrong codes that one stranger may try in a quarter of an hour, and all strangers together. */
const TRIES_EACH = 5;
const TRIES_OF_ALL = 500;
const TRIES_WITHIN_SECONDS = 15 * 60;
/** Answers that a stranger without a code gets in an hour; after that there is silence. */
const WORDS_EACH = 5;
const WORDS_WITHIN_SECONDS = 60 * 60;

/** Limits on what strangers can ask for. */
export interface Guesses {
  /** Whether a code may be tried; every try counts until `forgive`. */
  mayTry(user: string): Promise<boolean>;
  /** The code was right. */
  forgive(user: string): Promise<void>;
  /** Whether a stranger without a code is answered. */
  mayHear(user: string): Promise<boolean>;
}

/** Tries are counted in Redis, for all processes together; words in this process only, so that a stranger leaves no trace. */
export function createGuesses({ redis, prefix }: { redis: Redis; prefix: string }): Guesses {
  const shared = { storeClient: redis, duration: TRIES_WITHIN_SECONDS };
  const each = new RateLimiterRedis({ ...shared, keyPrefix: `${prefix}tries`, points: TRIES_EACH });
  const all = new RateLimiterRedis({ ...shared, keyPrefix: `${prefix}all-tries`, points: TRIES_OF_ALL });
  const words = new RateLimiterMemory({ points: WORDS_EACH, duration: WORDS_WITHIN_SECONDS });
  return {
    mayTry: async (user) => (await mayConsume(each, user)) && (await mayConsume(all, 'all')),
    async forgive(user) {
      await each.delete(user);
      await all.reward('all', 1);
    },
    mayHear: (user) => mayConsume(words, user),
  };
}

async function mayConsume(limiter: RateLimiterRedis | RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return false;
    throw reason;
  }
}
