import type { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { createHealth, type Health } from '../../../bot/http/health.ts';
import type { RecurringState } from '../../../handlers/jobs/readings.ts';
import type { Parked } from '../../../models/chat/inbox.ts';

const never = () => new Promise<never>(() => undefined);
const fails = () => Promise.reject(new Error('away'));

/** The health of a process whose stores are as said; they are well otherwise. */
function healthOf(stores: {
  redis?: () => Promise<unknown>;
  mongodb?: () => Promise<void>;
  recurring?: RecurringState | 'unreadable';
  parked?: () => Promise<Parked>;
  runsJobs?: boolean;
}): Promise<Health> {
  const {
    redis = async () => 'OK',
    mongodb = async () => undefined,
    recurring = 'fine',
    parked = async () => NOTHING_PARKED,
    runsJobs = true,
  } = stores;
  const job = { name: 'copy-drafts', lastAt: null, nextAt: null };
  const check = createHealth({
    redis: { set: redis } as unknown as Redis,
    prefix: 'test:',
    database: { ping: mongodb },
    queue: { readRecurring: recurring === 'unreadable' ? never : async () => [{ ...job, state: recurring }] },
    readParked: parked,
    runsJobs,
  });
  return check();
}

const NOTHING_PARKED = { updates: 0, chats: 0, since: null };
const WELL = { status: 'ok', redis: 'ok', mongodb: 'ok', recurringJobs: 'ok', parked: NOTHING_PARKED };

describe('health', () => {
  test('is good where both stores answer and the recurring jobs come', async () => {
    expect(await healthOf({})).toEqual(WELL);
  });

  test.each([
    ['fails', fails],
    ['hangs', never],
  ])('of a bot is degraded, not down, where MongoDB %s: answering goes on', async (_how, mongodb) => {
    expect(await healthOf({ mongodb })).toEqual({ ...WELL, status: 'degraded', mongodb: 'away' });
    const late = await healthOf({ mongodb, recurring: 'behind' });
    expect(late).toMatchObject({ status: 'degraded', recurringJobs: 'late' });
  });

  test.each([
    ['fails', fails],
    ['hangs', never],
  ])('is down where Redis %s', async (_how, redis) => {
    expect(await healthOf({ redis })).toMatchObject({ status: 'down', redis: 'away' });
  });

  test.each(['absent', 'ahead', 'behind'] as const)(
    'is down where recurring jobs are %s, of a process that runs them only',
    async (recurring) => {
      expect(await healthOf({ recurring })).toEqual({ ...WELL, status: 'down', recurringJobs: 'late' });
      expect(await healthOf({ recurring, runsJobs: false })).toMatchObject({ status: 'degraded' });
    },
  );

  test('is degraded, not down, where updates are parked: that stops nobody else', async () => {
    const parked = { updates: 3, chats: 1, since: new Date(0) };
    expect(await healthOf({ parked: async () => parked })).toEqual({ ...WELL, status: 'degraded', parked });
    expect(await healthOf({ parked: never })).toMatchObject({ status: 'degraded', parked: null });
  });

  test('does not wait for a queue that hangs', async () => {
    expect(await healthOf({ recurring: 'unreadable' })).toMatchObject({ recurringJobs: 'unknown' });
  });

  test('asks the stores once, however many ask at the same time', async () => {
    let asked = 0;
    const check = createHealth({
      redis: { set: async () => 'OK' } as unknown as Redis,
      prefix: 'test:',
      database: {
        ping: async () => {
          asked += 1;
        },
      },
      queue: { readRecurring: async () => [] },
      readParked: async () => NOTHING_PARKED,
      runsJobs: true,
    });
    await Promise.all(Array.from({ length: 50 }, check));
    expect(asked).toBe(1);
  });
});
