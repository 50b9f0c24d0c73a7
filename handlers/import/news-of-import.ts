import { isDeepStrictEqual } from 'node:util';
import type { CommandNews } from '../../models/command.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';
import { listLeadersOf } from '../queries/unit-leaders.ts';
import type { ImportPlan } from './plan-import.ts';

/**
 * What people are told of an import, once it is written: whoever moved, where they belong now; whoever takes part elsewhere
 * for a time, where; and those who lead a unit that somebody came to or left, for a time or not. `today` is `YYYY-MM-DD`.
 */
export async function newsOfImport(
  database: Database,
  { plan, today }: { plan: ImportPlan; today: string },
): Promise<CommandNews[]> {
  const rows = plan.tables
    .filter(({ table }) => table === 'people')
    .flatMap(({ changed }) => changed as unknown as PersonChange[]);
  const changed = rows
    .map((change) => ({ person: change.after._id, ...unitsOf(change, today) }))
    .filter(({ from, to }) => from !== to);
  const moved = changed.flatMap(({ person, from, to }) =>
    from === null || to === null ? [] : { person, unit: to },
  );
  const temporary = rows.map((change) => temporaryIn(change, today));
  const told = [
    ...(await tellOfUnits(database, { kind: 'moved-to-unit', came: moved })),
    ...(await tellOfUnits(database, {
      kind: 'temporary-listed',
      came: temporary.flatMap(({ came }) => came),
    })),
  ];
  const concerned = new Set([
    ...changed.flatMap(({ from, to }) => [from ?? [], to ?? []].flat()),
    ...temporary.flatMap(({ units }) => units),
  ]);
  const leaders = await Promise.all(
    [...concerned].map((unit) => listLeadersOf(database, { unit, day: today })),
  );
  const people = [...new Set(leaders.flat())].sort();
  return people.length === 0
    ? told
    : [...told, { kind: 'members-changed', screen: 'unit-people', params: {}, people }];
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

/** Where a person takes part for a time and did not before, and all units whose leaders see a change of that. */
function temporaryIn({ before, after }: PersonChange, today: string) {
  const [was, is] = [openTemporaries(before, today), openTemporaries(after, today)];
  const came = is
    .filter(({ unit }) => !was.some((one) => one.unit === unit))
    .map(({ unit }) => ({ person: after._id, unit }));
  const units = [...was, ...is].map(({ unit }) => unit);
  const isSame = isDeepStrictEqual(was, is);
  return { came, units: isSame ? [] : [...units, homeUnitOf(after) ?? []].flat() };
}

/** The units of today, before and after the change; null for somebody who does not belong to the organisation. */
function unitsOf(change: PersonChange, today: string) {
  const of = (person: Person) => (isPresent(person, today) ? homeUnitOf(person) : null);
  return { from: of(change.before), to: of(change.after) };
}
