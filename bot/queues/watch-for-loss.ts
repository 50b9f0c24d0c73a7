import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import type { JobQueue } from './queue.ts';
import { repeat } from './repeat.ts';

const LOOK_EVERY_MS = 2_000;
/** What was due while no worker ran is taken a moment after one has started. */
const LOOKS_OVERDUE = 2;

/**
 * Notices that Redis has lost its data, while we run or before we started, by a mark that is gone; `recover`
 * then puts back what no person would ask for again. It is tried again until it succeeds. Recurring jobs that would not
 * come any more are planned anew. Returns what ends the watch.
 */
export async function watchForLoss(options: {
  redis: Redis;
  prefix: string;
  queue: Pick<JobQueue, 'repairSchedules'>;
  /** Told when the data was last seen; nothing if that was before we started. */
  recover(lastSeen: Date | undefined): Promise<void>;
  now(): Date;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const { redis, prefix, queue, recover, now, log } = options;
  const mark = `${prefix}mark`;
  let looksOverdue = 0;
  let lastSeen: Date | undefined;

  async function look(): Promise<void> {
    await repairRecurring();
    if ((await redis.get(mark)) === null) {
      await recover(lastSeen);
      await redis.set(mark, '1');
    }
    lastSeen = now();
  }

  async function repairRecurring(): Promise<void> {
    const { replaced, overdue } = await queue.repairSchedules();
    if (replaced.length > 0)
      log.error({ jobs: replaced }, 'Recurring jobs no longer came; they are planned anew');
    looksOverdue = overdue.length > 0 ? looksOverdue + 1 : 0;
    if (looksOverdue === LOOKS_OVERDUE) log.error({ jobs: overdue }, 'No worker takes the jobs that are due');
  }

  return repeat(look, { name: 'watch-for-loss', everyMs: LOOK_EVERY_MS, log });
}
