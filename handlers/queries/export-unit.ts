import { listPeople } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { listSubmitted, readSubmissions } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { chooseCycle, nothingSubmitted } from './choose-cycle.ts';
import { listChangedSince, openSubmission, type ReviewExport } from './export-review.ts';

/** The newest versions of a unit's people in one cycle. */
export interface UnitExport {
  cycle: string;
  cycleStatus: Cycle['status'];
  /** How many reviews there are. */
  count: number;
  /** Codes of those whose reviews they are. */
  people: readonly string[];
  /** Codes of those whom the cycle asks and who have not handed in, or have withdrawn it. */
  missing: readonly string[];
  /** One after another, in no order. Reading them throws `envelope-unreadable`. */
  reviews: AsyncIterable<ReviewExport>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

interface Chosen {
  cycle: Cycle;
  /** Names by code. */
  names: ReadonlyMap<string, string>;
  /** The number of the newest version of each who has handed in. */
  newest: ReadonlyMap<string, number>;
}

/**
 * Opens the newest submissions of everybody in a unit and below it, all of one cycle: the newest, unless it is
 * named. Throws `unit-unknown`, and what `chooseCycle` throws.
 */
export async function exportUnit(
  dependencies: Dependencies,
  wish: { unit: string; cycle?: string | undefined },
): Promise<UnitExport> {
  const { database } = dependencies;
  const { unit } = wish;
  if ((await findUnits(database, { codes: [unit] })).length === 0) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit } });
  }
  const people = await listPeople(database, { unit });
  const names = new Map(people.map(({ _id, name }) => [_id, name]));
  const versions = (await listSubmitted(database)).filter(({ person }) => names.has(person));
  const { cycle, asked } = await chooseCycle(database, {
    code: unit,
    people: new Set(names.keys()),
    submitted: new Set(versions.map((one) => one.cycle)),
    cycle: wish.cycle,
  });
  // They come in the order of their numbers, so the newest of each person stays.
  const inCycle = versions.filter((one) => one.cycle === cycle._id);
  const newest = new Map(inCycle.map(({ person, number }) => [person, number]));
  for (const { person, number, withdrawnAt } of inCycle) {
    if (withdrawnAt !== undefined && newest.get(person) === number) newest.delete(person);
  }
  if (newest.size === 0) throw nothingSubmitted(unit);
  return {
    cycle: cycle._id,
    cycleStatus: cycle.status,
    count: newest.size,
    people: [...newest.keys()].sort(),
    missing: asked.filter((code) => !newest.has(code)),
    reviews: openNewest(dependencies, { cycle, names, newest }),
  };
}

async function* openNewest(
  { database, keys }: Dependencies,
  { cycle, names, newest }: Chosen,
): AsyncGenerator<ReviewExport> {
  const changed = await listChangedSince({ database, keys }, { cycle: cycle._id });
  for await (const submission of readSubmissions(database, { cycle: cycle._id })) {
    const { person, number } = submission;
    if (newest.get(person) !== number) continue;
    const name = names.get(person) ?? '';
    yield openSubmission(keys, {
      ...{ submission, cycle, name, newestVersion: number, changedSince: changed.has(person) },
    });
  }
}
