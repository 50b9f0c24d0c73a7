import type { LastKnown } from '../../models/chat/last-known.ts';
import { inTime, LATE } from '../in-time.ts';
import type { Log } from '../ports.ts';

/** How long the system of record may take before the last known value is used. */
const PATIENCE_MS = 1_500;

/** Looks something up while a person waits; rejects only if there is no last known value. */
export type WithFallback = <Value>(name: string, load: () => Promise<Value>) => Promise<Value>;

/**
 * Loads from the system of record and stores the result as the last known value. If loading fails or takes too long, the
 * last known value is returned. If there is none, it waits for the result.
 */
export function createWithFallback({ lastKnown, log }: { lastKnown: LastKnown; log: Log }): WithFallback {
  return async (name, load) => {
    // A Mongoose query is executed by each `await` and throws at the second one, so it is made a promise.
    const loading = Promise.resolve(load());
    const first = await inTime(loading.then(toLoaded, toFailed), PATIENCE_MS);
    const isAnswered = first !== LATE && 'value' in first;
    const known = isAnswered ? undefined : await lastKnown.recall(name);
    if (known === undefined) {
      const value = await loading;
      await keep(lastKnown, name, value);
      return value;
    }
    log.warn(
      first !== LATE && 'error' in first ? { err: first.error } : {},
      'The database does not answer; what it said last is taken',
    );
    loading.catch(() => undefined);
    return known as Awaited<ReturnType<typeof load>>;
  };
}

async function keep(lastKnown: LastKnown, name: string, value: unknown): Promise<void> {
  if (value === null || value === undefined) await lastKnown.forget(name);
  else await lastKnown.remember(name, value);
}

function toLoaded<Value>(value: Value) {
  return { value };
}

function toFailed(error: unknown) {
  return { error };
}
