import type { Log } from '../../handlers/ports.ts';

/**
 * Does some work now, and again each `everyMs` once the last time is over. That it fails is logged, once until it
 * succeeds again. Resolves when it was done for the first time.
 */
export async function repeat(
  work: () => Promise<void>,
  options: { name: string; everyMs: number; log: Log },
): Promise<{ close(): Promise<void> }> {
  const { name, everyMs, log } = options;
  let underWay: Promise<void> | undefined;
  let fails = false;

  async function run(): Promise<void> {
    try {
      await work();
      fails = false;
    } catch (error) {
      if (!fails) log.warn({ err: error, work: name }, 'Repeated work failed');
      fails = true;
    }
  }

  function runAgain(): void {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
  }

  runAgain();
  await underWay;
  const timer = setInterval(runAgain, everyMs);
  return {
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}
