import { expect, test } from 'vitest';
import type { JobsReading } from '../../../handlers/jobs/readings.ts';
import { DURABLE_SETTINGS, findConcerns, type Status } from '../../../handlers/queries/find-concerns.ts';
import type { Backlog } from '../../../models/chat/backlog.ts';

const BACKLOG: Backlog = {
  online: 2_000,
  drafts: { waiting: 2_000, oldestMs: 1_000 },
  outbox: { waiting: 50, overdue: 1, overdueMs: 5_000 },
  parked: { updates: 0, chats: 0, since: null },
};
const JOBS: JobsReading = {
  byState: { waiting: 30, active: 8, delayed: 2, failed: 0 },
  oldestMs: 30_000,
  oldestError: null,
  recurring: [{ name: 'copy-drafts', lastAt: null, nextAt: null, state: 'fine' }],
};
const BUSY: Status = {
  at: new Date(0),
  redis: { answers: true, settings: DURABLE_SETTINGS },
  mongodb: { answers: true, transactionSeconds: 60 },
  encryption: { missing: [], wrong: [], ring: null, source: 'ENCRYPTION_KEYS' },
  shapes: { stored: 3, newest: 3 },
  backlog: BACKLOG,
  jobs: JOBS,
  cycles: [],
  failed: [],
};

test('a bot that is busy gives no cause for concern', () => {
  expect(findConcerns(BUSY)).toEqual([]);
});

test('a database in which nothing was stored yet is no cause for concern', () => {
  expect(findConcerns({ ...BUSY, shapes: { stored: null, newest: 3 } })).toEqual([]);
});

test('settings that Redis does not show are not held against it', () => {
  expect(findConcerns({ ...BUSY, redis: { answers: true, settings: null } })).toEqual([]);
});

test.each<[string, Partial<Status>, ReturnType<typeof findConcerns>]>([
  [
    'Redis away',
    { redis: { answers: false, settings: null }, backlog: null, jobs: null },
    [{ code: 'redis-away', values: {} }],
  ],
  [
    'keys that are gone, or others',
    { encryption: { missing: ['k0', 'k1'], wrong: ['k2'], ring: null, source: 'ENCRYPTION_KEYS' } },
    [
      { code: 'key-missing', values: { keys: 'k0, k1', source: 'ENCRYPTION_KEYS' } },
      { code: 'key-wrong', values: { keys: 'k2', source: 'ENCRYPTION_KEYS' } },
    ],
  ],
  [
    'shapes that are newer',
    { shapes: { stored: 4, newest: 3 } },
    [{ code: 'shapes-newer', values: { stored: 4, newest: 3 } }],
  ],
  [
    'shapes that are older',
    { shapes: { stored: 2, newest: 3 } },
    [{ code: 'shapes-older', values: { stored: 2, newest: 3 } }],
  ],
  [
    'MongoDB away',
    { mongodb: { answers: false, transactionSeconds: null } },
    [{ code: 'mongodb-away', values: {} }],
  ],
  [
    'Redis that forgets',
    { redis: { answers: true, settings: { ...DURABLE_SETTINGS, appendfsync: 'everysec' } } },
    [{ code: 'redis-forgets', values: { setting: 'appendfsync', value: 'everysec', needed: 'always' } }],
  ],
  [
    'drafts that are not copied',
    { backlog: { ...BACKLOG, drafts: { waiting: 1, oldestMs: 61_000 } } },
    [{ code: 'drafts-late', values: { seconds: 61 } }],
  ],
  [
    'messages that do not go out',
    { backlog: { ...BACKLOG, outbox: { waiting: 1, overdue: 1, overdueMs: 90_000 } } },
    [{ code: 'outbox-late', values: { seconds: 90 } }],
  ],
  [
    'an update that cannot be committed',
    { at: new Date(30_000), backlog: { ...BACKLOG, parked: { updates: 4, chats: 2, since: new Date(0) } } },
    [{ code: 'updates-parked', values: { count: 4, chats: 2, seconds: 30 } }],
  ],
  [
    'a job that waits for long',
    { jobs: { ...JOBS, oldestMs: 301_000 } },
    [{ code: 'jobs-late', values: { seconds: 301 } }],
  ],
  [
    'jobs that failed for good',
    { jobs: { ...JOBS, byState: { ...JOBS.byState, failed: 3 } } },
    [{ code: 'jobs-failed', values: { count: 3 } }],
  ],
  [
    'a recurring job that does not come',
    { jobs: { ...JOBS, recurring: [{ name: 'sweep-outbox', lastAt: null, nextAt: null, state: 'absent' }] } },
    [{ code: 'recurring-late', values: { job: 'sweep-outbox' } }],
  ],
])('%s needs attention', (_what, changes, concerns) => {
  expect(findConcerns({ ...BUSY, ...changes })).toEqual(concerns);
});
