import type { Backlog } from '../../models/chat/backlog.ts';
import type { KeyFaults, OldKeys } from '../../models/store/key-check.ts';
import type { FailedJob, JobsReading } from '../jobs/readings.ts';
import type { CycleProgress } from './cycle-progress.ts';

/** The status of a running bot for operators; a part that cannot be read is null. */
export interface Status {
  at: Date;
  redis: { answers: boolean; settings: RedisSettings | null };
  /** `transactionSeconds`: how long a transaction may stay open, where the server tells it. */
  mongodb: { answers: boolean; transactionSeconds: number | null };
  /** Keys that were used and are not in the key ring of `source`, or are other ones there. */
  encryption: (KeyFaults & { source: string; ring: RingStanding | null }) | null;
  /** Versions of the shapes: what MongoDB has (null before the first start) and what this program stores. */
  shapes: { stored: number | null; newest: number } | null;
  backlog: Backlog | null;
  /** How far the cycles are that are open, or were closed lately. */
  cycles: readonly CycleProgress[] | null;
  jobs: JobsReading | null;
  /** Jobs that failed for good, the newest first. */
  failed: readonly FailedJob[];
}

/** The key that seals, the older ones that may be taken out of the ring, and those that something still needs. */
export type RingStanding = OldKeys & { active: string };

export const DURABLE_SETTINGS = {
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
} as const;

/** The durability settings of Redis. */
export type RedisSettings = Readonly<Record<keyof typeof DURABLE_SETTINGS, string>>;

/** Something that needs attention, with the values of its sentence. */
export interface Concern {
  code: (typeof CONCERNS)[number];
  values: Readonly<Record<string, string | number>>;
}

export const CONCERNS = [
  'redis-away',
  'redis-forgets',
  'mongodb-away',
  'key-missing',
  'key-wrong',
  'shapes-newer',
  'shapes-older',
  'recurring-late',
  'drafts-late',
  'outbox-late',
  'updates-parked',
  'jobs-late',
  'jobs-failed',
] as const;

/** Drafts are copied every second and the outbox is swept every five, so a minute is much too long. */
const LATE_MS = 60_000;
const JOB_LATE_MS = 5 * 60_000;

/** Finds what needs attention; empty if all is well. */
export function findConcerns(status: Status): Concern[] {
  return [
    ...storeConcerns(status),
    ...keyConcerns(status),
    ...shapesConcerns(status),
    ...backlogConcerns(status),
    ...parkedConcerns(status),
    ...jobConcerns(status),
  ];
}

function storeConcerns({ redis, mongodb }: Status): Concern[] {
  const settings = Object.entries(redis.settings ?? {});
  const durable: Readonly<Record<string, string>> = DURABLE_SETTINGS;
  const wrong = settings.filter(([name, value]) => durable[name] !== value);
  return [
    ...(redis.answers ? [] : [concern('redis-away')]),
    ...wrong.map(([name, value]) =>
      concern('redis-forgets', { setting: name, value, needed: durable[name] ?? '' }),
    ),
    ...(mongodb.answers ? [] : [concern('mongodb-away')]),
  ];
}

function keyConcerns({ encryption }: Status): Concern[] {
  if (encryption === null) return [];
  const { missing, wrong, source } = encryption;
  return [
    ...(missing.length > 0 ? [concern('key-missing', { keys: missing.join(', '), source })] : []),
    ...(wrong.length > 0 ? [concern('key-wrong', { keys: wrong.join(', '), source })] : []),
  ];
}

function shapesConcerns({ shapes }: Status): Concern[] {
  if (shapes === null || shapes.stored === null || shapes.stored === shapes.newest) return [];
  const { stored, newest } = shapes;
  return [concern(stored > newest ? 'shapes-newer' : 'shapes-older', { stored, newest })];
}

function backlogConcerns({ backlog }: Status): Concern[] {
  if (backlog === null) return [];
  const { drafts, outbox } = backlog;
  return [
    ...(drafts.oldestMs > LATE_MS ? [concern('drafts-late', { seconds: toSeconds(drafts.oldestMs) })] : []),
    ...(outbox.overdueMs > LATE_MS ? [concern('outbox-late', { seconds: toSeconds(outbox.overdueMs) })] : []),
  ];
}

function parkedConcerns({ at, backlog }: Status): Concern[] {
  const since = backlog?.parked.since ?? null;
  if (backlog === null || since === null) return [];
  const { updates: count, chats } = backlog.parked;
  const seconds = toSeconds(Math.max(0, at.getTime() - since.getTime()));
  return [concern('updates-parked', { count, chats, seconds })];
}

function jobConcerns({ jobs }: Status): Concern[] {
  if (jobs === null) return [];
  const late = jobs.recurring.filter(({ state }) => state !== 'fine');
  const { failed } = jobs.byState;
  return [
    ...late.map(({ name }) => concern('recurring-late', { job: name })),
    ...(jobs.oldestMs > JOB_LATE_MS ? [concern('jobs-late', { seconds: toSeconds(jobs.oldestMs) })] : []),
    ...(failed > 0 ? [concern('jobs-failed', { count: failed })] : []),
  ];
}

function concern(code: Concern['code'], values: Concern['values'] = {}): Concern {
  return { code, values };
}

function toSeconds(ms: number): number {
  return Math.round(ms / 1_000);
}
