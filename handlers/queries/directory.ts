import { foldWord } from '../../flows/answers/normalize.ts';
import { createCandidates, toCandidate } from '../../flows/answers/pick.ts';
import type { Candidates } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { homeUnitOf } from '../../models/organisation/membership.ts';
import { readOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { listAllPeople, type Person } from '../../models/organisation/person.ts';
import { listAllUnits, MEMBERSHIP_KINDS, type Unit, upwardsFrom } from '../../models/organisation/unit.ts';
import { cycleOfPlace, listAllCycles } from '../../models/review/cycle.ts';
import { readDecisions } from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import { type AskedPerson, listAskedPeople } from './asked-people.ts';

/** A person in the directory. */
export interface DirectoryEntry {
  person: Person;
  /** Where the person belongs; undefined where that is not known. */
  unit: Unit | undefined;
  /** Whether an open cycle asks the person, and which. */
  asked: AskedPerson | undefined;
  /** An open cycle would ask the person, and they are excused from it. */
  isExcused: boolean;
  /** Name, code, and names and codes of the units above, folded for a search. */
  folded: string;
}

/** Everybody and every unit, as one organisation. */
export interface Directory {
  /** By unit and given name. */
  people: readonly DirectoryEntry[];
  units: ReadonlyMap<string, Unit>;
}

/** The organisation as it is now. */
export type ReadDirectory = () => Promise<Directory>;

/**
 * Reads the organisation once for all who look for somebody in it, and again when it has changed or the day has: people of
 * one unit among thousands are then found without a query for each page and each word of a search.
 */
export function createReadDirectory({ database, now }: { database: Database; now(): Date }): ReadDirectory {
  let kept: { key: string; directory: Promise<Directory> } | undefined;
  return async () => {
    const version = await readOrganisationVersion(database).catch((error: unknown) => {
      // What was read last serves while the system of record is away.
      if (kept === undefined) throw error;
      return undefined;
    });
    const day = dayOf(now());
    const key = `${version} ${day}`;
    if (kept !== undefined && (version === undefined || kept.key === key)) return kept.directory;
    const reading = { key, directory: readDirectory(database, { day }) };
    kept = reading;
    reading.directory.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.directory;
  };
}

async function readDirectory(database: Database, on: { day: string }): Promise<Directory> {
  const [people, units, asked, cycles] = await Promise.all([
    listAllPeople(database),
    listAllUnits(database),
    listAskedPeople(database, on),
    listAllCycles(database),
  ]);
  const decided = cycles
    .filter(({ status, changes = [] }) => status === 'open' && changes.length > 0)
    .map(({ unit, changes }) => ({ unit, decisions: readDecisions(changes) }));
  const isExcused = (person: Person, unit: Unit) => {
    const place = { person: person._id, upwards: upwardsFrom(unit) };
    return cycleOfPlace(decided, place)?.decisions.ruleFor(place)?.kind === 'excluded';
  };
  const unitOf = new Map(units.map((unit) => [unit._id, unit]));
  const askedOf = new Map(asked.map((one) => [one.person._id, one]));
  const foldedUnit = new Map(units.map((unit) => [unit._id, foldWord(`${unit.name} ${unit._id}`)]));
  const membersOf = Map.groupBy(people, (person) => homeUnitOf(person) ?? '');
  const inOrder = [...membersOf.keys()].sort((one, other) =>
    compare(unitOf.get(one)?.name ?? '', unitOf.get(other)?.name ?? ''),
  );
  return {
    units: unitOf,
    people: inOrder.flatMap((code) => {
      const unit = unitOf.get(code);
      const above = unit === undefined ? [] : [code, ...unit.ancestors];
      const place = above.map((one) => foldedUnit.get(one) ?? '').join(' ');
      return (membersOf.get(code) ?? []).sort(byGivenName).map((person) => ({
        ...{ person, unit, asked: askedOf.get(person._id) },
        isExcused: unit !== undefined && !askedOf.has(person._id) && isExcused(person, unit),
        folded: `${foldWord(`${person.name} ${person._id}`)} ${place}`,
      }));
    }),
  };
}

const { compare } = new Intl.Collator('vi', { numeric: true });

/** By given name, which comes last, then by the whole name. */
function byGivenName(one: Person, other: Person): number {
  return (
    compare(givenName(one), givenName(other)) || compare(one.name, other.name) || compare(one._id, other._id)
  );
}

function givenName({ name }: Person): string {
  return name.split(' ').at(-1) ?? '';
}

/** The people in these units and below them, in the order of the directory. */
export function peopleIn({ people }: Directory, { units }: { units: readonly string[] }): DirectoryEntry[] {
  const roots = new Set(units);
  return people.filter(
    ({ unit }) => unit !== undefined && [unit._id, ...unit.ancestors].some((code) => roots.has(code)),
  );
}

/** Codes of these units and of all below them. */
export function unitsIn({ units: all }: Directory, { units }: { units: readonly string[] }): string[] {
  return [...all.values()]
    .filter(({ _id, ancestors }) => [_id, ...ancestors].some((code) => units.includes(code)))
    .map(({ _id }) => _id);
}

/**
 * Units in which members take part, to be picked from by their names. `isMeant` tells which of them can be picked, and `problem` is
 * the code of what says why the others cannot.
 */
export function unitsToPick(
  { units }: Directory,
  { isMeant, problem }: { isMeant: (code: string) => boolean; problem: string },
): Candidates {
  const ofMembers = (unit: Unit) => MEMBERSHIP_KINDS.includes(unit.kind);
  const inOrder = () =>
    [...units.values()]
      .sort((one, other) => compare(one.name, other.name) || compare(one._id, other._id))
      .map((unit) => ({ unit, place: units.get(unit.parent ?? '')?.name ?? '' }))
      .map(({ unit, place }) => ({ unit, ...toCandidate({ id: unit._id, name: unit.name, place }) }));
  return createCandidates(() =>
    inOrder().map(({ unit, ...one }) => {
      if (!ofMembers(unit)) return { ...one, problem: 'pick-unit-kind' };
      return isMeant(one.id) ? one : { ...one, problem };
    }),
  );
}

/**
 * Those who have all words of a search in their name or code, or in the names and codes of their units, without diacritics;
 * first those who have them as whole words.
 */
export function searchPeople(people: readonly DirectoryEntry[], search: string): readonly DirectoryEntry[] {
  const words = foldWord(search).split(' ').filter(Boolean);
  if (words.length === 0) return people;
  const found = people.filter(({ folded }) => words.every((word) => folded.includes(word)));
  const isWhole = ({ folded }: DirectoryEntry) => words.every((word) => ` ${folded} `.includes(` ${word} `));
  return [...found.filter(isWhole), ...found.filter((one) => !isWhole(one))];
}
