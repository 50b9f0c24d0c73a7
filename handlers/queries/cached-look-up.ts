import { LRUCache } from 'lru-cache';

/** A cache in memory for what was found in the system of record. */
export interface CachedLookUp<Value extends object> {
  /**
   * The cached value of the key, or what `load` finds now. Calls for the same key during a look-up share it. Null means
   * that there is no such thing; it is never cached. Rejects if `load` does.
   */
  find<Found extends Value | null>(key: string, load: () => Promise<Found>): Promise<Found>;
  /** Removes these keys. The result of a look-up that is under way is not cached. */
  forget(...keys: readonly string[]): void;
  /** Removes all keys in the same way. */
  clear(): void;
}

/** At most `max` values, each for `ttl` milliseconds. */
export function createCachedLookUp<Value extends object>(limits: {
  max: number;
  ttl?: number;
}): CachedLookUp<Value> {
  const kept = new LRUCache<string, Value>(limits);
  const underWay = new Map<string, Promise<Value | null>>();

  async function lookUp(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    const loading = Promise.resolve(load());
    underWay.set(key, loading);
    try {
      const found = await loading;
      if (found !== null && underWay.get(key) === loading) kept.set(key, found);
      return found;
    } finally {
      if (underWay.get(key) === loading) underWay.delete(key);
    }
  }

  return {
    find: async <Found extends Value | null>(key: string, load: () => Promise<Found>) =>
      (kept.get(key) ?? (await (underWay.get(key) ?? lookUp(key, load)))) as Found,
    forget(...keys) {
      for (const key of keys) {
        kept.delete(key);
        underWay.delete(key);
      }
    },
    clear() {
      kept.clear();
      underWay.clear();
    },
  };
}
