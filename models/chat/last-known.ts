import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';

/** Longer than a review lasts. */
const KEEP_SECONDS = 60 * 24 * 60 * 60;

/**
 * What the system of record said last, sealed in Redis: people who come while it is away are answered from
 * here. Values are JSON.
 */
export interface LastKnown {
  remember(name: string, value: unknown): Promise<void>;
  /** Nothing if it was never remembered, or is no longer. */
  recall(name: string): Promise<unknown>;
  forget(...names: readonly string[]): Promise<void>;
}

/** Context under which a value is sealed. */
export function lastKnownContext(name: string): string {
  return `last-known/${name}`;
}

export function createLastKnown(stores: { redis: Redis; keys: KeyRing; prefix: string }): LastKnown {
  const { redis, keys, prefix } = stores;
  const keyOf = (name: string) => `${prefix}last-known:${name}`;
  return {
    async remember(name, value) {
      const sealed = keys.seal(JSON.stringify(value), lastKnownContext(name));
      await redis.set(keyOf(name), sealed, 'EX', KEEP_SECONDS);
    },
    async recall(name) {
      const sealed = await redis.get(keyOf(name));
      return sealed === null ? undefined : JSON.parse(keys.open(sealed, lastKnownContext(name)));
    },
    async forget(...names) {
      if (names.length > 0) await redis.del(...names.map(keyOf));
    },
  };
}
