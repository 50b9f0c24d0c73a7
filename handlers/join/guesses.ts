import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How many wrong codes an account may send in a quarter of an hour before its codes are looked up more slowly. */
const WRONG_EACH = 5;
const WRONG_WITHIN_SECONDS = 15 * 60;
/** The slower pace: one code in this time. It is shorter than the minute that the person is asked to wait. */
const PACE_SECONDS = 30;
/** How many answers a stranger without a code gets in an hour. */
const WORDS_EACH = 5;
const WORDS_WITHIN_SECONDS = 60 * 60;

/** Limits on the codes and messages of strangers. */
export interface Guesses {
  /** Whether a code of the account may be looked up now; an account with many wrong codes has to wait in between. */
  mayTry(user: string): Promise<boolean>;
  /** Counts a wrong code. */
  noteWrong(user: string): Promise<void>;
  /** Resets the counters after a correct code. */
  forgive(user: string): Promise<void>;
  /** Whether a stranger without a code is answered. */
  mayHear(user: string): Promise<boolean>;
}

/**
 * Wrong codes are counted in Redis for all processes, separately for each account, so that one account cannot use up the
 * tries of another. The length of a code protects it from being guessed (`models/chat/invitation-code.ts`). Answers to
 * strangers are counted in this process only, so that a stranger is not stored.
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
