import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  type CommandJob,
  type JobDefinition,
  RUN_COMMAND,
  SCHEDULES,
  type ScheduleDefinition,
} from '../../handlers/jobs/catalogue.ts';
import type { FailedJob, JobsReading, RecurringJob } from '../../handlers/jobs/readings.ts';
import { listFailedJobs, readJobs, readRecurring } from './read-jobs.ts';

export const QUEUE_NAME = 'jobs';

/** Longer than any update is delivered again, so that a job's id keeps it from running twice. */
const KEEP_DONE_SECONDS = 26 * 60 * 60;

/** What was wrong with recurring jobs. */
export interface RepairedSchedules {
  /** Those that would not have come any more and are planned anew. */
  replaced: readonly string[];
  /** Those that are due for long while no worker takes them. */
  overdue: readonly string[];
}

export interface JobQueue {
  enqueueCommand(job: CommandJob): Promise<void>;
  /** Makes the recurring jobs recur; safe to repeat, in any number of processes. */
  schedule(): Promise<void>;
  /** Plans recurring jobs anew that would not come any more; safe to repeat, in any number of processes. */
  repairSchedules(): Promise<RepairedSchedules>;
  readRecurring(): Promise<RecurringJob[]>;
  read(): Promise<JobsReading>;
  /** Jobs that failed for good, the newest first. */
  listFailed(most: number): Promise<FailedJob[]>;
  /** Gives jobs that failed for good all their tries again; returns how many there were. */
  retryFailed(): Promise<number>;
  close(): Promise<void>;
}

/** Where BullMQ keeps its keys: in one hash slot. */
export function queuePrefix(prefix: string): string {
  return `{${prefix}queue}`;
}

export function createJobQueue(options: { redis: Redis; prefix: string }): JobQueue {
  const queue = new Queue(QUEUE_NAME, { connection: options.redis, prefix: queuePrefix(options.prefix) });

  async function enqueue<Payload>(definition: JobDefinition<Payload>, payload: Payload): Promise<void> {
    await queue.add(definition.name, definition.payload.parse(payload), {
      jobId: definition.id(payload),
      attempts: definition.attempts,
      backoff: { type: 'growing' },
      removeOnComplete: { age: KEEP_DONE_SECONDS },
      removeOnFail: false,
    });
  }

  return {
    enqueueCommand: (job) => enqueue(RUN_COMMAND, job),
    async schedule() {
      for (const definition of SCHEDULES) await plan(queue, definition);
    },
    repairSchedules: () => repairSchedules(queue),
    readRecurring: () => readRecurring(queue, new Date()),
    read: () => readJobs(queue, new Date()),
    listFailed: (most) => listFailedJobs(queue, most),
    retryFailed: () => retryFailed(queue),
    close: () => queue.close(),
  };
}

async function plan(queue: Queue, { name, everyMs }: ScheduleDefinition): Promise<void> {
  // Any limit to how many are kept would count, and remove, the jobs of every kind.
  const opts = { removeOnComplete: true, removeOnFail: true };
  await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
}

async function repairSchedules(queue: Queue): Promise<RepairedSchedules> {
  const replaced: string[] = [];
  const overdue: string[] = [];
  for (const { name, state, nextAt } of await readRecurring(queue, new Date())) {
    if (state === 'fine') continue;
    if (state === 'behind' && (await exists(queue, name, nextAt))) {
      overdue.push(name);
      continue;
    }
    // What is planned stays planned when it is put in again, so it is taken out first.
    await queue.removeJobScheduler(name);
    for (const definition of SCHEDULES) if (definition.name === name) await plan(queue, definition);
    replaced.push(name);
  }
  return { replaced, overdue };
}

async function exists(queue: Queue, name: string, nextAt: Date | null): Promise<boolean> {
  return (await queue.getJob(`repeat:${name}:${nextAt?.getTime()}`)) !== undefined;
}

async function retryFailed(queue: Queue): Promise<number> {
  const jobs = await queue.getJobs(['failed']);
  for (const job of jobs) await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  return jobs.length;
}
