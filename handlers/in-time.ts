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
  loading.catch(() => undefined);
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}
