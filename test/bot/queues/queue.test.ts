import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createJobQueue, type JobQueue, QUEUE_NAME, queuePrefix } from '../../../bot/queues/queue.ts';
import { type JobHandlers, startWorker } from '../../../bot/queues/worker.ts';
import { SCHEDULES } from '../../../handlers/jobs/catalogue.ts';
import type { Log } from '../../../handlers/ports.ts';
import { waitUntil } from '../../support/wait-until.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const COMMAND = { person: 'LG05', command: '000000000001.001' };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let redis: Redis;
let workerRedis: Redis;
let prefix: string;
let jobs: JobQueue;
let queue: Queue;
let closers: (() => Promise<void>)[];

beforeEach(() => {
  prefix = `test-${randomUUID().slice(0, 8)}:`;
  redis = new Redis(inject('redisUrl'));
  workerRedis = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null });
  jobs = createJobQueue({ redis, prefix });
  queue = new Queue(QUEUE_NAME, { connection: redis, prefix: queuePrefix(prefix) });
  closers = [() => jobs.close(), () => queue.close()];
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  redis.disconnect();
  workerRedis.disconnect();
});

/** Runs the jobs; those that are not named do nothing. */
function work(handlers: JobHandlers, log: Log = silent): void {
  const nothing = async () => undefined;
  const every = {
    ...{
      'copy-drafts': nothing,
      'sweep-outbox': nothing,
      'seal-audit-events': nothing,
      'tell-news': nothing,
    },
    ...{ 'forget-old': nothing },
    'run-command': nothing,
  };
  const worker = startWorker({
    redis: workerRedis,
    prefix,
    handlers: { ...every, ...handlers },
    log,
  });
  closers.push(() => worker.close());
}

/** Moves the next time of a recurring job, as a clock that jumps does; its planned job moves along or is gone. */
async function move(name: string, to: { byMs: number; job: 'along' | 'gone' }): Promise<void> {
  const { next = 0 } = (await queue.getJobScheduler(name)) ?? {};
  const [before, after] = [`repeat:${name}:${next}`, `repeat:${name}:${next + to.byMs}`];
  const key = (id: string) => queue.toKey(id);
  await redis.zadd(key('repeat'), next + to.byMs, name);
  await redis.zrem(key('delayed'), before);
  await redis.lrem(key('wait'), 1, before);
  if (to.job === 'gone') await redis.del(key(before));
  else {
    await redis.rename(key(before), key(after));
    // The queue orders what waits by the millisecond, times 4096.
    await redis.zadd(key('delayed'), (next + to.byMs) * 4096, after);
  }
}

async function states(): Promise<Record<string, string>> {
  const { recurring } = await jobs.read();
  return Object.fromEntries(recurring.map(({ name, state }) => [name, state]));
}

const ALL_FINE = Object.fromEntries(SCHEDULES.map(({ name }) => [name, 'fine']));

