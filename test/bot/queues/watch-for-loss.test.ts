import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createJobQueue, type JobQueue, QUEUE_NAME, queuePrefix } from '../../../bot/queues/queue.ts';
import { watchForLoss } from '../../../bot/queues/watch-for-loss.ts';
import { waitUntil } from '../../support/wait-until.ts';

let redis: Redis;
let prefix: string;
let jobs: JobQueue;
let queue: Queue;
let errors: { jobs?: string[]; text: string }[];
let recoveries: number;
let watch: { close(): Promise<void> };

beforeEach(async () => {
  prefix = `test-${randomUUID().slice(0, 8)}:`;
  redis = new Redis(inject('redisUrl'));
  jobs = createJobQueue({ redis, prefix });
  queue = new Queue(QUEUE_NAME, { connection: redis, prefix: queuePrefix(prefix) });
  errors = [];
  recoveries = 0;
  await jobs.schedule();
  watch = await watchForLoss({
    redis,
    prefix,
    queue: jobs,
    now: () => new Date(),
    recover: async () => {
      recoveries += 1;
    },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (details, text) => void errors.push({ ...details, text }),
    },
  });
});

afterEach(async () => {
  await watch.close();
  await jobs.close();
  await queue.close();
  redis.disconnect();
});

test('a recurring job that vanishes is said once and comes back', async () => {
  await queue.removeJobScheduler('sweep-outbox');
  await waitUntil('the job is back', async () => (await queue.getJobScheduler('sweep-outbox')) !== undefined);
  await waitUntil('word of it', () => errors.length > 0);
  expect(errors).toEqual([
    { jobs: ['sweep-outbox'], text: 'Recurring jobs no longer came; they are planned anew' },
  ]);
  expect(recoveries).toBe(1);
});

test('a lost mark makes it recover what was lost', async () => {
  expect(recoveries).toBe(1);
  await redis.del(`${prefix}mark`);
  await waitUntil('the second recovery', () => recoveries === 2);
  await waitUntil('the mark', async () => (await redis.get(`${prefix}mark`)) !== null);
  expect(errors).toEqual([]);
});

test('that no worker takes what is due is said once', async () => {
  const { next = 0 } = (await queue.getJobScheduler('copy-drafts')) ?? {};
  const long = next - 3_600_000;
  await redis.zadd(queue.toKey('repeat'), long, 'copy-drafts');
  await redis.rename(queue.toKey(`repeat:copy-drafts:${next}`), queue.toKey(`repeat:copy-drafts:${long}`));
  await waitUntil('word of it', () => errors.length > 0);
  expect(errors).toEqual([{ jobs: ['copy-drafts'], text: 'No worker takes the jobs that are due' }]);
});
