import { waitUntil } from './wait-until.ts';

/** A clock that stands still until a test lets a pause of the code under test pass. */
export interface FakeClock {
  now(): Date;
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Waits until the code under test pauses for exactly `ms`, and moves on to the end of that pause. */
  pass(ms: number): Promise<void>;
  /** The lengths of all current pauses. */
  pausing(): number[];
}

interface Sleeper {
  ms: number;
  until: number;
  wake(): void;
}

export function createFakeClock(): FakeClock {
  let time = Date.now();
  const sleepers = new Set<Sleeper>();
  return {
    now: () => new Date(time),
    pausing: () => [...sleepers].map(({ ms }) => ms),
    pause(ms, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper: Sleeper = {
          ms,
          until: time + ms,
          wake() {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      });
    },
    async pass(ms) {
      const find = () => [...sleepers].find((sleeper) => sleeper.ms === ms);
      await waitUntil(`a pause of ${ms} ms`, () => find() !== undefined);
      time = Math.max(time, find()?.until ?? time);
      for (const sleeper of [...sleepers]) if (sleeper.until <= time) sleeper.wake();
    },
  };
}