describe('recurring jobs', () => {
  test('leave nothing behind that would push jobs of other kinds out', async () => {
    await jobs.enqueueCommand(COMMAND);
    await queue.add('run-command', { wrong: true }, { jobId: 'poison' });
    await jobs.schedule();
    let runs = 0;
    const fail = async () => {
      runs += 1;
      throw new Error('MongoDB is away');
    };
    work({ 'copy-drafts': fail, 'sweep-outbox': fail });
    await waitUntil('some runs', () => runs >= 3);

    expect((await queue.getFailed()).map(({ id }) => id)).toEqual(['poison']);
    expect((await queue.getCompleted()).map(({ name }) => name)).toEqual(['run-command']);
  });

  test('that vanished are planned anew', async () => {
    await jobs.schedule();
    await queue.removeJobScheduler('copy-drafts');
    expect(await states()).toEqual({ ...ALL_FINE, 'copy-drafts': 'absent' });

    expect(await jobs.repairSchedules()).toEqual({ replaced: ['copy-drafts'], overdue: [] });
    expect(await states()).toEqual(ALL_FINE);
  });

  test.each([
    ['a clock that jumped back put a day ahead', { byMs: DAY_MS, job: 'along' }, 'ahead'],
    ['lost their next job', { byMs: -DAY_MS, job: 'gone' }, 'behind'],
  ] as const)('that %s are planned anew and run', async (_what, jump, state) => {
    await jobs.schedule();
    await move('copy-drafts', jump);
    expect((await states())['copy-drafts']).toBe(state);

    expect(await jobs.repairSchedules()).toEqual({ replaced: ['copy-drafts'], overdue: [] });
    expect(await states()).toEqual(ALL_FINE);
    let runs = 0;
    work({
      'copy-drafts': async () => {
        runs += 1;
      },
    });
    await waitUntil('runs again and again', () => runs >= 2);
  });

  test('that no worker takes are told apart, and left as they are', async () => {
    await jobs.schedule();
    await move('copy-drafts', { byMs: -DAY_MS, job: 'along' });
    expect(await jobs.repairSchedules()).toEqual({ replaced: [], overdue: ['copy-drafts'] });
    expect((await states())['copy-drafts']).toBe('behind');

    work({});
    await waitUntil('the worker takes it', async () => (await states())['copy-drafts'] === 'fine');
    expect(await jobs.repairSchedules()).toEqual({ replaced: [], overdue: [] });
  });
});

describe('jobs that failed for good', () => {
  test('are listed with what happened, and get all their tries again', async () => {
    await jobs.enqueueCommand(COMMAND);
    const [job] = await queue.getWaiting();
    await redis.hset(queue.toKey(job?.id ?? ''), 'opts', JSON.stringify({ ...job?.opts, attempts: 1 }));
    let mayWork = false;
    let done = 0;
    work({
      'run-command': async () => {
        if (!mayWork) throw new Error('not yet');
        done += 1;
      },
    });
    await waitUntil('the failure', async () => (await jobs.read()).byState.failed === 1);
    expect(await jobs.listFailed(10)).toMatchObject([
      { name: 'run-command', id: job?.id, attempts: 1, error: 'not yet' },
    ]);

    mayWork = true;
    expect(await jobs.retryFailed()).toBe(1);
    await waitUntil('the second try', () => done === 1);
    expect((await jobs.read()).byState.failed).toBe(0);
  });
});

test('the oldest job that waits is known by its age and its last error', async () => {
  await queue.add('run-command', COMMAND, { timestamp: Date.now() - DAY_MS, jobId: 'old' });
  await jobs.enqueueCommand(COMMAND);
  await jobs.schedule();
  const reading = await jobs.read();
  expect(reading.oldestMs).toBeGreaterThanOrEqual(DAY_MS);
  expect(reading.oldestError).toBeNull();
  expect(reading.byState).toMatchObject({ active: 0, failed: 0 });
});

test('jobs that Redis loses while they run are told of once, as no failure, and can be put in again', async () => {
  const said: [string, string][] = [];
  const note = (level: string) => (_details: object, text: string) => void said.push([level, text]);
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  work(
    {
      'run-command': async ({ command }: typeof COMMAND) => {
        started.push(command);
        await gate.promise;
      },
    },
    { info: note('info'), warn: note('warn'), error: note('error') },
  );
  const all = ['000000000001.001', '000000000001.002'].map((command) => ({ ...COMMAND, command }));
  for (const one of all) await jobs.enqueueCommand(one);
  await waitUntil('both run', () => started.length === 2);
  await redis.del(...(await redis.keys(`${queuePrefix(prefix)}*`)));
  gate.resolve();
  await waitUntil('word of it', () => said.length > 0);

  for (const one of all) await jobs.enqueueCommand(one);
  await waitUntil('both run again', async () => (await queue.getCompletedCount()) === 2);
  expect(started).toHaveLength(4);
  expect(said).toEqual([['warn', 'Jobs in hand are gone from the queue; they are run again']]);
});
