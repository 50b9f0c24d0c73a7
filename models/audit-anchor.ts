import type { Redis } from 'ioredis';
import { countOfAnchor } from './audit-chain.ts';

/** How long it is remembered that a day's anchor was logged: one process logs it, once. */
const TELL_ONCE_SECONDS = 48 * 60 * 60;

/** The newest anchor of the audit events. It is kept in Redis, so that access to MongoDB alone cannot change it. */
export interface AnchorStore {
  /** Undefined if no anchor was stored yet. */
  read(): Promise<string | undefined>;
  /** Stores an anchor if it stands for more events than the stored one. */
  raise(anchor: string): Promise<void>;
  /** True for the first process that asks for this day, false for all others. */
  claimDay(day: string): Promise<boolean>;
}

export function createAnchorStore({ redis, prefix }: { redis: Redis; prefix: string }): AnchorStore {
  const key = `${prefix}audit-anchor`;
  const read = async () => (await redis.get(key)) ?? undefined;
  return {
    read,
    async raise(anchor) {
      const kept = countOfAnchor((await read()) ?? '') ?? -1;
      if ((countOfAnchor(anchor) ?? -1) > kept) await redis.set(key, anchor);
    },
    async claimDay(day) {
      return (await redis.set(`${key}:${day}`, '1', 'EX', TELL_ONCE_SECONDS, 'NX')) === 'OK';
    },
  };
}
