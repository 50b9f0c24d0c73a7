import mongoose, { type ClientSession } from 'mongoose';
import { findAmong } from '../store/find-among.ts';
import type { Submission, Submissions, VersionKey } from './submission.ts';

/** How many versions a person answered and handed in for others. */
export function countAnsweredFor(database: Submissions, { by }: { by: string }): Promise<number> {
  return database.submissions.countDocuments({ 'entry.by.person': by, 'entry.how': 'delegate' });
}

/** A version without its answers. */
export type Version = Pick<
  Submission,
  | 'person'
  | 'cycle'
  | 'number'
  | 'series'
  | 'entry'
  | 'submittedAt'
  | 'recordedAt'
  | 'late'
  | 'withdrawnAt'
  | 'withdrawnBy'
  | 'takenBack'
>;

const ABOUT: (keyof Version)[] = [
  ...(['person', 'cycle', 'number', 'series', 'entry'] as const),
  ...(['submittedAt', 'recordedAt', 'late', 'withdrawnAt', 'withdrawnBy', 'takenBack'] as const),
];

/** Submissions without their answers: of some cycles, of one person, or all. What was handed in earlier comes first. */
export function listSubmitted(
  database: Submissions,
  wanted?: { cycles: readonly string[] } | { person: string },
): Promise<Version[]> {
  return database.submissions
    .find(submittedFilter(wanted))
    .select(ABOUT)
    .sort({ submittedAt: 1, number: 1 })
    .lean();
}

/**
 * The version that counts of those of one person in one cycle: of the newest one that they handed in and the newest one
 * that was entered for them, the later one that is not withdrawn. Where both are, it is the later one.
 */
export function countingVersion<
  Known extends Pick<Submission, 'number' | 'series' | 'submittedAt' | 'withdrawnAt'>,
>(versions: readonly Known[]): Known | undefined {
  const inSeries = Map.groupBy(versions, ({ series }) => series ?? null);
  const newest = [...inSeries.values()].flatMap(
    (some) => some.toSorted((one, other) => one.number - other.number).at(-1) ?? [],
  );
  const standing = newest.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  return (standing.length > 0 ? standing : newest)
    .toSorted((one, other) => one.submittedAt.getTime() - other.submittedAt.getTime())
    .at(-1);
}

/** The version that counts, if it is not withdrawn; undefined where nothing stands. */
export function standingVersion<Known extends Parameters<typeof countingVersion>[0][number]>(
  versions: readonly Known[],
): Known | undefined {
  const counting = countingVersion(versions);
  return counting?.withdrawnAt === undefined ? counting : undefined;
}

/** The versions that count, by `<person> <cycle>`. */
export function countingVersions<Known extends Version>(versions: readonly Known[]): Map<string, Known> {
  const all = Map.groupBy(versions, ({ person, cycle }) => `${person} ${cycle}`);
  return new Map(
    [...all].flatMap(([key, some]) => {
      const counting = countingVersion(some);
      return counting === undefined ? [] : [[key, counting]];
    }),
  );
}

/** The versions of a person in a cycle, without their answers. */
export function listVersions(
  database: Submissions,
  { session, ...key }: Pick<Submission, 'person' | 'cycle'> & { session?: ClientSession },
): Promise<Version[]> {
  return database.submissions
    .find(key)
    .select(ABOUT)
    .session(session ?? null)
    .lean();
}

/** Which versions any of these people has handed in, or were entered for them, in no order. */
export function findVersions(
  database: Submissions,
  wanted: { people: readonly string[] },
): Promise<(VersionKey & Pick<Submission, 'withdrawnAt'>)[]> {
  return findAmong(database.submissions, {
    field: 'person',
    values: wanted.people,
    only: ['person', 'cycle', 'series', 'number', 'withdrawnAt'],
  });
}

/** The newest versions of these people, of each cycle; without their answers. */
export async function listNewestAmong(
  database: Submissions,
  wanted: { people: readonly string[] },
): Promise<{
  find(of: Pick<Submission, 'person' | 'cycle'>): Pick<Submission, 'entry' | 'withdrawnAt'> | undefined;
}> {
  const found = await findAmong(database.submissions, {
    field: 'person',
    values: wanted.people,
    only: ['person', 'cycle', 'number', 'series', 'entry', 'submittedAt', 'withdrawnAt'],
  });
  const counting = countingVersions(found);
  return { find: ({ person, cycle }) => counting.get(`${person} ${cycle}`) };
}

function submittedFilter(wanted: { cycles: readonly string[] } | { person: string } | undefined) {
  if (wanted === undefined) return {};
  return 'person' in wanted
    ? { person: wanted.person }
    : { cycle: mongoose.trusted({ $in: [...wanted.cycles] }) };
}
