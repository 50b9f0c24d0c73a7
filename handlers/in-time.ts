import type { Log } from './ports.ts';

/** Stands for what has not come in time. */
export const LATE = Symbol('late');

/**
 * Waits for something at most so many milliseconds, so that a person is answered also while the system of record hangs.
 * Rejects if it fails within that time; whoever stops waiting hears nothing of a later failure.
 */
export async function inTime<Value>(
  loading: Promise<Value>,
  patienceMs: number,
): Promise<Value | typeof LATE> {
  const { promise: late, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(resolve, patienceMs, LATE);
  // A query of mongoose runs each time when it is waited for.
  const once = Promise.resolve(loading);
  once.catch(() => undefined);
  try {
    return await Promise.race([once, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same for what can be done without: `otherwise` where it is late or fails, which is logged as `what`. */
export async function inTimeOr<Value, Other>(
  loading: Promise<Value>,
  other: { otherwise: Other; patienceMs: number; what: string; log: Pick<Log, 'warn'> },
): Promise<Value | Other> {
  try {
    const value = await inTime(loading, other.patienceMs);
    if (value !== LATE) return value;
  } catch (error) {
    other.log.warn({ err: error }, other.what);
  }
  return other.otherwise;
}
