import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import { repeat } from '../repeat.ts';
import type { JobQueue } from './queue.ts';

const LOOK_EVERY_MS = 2_000;
/** What was due while nobody was here is taken a moment after we came. */
const LOOKS_UNTAKEN = 2;

/** Whether Redis has the data of a bot that runs, or ran, on it. */
export async function hasMark({ redis, prefix }: { redis: Redis; prefix: string }): Promise<boolean> {
  return (await redis.exists(markKey(prefix))) === 1;
}

function markKey(prefix: string): string {
  return `${prefix}mark`;
}

/**
 * Notices that Redis has lost its data, while we run or before we started, by a mark that is gone; `recover`
 * then puts back what nobody would ask for. It is tried again until it succeeds. Recurring jobs that would not
 * come any more are planned anew. Returns what ends the watch.
 */
export async function watchForLoss(options: {
  redis: Redis;
  prefix: string;
  queue: Pick<JobQueue, 'mend'>;
  /** Told when the data was last seen; nothing if that was before we started. */
  recover(lastSeen: Date | undefined): Promise<void>;
  now(): Date;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const { redis, prefix, queue, recover, now, log } = options;
  const mark = markKey(prefix);
  let looksUntaken = 0;
  let lastSeen: Date | undefined;

  async function look(): Promise<void> {
    await mendRecurring();
    if ((await redis.get(mark)) === null) {
      await recover(lastSeen);
      await redis.set(mark, '1');
    }
    lastSeen = now();
  }

  async function mendRecurring(): Promise<void> {
    const { replaced, untaken } = await queue.mend();
    if (replaced.length > 0)
      log.error({ jobs: replaced }, 'Recurring jobs no longer came; they are planned anew');
    looksUntaken = untaken.length > 0 ? looksUntaken + 1 : 0;
    if (looksUntaken === LOOKS_UNTAKEN) log.error({ jobs: untaken }, 'No worker takes the jobs that are due');
  }

  return repeat(look, { name: 'watch-for-loss', everyMs: LOOK_EVERY_MS, log });
}
