import type { CommandNews } from '../../models/command.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';
import { listLeadersOf } from '../queries/unit-leaders.ts';
import type { ImportPlan } from './plan-import.ts';

/**
 * What people are told of an import, once it is written: whoever moved, where they belong now, and those who lead a unit
 * that somebody came to or left. `today` is `YYYY-MM-DD`.
 */
export async function newsOfImport(
  database: Database,
  { plan, today }: { plan: ImportPlan; today: string },
): Promise<CommandNews[]> {
  const changed = plan.tables
    .filter(({ table }) => table === 'people')
    .flatMap(({ changed: rows }) => rows as unknown as { before: Person; after: Person }[])
    .map(({ before, after }) => ({ person: after._id, ...unitsOf({ before, after }, today) }))
    .filter(({ from, to }) => from !== to);
  const moved = changed.flatMap(({ person, from, to }) =>
    from === null || to === null ? [] : { person, to },
  );
  const units = await findUnits(database, { codes: moved.map(({ to }) => to) });
  const told = units.map(({ _id, name }): CommandNews => {
    const people = moved.filter(({ to }) => to === _id).map(({ person }) => person);
    return { kind: 'moved-to-unit', screen: 'home', params: {}, values: { unit: name }, people };
  });
  const concerned = new Set(changed.flatMap(({ from, to }) => [from ?? [], to ?? []].flat()));
  const leaders = await Promise.all(
    [...concerned].map((unit) => listLeadersOf(database, { unit, day: today })),
  );
  const people = [...new Set(leaders.flat())].sort();
  return people.length === 0
    ? told
    : [...told, { kind: 'members-changed', screen: 'unit-people', params: {}, people }];
}

/** The units of today, before and after the change; null for somebody who does not belong to the organisation. */
function unitsOf(change: { before: Person; after: Person }, today: string) {
  const of = (person: Person) => (isPresent(person, today) ? homeUnitOf(person) : null);
  return { from: of(change.before), to: of(change.after) };
}
