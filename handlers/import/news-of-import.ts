import { isDeepStrictEqual } from 'node:util';
import type { CommandNews } from '../../models/command.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';
import { listLeadersOf } from '../queries/unit-leaders.ts';
import type { Journal } from './journal.ts';
import type { ImportPlan } from './plan-import.ts';

/**
 * What people are told of an import, once it is written: whoever moved, where they belong now; whoever takes part elsewhere
 * for a time, where; and those who lead a unit that somebody came to or left, for a time or not. `today` is `YYYY-MM-DD`.
 */
export async function newsOfImport(
  database: Database,
  { plan, today }: { plan: ImportPlan; today: string },
): Promise<CommandNews[]> {
  const effects = plan.tables
    .filter(({ table }) => table === 'people')
    .flatMap(({ changed }) => changed as unknown as PersonChange[])
    .map((change) => effectOf(change, today));
  const moved = effects.flatMap(({ person, from, to }) =>
    from === null || to === null || from === to ? [] : { person, unit: to },
  );
  const came = effects.flatMap((effect) => effect.came);
  return [
    ...(await tellOfUnits(database, { kind: 'moved-to-unit', came: moved })),
    ...(await tellOfUnits(database, { kind: 'temporary-listed', came })),
    ...(await tellLeaders(database, { effects, today })),
  ];
}

/**
 * What people are told of an import that was taken back: whoever belongs, or takes part for a time, where they did before it,
 * that they do; and those who lead the units concerned. `today` is `YYYY-MM-DD`.
 */
export async function newsOfUndo(
  database: Database,
  { journal, today }: { journal: Journal; today: string },
): Promise<CommandNews[]> {
  const effects = journal.documents
    .filter(({ collection, before }) => collection === 'people' && before !== null)
    .map(({ before, after }) => effectOf({ before: after, after: before } as unknown as PersonChange, today));
  const back = effects.flatMap(({ person, to, units }) =>
    to === null || units.length === 0 ? [] : { person, unit: to },
  );
  return [
    ...(await tellOfUnits(database, { kind: 'membership-as-before', came: back })),
    ...(await tellLeaders(database, { effects, today })),
  ];
}

interface PersonChange {
  before: Person;
  after: Person;
}

/** Tells people of the unit to which they came, all of the same unit at once. */
async function tellOfUnits(
  database: Database,
  { kind, came }: { kind: string; came: readonly { person: string; unit: string }[] },
): Promise<CommandNews[]> {
  const units = await findUnits(database, { codes: [...new Set(came.map(({ unit }) => unit))] });
  return units.map(({ _id, name }) => {
    const people = came.filter(({ unit }) => unit === _id).map(({ person }) => person);
    return { kind, screen: 'home', params: {}, values: { unit: name }, people };
  });
}

/** Tells those who lead the units that somebody came to or left. */
async function tellLeaders(
  database: Database,
  { effects, today }: { effects: readonly Effect[]; today: string },
): Promise<CommandNews[]> {
  const concerned = new Set(effects.flatMap(({ units }) => units));
  const leaders = await Promise.all(
    [...concerned].map((unit) => listLeadersOf(database, { unit, day: today })),
  );
  const people = [...new Set(leaders.flat())].sort();
  return people.length === 0 ? [] : [{ kind: 'members-changed', screen: 'unit-people', params: {}, people }];
}

/** What a change means for a person and the units concerned. */
interface Effect {
  person: string;
  /** The units of today, before and after; null for somebody who does not belong to the organisation. */
  from: string | null;
  to: string | null;
  /** Where they take part for a time and did not before. */
  came: { person: string; unit: string }[];
  /** All units whose leaders see a change; none where the person is where they were. */
  units: string[];
}

function effectOf({ before, after }: PersonChange, today: string): Effect {
  const homeOf = (person: Person) => (isPresent(person, today) ? homeUnitOf(person) : null);
  const [from, to] = [homeOf(before), homeOf(after)];
  const [was, is] = [openTemporaries(before, today), openTemporaries(after, today)];
  const came = is
    .filter(({ unit }) => !was.some((one) => one.unit === unit))
    .map(({ unit }) => ({ person: after._id, unit }));
  const moved = from === to ? [] : [from, to];
  const visits = isDeepStrictEqual(was, is)
    ? []
    : [...[...was, ...is].map(({ unit }) => unit), homeUnitOf(after)];
  const units = [...moved, ...visits].filter((unit) => unit !== null);
  return { person: after._id, from, to, came, units };
}
