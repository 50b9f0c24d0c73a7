import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';

/** Longer than the review of a year takes. */
const KEEP_SECONDS = 60 * 24 * 60 * 60;

/**
 * The last known answers of the system of record, sealed in Redis: the fallback while it is away. Values are JSON.
 */
export interface LastKnown {
  remember(name: string, value: unknown): Promise<void>;
  /** Undefined if nothing was remembered under the name, or it has expired. */
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
