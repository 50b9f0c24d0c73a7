/**
 * Runs recurring work in one call at a time. A call during another one returns at once, so that long work does not take
 * the places of other jobs in this process; it rejects if the last finished call failed.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let latest: Promise<void> = Promise.resolve();

  return async () => {
    if (underWay !== undefined) {
      await latest;
      return;
    }
    const working = work();
    underWay = working;
    try {
      await working;
    } finally {
      latest = working;
      underWay = undefined;
    }
  };
}
