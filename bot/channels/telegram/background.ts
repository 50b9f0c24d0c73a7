import type { Log } from '../../../handlers/ports.ts';

/** Small things that run in the background; their failure is only logged. */
export interface Background {
  run(name: string, work: () => Promise<unknown>): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const underWay = new Set<Promise<void>>();
  return {
    run(name, work) {
      const done = work()
        .then(() => undefined)
        .catch((error: unknown) =>
          log.warn({ err: error, name }, 'A small thing failed on the way to Telegram'),
        )
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
