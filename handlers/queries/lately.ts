import { createCachedLookUp } from './cached-look-up.ts';
import type { WithFallback } from './with-fallback.ts';

/**
 * Finds under a name what was looked up within the last minute, or looks it up. What an act tells of the person whom it is about
 * has a name of its own for each act (`subject.id`): the act before may have changed it.
 */
export type Lately = <Value extends object>(name: string, load: () => Promise<Value>) => Promise<Value>;

const FRESH_MS = 60_000;
const MOST = 5_000;

/** What was known last is taken while the system of record does not answer; rejects only where nothing was known. */
export function createLately(withFallback: WithFallback): Lately {
  const kept = createCachedLookUp<object>({ max: MOST, ttl: FRESH_MS });
  return async <Value extends object>(name: string, load: () => Promise<Value>) =>
    (await kept.find(name, () => withFallback(name, load))) as Value;
}
