import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Wrong codes of one account in a quarter of an hour; after them its codes are looked up at a slower pace. */
const WRONG_EACH = 5;
const WRONG_WITHIN_SECONDS = 15 * 60;
/** Nobody types a code faster; who waits for as long as they are told, a minute, is looked up again. */
const PACE_SECONDS = 30;
/** Answers that a stranger without a code gets in an hour; after that there is silence. */
const WORDS_EACH = 5;
const WORDS_WITHIN_SECONDS = 60 * 60;

/** Limits on what strangers can ask for. */
export interface Guesses {
  /** Whether a code of the account is looked up now: always, but for the pace of one that has sent many wrong ones. */
  mayTry(user: string): Promise<boolean>;
  /** A code was looked up and is none. */
  noteWrong(user: string): Promise<void>;
  /** The code was right. */
  forgive(user: string): Promise<void>;
  /** Whether a stranger without a code is answered. */
  mayHear(user: string): Promise<boolean>;
}

/**
 * Wrong codes are counted in Redis, for all processes together, and for each account alone: nobody can use up the tries
 * of others. That no code is found by guessing rests on its length (`models/chat/invitation-code.ts`). Words are counted in
 * this process only, so that a stranger leaves no trace.
 */
export function createGuesses({ redis, prefix }: { redis: Redis; prefix: string }): Guesses {
  const wrong = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}wrong-codes`,
    points: WRONG_EACH,
    duration: WRONG_WITHIN_SECONDS,
  });
  const pace = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}code-pace`,
    points: 1,
    duration: PACE_SECONDS,
  });
  const words = new RateLimiterMemory({ points: WORDS_EACH, duration: WORDS_WITHIN_SECONDS });
  return {
    async mayTry(user) {
      const counted = await wrong.get(user);
      return (counted?.consumedPoints ?? 0) < WRONG_EACH || mayConsume(pace, user);
    },
    async noteWrong(user) {
      await wrong.penalty(user);
    },
    async forgive(user) {
      await Promise.all([wrong.delete(user), pace.delete(user)]);
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
