import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  type JobDefinition,
  SCHEDULES,
  STORE_SUBMISSION,
  type SubmissionJob,
} from '../../handlers/jobs/catalogue.ts';

export const QUEUE_NAME = 'jobs';

/** Longer than any update is delivered again, so that a job's id keeps it from running twice. */
const KEEP_DONE_SECONDS = 26 * 60 * 60;

export interface JobQueue {
  enqueueSubmission(job: SubmissionJob): Promise<void>;
  /** Makes the recurring jobs recur; safe to repeat, in any number of processes. */
  schedule(): Promise<void>;
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

  async function schedule(): Promise<void> {
    for (const { name, everyMs } of SCHEDULES) {
      await queue.upsertJobScheduler(
        name,
        { every: everyMs },
        { name, opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 100 } } },
      );
    }
  }

  return {
    enqueueSubmission: (job) => enqueue(STORE_SUBMISSION, job),
    schedule,
    close: () => queue.close(),
  };
}
