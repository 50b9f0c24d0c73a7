import { isDeepStrictEqual } from 'node:util';
import type { CommandNews } from '../../models/command.ts';
import { homeUnitOf, isPresent, lastMembershipOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';
import { listBegunAmong } from '../queries/begun-cycle.ts';
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
  const hasMoved = ({ from, to }: Effect) => from !== null && to !== null && from !== to;
  const begun = await listBegunAmong(
    database,
    effects.filter(hasMoved).map(({ person }) => person),
  );
  const moved = effects.filter(hasMoved).flatMap(({ person, to: unit, since: on }): Came[] => {
    if (unit === null) return [];
    const kind = on === null ? 'moved-to-unit' : 'moved-to-unit-on';
    const values = { ...(on !== null && { on }), ...(begun.has(person) && { begun: 'yes' }) };
    return [{ person, unit, kind, values }];
  });
  return [
    ...(await tellOfUnits(database, moved)),
    ...(await tellOfUnits(
      database,
      effects.flatMap(({ came }) => came),
    )),
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
  const back = effects.flatMap(({ person, to, units }): Came[] =>
    to === null || units.length === 0 ? [] : [{ person, unit: to, kind: 'membership-as-before', values: {} }],
  );
  return [...(await tellOfUnits(database, back)), ...(await tellLeaders(database, { effects, today }))];
}

interface PersonChange {
  before: Person;
  after: Person;
}

/** Somebody who came to a unit, with the days (`YYYY-MM-DD`) and else that the sentence of this kind has. */
interface Came {
  person: string;
  unit: string;
  kind: string;
  values: Readonly<Record<string, string>>;
}

/** Tells people of the unit to which they came, all who came to the same one on the same days at once. */
async function tellOfUnits(database: Database, came: readonly Came[]): Promise<CommandNews[]> {
  const units = await findUnits(database, { codes: [...new Set(came.map(({ unit }) => unit))] });
  return units.flatMap(({ _id, name }) => {
    const here = came.filter(({ unit }) => unit === _id);
    const alike = Map.groupBy(here, ({ kind, values }) => JSON.stringify([kind, values]));
    return [...alike.values()].flatMap(([first, ...others]): CommandNews[] => {
      if (first === undefined) return [];
      const { kind, values } = first;
      const people = [first, ...others].map(({ person }) => person);
      return [{ kind, screen: 'home', params: {}, values: { unit: name, ...values }, people }];
    });
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
  /** Since when they are where they are, `YYYY-MM-DD`; null where lists do not tell. */
  since: string | null;
  /** Where they take part for a time and did not before. */
  came: Came[];
  /** All units whose leaders see a change; none where the person is where they were. */
  units: string[];
}

function effectOf({ before, after }: PersonChange, today: string): Effect {
  const homeOf = (person: Person) => (isPresent(person, today) ? homeUnitOf(person) : null);
  const [from, to] = [homeOf(before), homeOf(after)];
  const [was, is] = [openTemporaries(before, today), openTemporaries(after, today)];
  const came = is
    .filter(({ unit }) => !was.some((one) => one.unit === unit))
    .map(({ unit, from: day, to: until }): Came => {
      const where = { person: after._id, unit };
      if (until === null) return { ...where, kind: 'temporary-begun', values: { day } };
      return { ...where, kind: 'temporary-begun-until', values: { day, to: until } };
    });
  const moved = from === to ? [] : [from, to];
  const visits = isDeepStrictEqual(was, is)
    ? []
    : [...[...was, ...is].map(({ unit }) => unit), homeUnitOf(after)];
  const units = [...moved, ...visits].filter((unit) => unit !== null);
  const since = lastMembershipOf(after)?.from ?? null;
  return { person: after._id, from, to, since, came, units };
}
