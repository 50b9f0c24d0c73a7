import type { Redis } from 'ioredis';
import { countOfAnchor } from './audit-chain.ts';

/** A day's anchor is told once, by one of all processes. */
const TELL_ONCE_SECONDS = 48 * 60 * 60;

/** The newest anchor of the audit events, kept in Redis: who cuts the end off in MongoDB does not reach it there. */
export interface AnchorStore {
  /** Nothing if none was kept yet. */
  read(): Promise<string | undefined>;
  /** Keeps an anchor that reaches further than the one that is kept. */
  raise(anchor: string): Promise<void>;
  /** True for the first who asks for this day, of all processes. */
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
