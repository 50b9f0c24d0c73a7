import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Notices that Redis has lost its data, while we run or before we started, by a mark that is gone; `recover`
 * then puts back what nobody would ask for. It is tried again until it succeeds. Returns what ends the watch.
 */
export async function watchForLoss(options: {
  redis: Redis;
  prefix: string;
  recover(): Promise<void>;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const { redis, prefix, recover, log } = options;
  const mark = `${prefix}mark`;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    if ((await redis.get(mark)) !== null) return;
    await recover();
    await redis.set(mark, '1');
  }

  function lookAgain(): void {
    looking ??= look()
      .catch((error: unknown) => log.warn({ err: error }, 'Whether Redis lost its data is not known yet'))
      .finally(() => {
        looking = undefined;
      });
  }

  await look();
  const timer = setInterval(lookAgain, LOOK_EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
