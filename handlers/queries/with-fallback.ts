import type { LastKnown } from '../../models/chat/last-known.ts';
import type { Log } from '../ports.ts';

/** Longer than this nobody waits for the system of record if there is something to go by. */
const PATIENCE_MS = 1_500;

/** Looks something up that people wait for; rejects only if nothing was known of it before. */
export type WithFallback = <Value>(name: string, load: () => Promise<Value>) => Promise<Value>;

/**
 * Loads from the system of record and remembers what it says; while it is away or does not answer in time,
 * what it said last is taken instead. Where there is nothing to remember, it is waited for.
 */
export function createWithFallback({ lastKnown, log }: { lastKnown: LastKnown; log: Log }): WithFallback {
  return async (name, load) => {
    // A query of Mongoose runs anew each time it is waited for, and refuses that.
    const loading = Promise.resolve(load());
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(resolve, PATIENCE_MS, 'late');
    const first = await Promise.race([loading.then(toLoaded, toFailed), late]);
    clearTimeout(timer);
    const isAnswered = first !== 'late' && 'value' in first;
    const known = isAnswered ? undefined : await lastKnown.recall(name);
    if (known === undefined) {
      const value = await loading;
      await keep(lastKnown, name, value);
      return value;
    }
    log.warn(
      first !== 'late' && 'error' in first ? { err: first.error } : {},
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
