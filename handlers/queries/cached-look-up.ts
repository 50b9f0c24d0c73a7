import { LRUCache } from 'lru-cache';

/** Keeps in memory, for a time, what was found in the system of record. */
export interface CachedLookUp<Value extends object> {
  /**
   * What was found under the key before, or what `load` finds now; those who ask for it meanwhile share one look-up.
   * Null says that it is not there, which is never kept. Rejects as `load` does: what could not be found out is an
   * error, never null.
   */
  find<Found extends Value | null>(key: string, load: () => Promise<Found>): Promise<Found>;
  /** The next `find` of these keys looks anew; what is being looked up now is not kept. */
  forget(...keys: readonly string[]): void;
  /** The same for every key. */
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
