import { dayOf } from '../../flows/rules/calendar.ts';
import { isPresent } from '../../models/organisation/membership.ts';
import { listPeople } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { readSubmissions } from '../../models/review/submission.ts';
import { countingVersions, listSubmitted, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { chooseCycle, nothingSubmitted } from './choose-cycle.ts';
import { listChangedSince, nameEnterers, openSubmission, type ReviewExport } from './export-review.ts';
import type { ExtendedDays } from './load-asked.ts';

/** The newest versions of a unit's people in one cycle. */
export interface UnitExport {
  cycle: string;
  cycleStatus: Cycle['status'];
  /** The number of reviews. */
  count: number;
  /** Codes of the people whose reviews these are. */
  people: readonly string[];
  /** Codes of people whom the cycle asks and who have not handed in, or have withdrawn. */
  missing: readonly string[];
  /** One after another, in no order. Reading them throws `envelope-unreadable`. */
  reviews: AsyncIterable<ReviewExport>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/**
 * Opens the newest submission of each person in a unit and below it, all of one cycle: by default the newest. Who had left
 * on `day` (`YYYY-MM-DD`), or before the cycle was closed, is not missing. Throws `unit-unknown`, and what `chooseCycle`
 * throws.
 */
export async function exportUnit(
  dependencies: Dependencies,
  wish: { unit: string; cycle?: string | undefined; day?: string },
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
  const inCycle = versions.filter((one) => one.cycle === cycle._id);
  const standing = [...countingVersions(inCycle).values()].filter((one) => one.withdrawnAt === undefined);
  const newest = new Map(standing.map((one) => [one.person, one]));
  if (newest.size === 0) throw nothingSubmitted(unit);
  const day = cycle.closedAt === null ? wish.day : dayOf(cycle.closedAt);
  const present = asked.filter(({ person }) => day === undefined || isPresent(person, day));
  return {
    cycle: cycle._id,
    cycleStatus: cycle.status,
    count: newest.size,
    people: [...newest.keys()].sort(),
    missing: present.flatMap(({ person: { _id } }) => (newest.has(_id) ? [] : _id)),
    reviews: openNewest(dependencies, {
      ...{ cycle, names, newest },
      days: new Map(asked.map(({ person, days }) => [person._id, days])),
    }),
  };
}

async function* openNewest(
  { database, keys }: Dependencies,
  chosen: {
    cycle: Cycle;
    names: ReadonlyMap<string, string>;
    newest: ReadonlyMap<string, Version>;
    /** The days that were extended for each person. */
    days: ReadonlyMap<string, ExtendedDays>;
  },
): AsyncGenerator<ReviewExport> {
  const { cycle, names, newest, days } = chosen;
  const changed = await listChangedSince({ database, keys }, { cycle: cycle._id });
  const enterers = await nameEnterers(database, [...newest.values()]);
  for await (const submission of readSubmissions(database, { cycle: cycle._id })) {
    const { person, number, series } = submission;
    const chosenOne = newest.get(person);
    if (chosenOne?.number !== number || chosenOne.series !== series) continue;
    yield openSubmission(keys, {
      ...{ submission, cycle, name: names.get(person) ?? '', newestVersion: number, counts: true },
      ...{ changedSince: changed.has(person), enterers },
      days: days.get(person),
    });
  }
}
