import type { Redis } from 'ioredis';
import type { RecurringJob } from '../../handlers/jobs/readings.ts';
import type { Parked } from '../../models/chat/inbox.ts';
import type { Database } from '../../models/store/connection.ts';
import type { JobQueue } from '../queues/queue.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * How this process is: `degraded` where something is wrong that a restart of it would not change, `down` where it
 * cannot do its part.
 */
export interface Health {
  status: 'ok' | 'degraded' | 'down';
  redis: 'ok' | 'away';
  mongodb: 'ok' | 'away';
  recurringJobs: 'ok' | 'late' | 'unknown';
  /** Updates that are kept and cannot be committed; null if that cannot be read. */
  parked: Parked | null;
}

/** Asks the stores; answers within a bit more than two seconds, whatever they do. */
export type CheckHealth = () => Promise<Health>;

interface Dependencies {
  redis: Redis;
  prefix: string;
  database: Pick<Database, 'ping'>;
  queue: Pick<JobQueue, 'readRecurring'>;
  readParked(): Promise<Parked>;
  /** Whether this process is one of those that run the jobs. */
  runsJobs: boolean;
}

const WITHIN_MS = 2_000;
/** However often it is asked, the stores are asked once in this time. */
const GOOD_FOR_MS = 1_000;
const MARK_SECONDS = 60;

export function createHealth(dependencies: Dependencies): CheckHealth {
  let latest: { health: Promise<Health>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (latest === undefined || now > latest.until) {
      latest = { health: check(dependencies), until: now + WITHIN_MS + GOOD_FOR_MS };
      const asked = latest;
      void asked.health.then(() => {
        asked.until = performance.now() + GOOD_FOR_MS;
      });
    }
    return latest.health;
  };
}

async function check(dependencies: Dependencies): Promise<Health> {
  const { redis, prefix, database, queue, readParked, runsJobs } = dependencies;
  const [written, answered, recurring, parked = null] = await Promise.all([
    // Full, Redis still answers, but takes nothing any more.
    withTimeout(redis.set(`${prefix}health`, '1', 'EX', MARK_SECONDS), WITHIN_MS),
    withTimeout(
      database.ping().then(() => true),
      WITHIN_MS,
    ),
    withTimeout(queue.readRecurring(), WITHIN_MS),
    withTimeout(readParked(), WITHIN_MS),
  ]);
  const parts = {
    redis: written === undefined ? 'away' : 'ok',
    mongodb: answered === undefined ? 'away' : 'ok',
    recurringJobs: judge(recurring),
    parked,
  } as const;
  return { status: statusOf(parts, runsJobs), ...parts };
}

function judge(recurring: readonly RecurringJob[] | undefined): Health['recurringJobs'] {
  if (recurring === undefined) return 'unknown';
  return recurring.every(({ state }) => state === 'fine') ? 'ok' : 'late';
}

/** Answering goes on without MongoDB, and jobs that wait for it are no reason to end anybody. */
function statusOf(parts: Omit<Health, 'status'>, runsJobs: boolean): Health['status'] {
  if (parts.redis === 'away') return 'down';
  if (parts.mongodb === 'away') return 'degraded';
  if (parts.recurringJobs === 'late') return runsJobs ? 'down' : 'degraded';
  return parts.recurringJobs === 'ok' && parts.parked?.chats === 0 ? 'ok' : 'degraded';
}
