import type { Job, JobType, Queue } from 'bullmq';
import { SCHEDULES, type ScheduleDefinition } from '../../handlers/jobs/catalogue.ts';
import type { FailedJob, JobsReading, RecurringJob, RecurringState } from '../../handlers/jobs/readings.ts';

/** A recurring job may be this late, or planned this much too late. */
const LEEWAY_MS = 60_000;
/** Jobs that are looked at to find the oldest; where more wait, an older one may be among them. */
const MOST_LOOKED_AT = 100;
const UNFINISHED: JobType[] = ['wait', 'prioritized', 'active', 'delayed'];

/** Reads how many jobs there are in each state, the oldest of them, and when the recurring ones come. */
export async function readJobs(queue: Queue, now: Date): Promise<JobsReading> {
  const [counts, recurring, oldest] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
    readRecurring(queue, now),
    findOldest(queue),
  ]);
  const count = (state: string) => counts[state] ?? 0;
  const planned = recurring.filter(({ nextAt }) => nextAt !== null).length;
  return {
    byState: {
      waiting: count('wait') + count('prioritized'),
      active: count('active'),
      delayed: Math.max(0, count('delayed') - planned),
      failed: count('failed'),
    },
    oldestMs: oldest === undefined ? 0 : Math.max(0, now.getTime() - oldest.timestamp),
    oldestError: oldest?.failedReason ?? null,
    recurring,
  };
}

/** Reads when each recurring job came last and comes next. */
export async function readRecurring(queue: Queue, now: Date): Promise<RecurringJob[]> {
  return Promise.all(
    SCHEDULES.map(async (definition) => {
      const scheduler = await queue.getJobScheduler(definition.name);
      const next = scheduler?.next ?? undefined;
      // The next time is planned at the moment the job is started.
      const started = next !== undefined && (scheduler?.iterationCount ?? 0) > 1;
      return {
        name: definition.name,
        lastAt: started ? new Date(next - definition.everyMs) : null,
        nextAt: next === undefined ? null : new Date(next),
        state: stateOf(definition, next, now),
      };
    }),
  );
}

function stateOf({ everyMs }: ScheduleDefinition, next: number | undefined, now: Date): RecurringState {
  if (next === undefined) return 'absent';
  const wait = next - now.getTime();
  if (wait > everyMs + LEEWAY_MS) return 'ahead';
  return wait < -LEEWAY_MS ? 'behind' : 'fine';
}

async function findOldest(queue: Queue): Promise<Job | undefined> {
  const jobs = await Promise.all(
    UNFINISHED.map((state) => queue.getJobs([state], 0, MOST_LOOKED_AT - 1, true)),
  );
  return jobs
    .flat()
    .filter((job) => !isRecurring(job))
    .toSorted((one, other) => one.timestamp - other.timestamp)[0];
}

/** Lists jobs that failed for good, the newest first. */
export async function listFailedJobs(queue: Queue, most: number): Promise<FailedJob[]> {
  const jobs = await queue.getJobs(['failed'], 0, most - 1);
  return jobs.map((job) => ({
    name: job.name,
    id: job.id ?? '',
    attempts: job.attemptsMade,
    error: job.failedReason,
    failedAt: new Date(job.finishedOn ?? job.timestamp),
  }));
}

/** Whether a job is one of those that come by themselves. */
export function isRecurring(job: Pick<Job, 'name'> | undefined): boolean {
  return SCHEDULES.some((schedule) => schedule.name === job?.name);
}
