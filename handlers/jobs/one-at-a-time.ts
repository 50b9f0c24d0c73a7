/**
 * Work that is asked for again and again, done by one call at a time. A call that comes meanwhile only fails if the
 * last one before did: however long the work takes, the other jobs of this process keep their places.
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
