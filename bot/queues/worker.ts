import { ErrorCode, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { JOBS, SCHEDULES } from '../../handlers/jobs/catalogue.ts';
import type { Log } from '../../handlers/ports.ts';
import { AppError } from '../../models/store/errors.ts';
import { QUEUE_NAME, queuePrefix } from './queue.ts';
import { isRecurring } from './read-jobs.ts';

/** What runs each kind of job, by name. */
export type JobHandlers = Readonly<Record<string, (payload: never) => Promise<void>>>;

const CONCURRENCY = 8;
/** A worker may die this often on the same job before the job counts as poison. */
const MOST_STALLS = 100;
const LONGEST_WAIT_MS = 30_000;
/**
 * What a worker that died had in hand goes to another one after about this time, as people wait for it. So it does if a
 * worker is busy for so long; jobs can be run twice.
 */
const LOCK_MS = 4_000;
const LOOK_FOR_STALLED_MS = 1_000;

/** Runs the jobs. Throws `job-without-handler` unless every job of the catalogue has exactly one handler. */
export function startWorker(options: {
  redis: Redis;
  prefix: string;
  handlers: JobHandlers;
  log: Log;
}): Worker {
  const { redis, prefix, handlers, log } = options;
  demandEveryHandler(handlers);
  const inHand = new Set<Job>();
  const run = async (job: Job) => {
    inHand.add(job);
    await runJob(handlers, job).finally(() => inHand.delete(job));
  };
  const worker = new Worker(QUEUE_NAME, run, {
    connection: redis,
    prefix: queuePrefix(prefix),
    concurrency: CONCURRENCY,
    maxStalledCount: MOST_STALLS,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_STALLED_MS,
    settings: { backoffStrategy: (made) => Math.min(1_000 * 2 ** (made - 1), LONGEST_WAIT_MS) },
  });
  reportFailures(worker, log);
  reportProblems(worker, { log, inHand });
  return worker;
}

function demandEveryHandler(handlers: JobHandlers): void {
  const names = [...JOBS, ...SCHEDULES].map((definition) => definition.name).sort();
  if (names.join() === Object.keys(handlers).sort().join()) return;
  throw new AppError('job-without-handler', { message: 'Jobs and their handlers do not match' });
}

async function runJob(handlers: JobHandlers, job: Job): Promise<void> {
  const handler = handlers[job.name];
  if (handler === undefined) throw new UnrecoverableError(`No handler for ${job.name}`);
  const definition = JOBS.find((known) => known.name === job.name);
  const payload = definition === undefined ? undefined : definition.payload.safeParse(job.data);
  if (payload?.success === false) throw new UnrecoverableError('The payload is not what the job takes');
  await handler(payload?.data as never);
}

/** A job that fails for good is an error; a kind of job that begins to fail is said once, and once when it recovers. */
function reportFailures(worker: Worker, log: Log): void {
  const failing = new Set<string>();
  worker.on('failed', (job, error) => {
    const details = { err: error, job: job?.name, id: job?.id, attempt: job?.attemptsMade };
    const isPoison = error instanceof UnrecoverableError;
    const last = isPoison || (job?.attemptsMade ?? 0) >= (job?.opts.attempts ?? 1);
    if (last && !isRecurring(job)) log.error(details, 'A job failed for good');
    else if (!failing.has(job?.name ?? '')) log.warn(details, 'A job fails and will be tried again');
    failing.add(job?.name ?? '');
  });
  worker.on('completed', (job) => {
    if (failing.delete(job.name)) log.info({ job: job.name }, 'A job that had failed works again');
  });
}

/**
 * A job whose work is done is looked for in the queue. Where it is not there any more, Redis has lost its data or another
 * worker has the job: it is run again, which does nothing twice. That is said once, until a job is done that began later
 * and none is in hand that began before.
 */
function reportProblems(worker: Worker, { log, inHand }: { log: Log; inHand: ReadonlySet<Job> }): void {
  let goneAt: number | undefined;
  const beganLater = (job: Job) => goneAt !== undefined && (job.processedOn ?? 0) > goneAt;
  worker.on('error', (error) => {
    if (!isJobGone(error)) return log.error({ err: error }, 'The worker has a problem');
    if (goneAt === undefined)
      log.warn({ err: error }, 'Jobs in hand are gone from the queue; they are run again');
    goneAt = Date.now();
  });
  worker.on('completed', (job) => {
    if ([job, ...inHand].every(beganLater)) goneAt = undefined;
  });
}

/** The job is not in the queue, or not as this worker's; such errors carry a code, but for a lock that is not renewed. */
const GONE: readonly unknown[] = [
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch,
];

function isJobGone(error: Error & { code?: unknown }): boolean {
  return GONE.includes(error.code) || error.message.startsWith('could not renew lock for job ');
}
