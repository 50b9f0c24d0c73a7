import { findForm } from '../../flows/forms/compile.ts';
import type { Role } from '../../flows/forms/schema.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import { listAllCollectives } from '../../models/organisation/collective.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import { listAllPeople, type Person } from '../../models/organisation/person.ts';
import { listAllPosts, type Post } from '../../models/organisation/post.ts';
import { listAllUnits, type Unit } from '../../models/organisation/unit.ts';
import { type Cycle, cycleOfPlace, listAllCycles } from '../../models/review/cycle.ts';
import { type CycleChange, type Place, readDecisions } from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import { chooseAsking, findBegun, placesOf } from './begun-cycle.ts';
import { type ExtendedDays, extendedDays, lastDayOf } from './load-asked.ts';
import { packOf, rolesAsked, rolesOf } from './load-subject.ts';

/** A person whom a cycle asks. */
export interface AskedPerson {
  person: Person;
  /** The unit where the person takes part or works. */
  unit: Unit;
  posts: readonly Post[];
  cycle: Cycle;
  /** By which the cycle asks them. */
  roles: readonly Role[];
  /** The days that were extended for them. */
  days: ExtendedDays;
}

/** A person whom a cycle would ask, but for a decision. */
export interface ExcusedPerson {
  person: Person;
  cycle: Cycle;
  decision: CycleChange;
}

/** The day by which people belong to the organisation, `YYYY-MM-DD`. */
interface OnDay {
  day: string;
}

/**
 * All people whom an open cycle asks on a day, in the order of their codes, read at once; for operators only. As in
 * `findOpenCycle`, a person belongs to the cycle of the nearest unit above them, or to the one in which they began before
 * they moved. Who has left, or has not come yet, is not asked.
 */
export async function listAskedPeople(database: Database, on: OnDay): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database, on);
  return askedIn([cycles.filter(isOpen)]).filter(isAsked);
}

/** The same, and those who are in no open cycle with the closed one that asked them last; also who is excused from it. */
export async function listAskedLately(
  database: Database,
  on: OnDay,
): Promise<{ asked: AskedPerson[]; excused: ExcusedPerson[] }> {
  const { cycles, askedIn } = await loadAsking(database, on);
  const closed = Map.groupBy(
    cycles.filter((cycle) => !isOpen(cycle)),
    ({ year }) => year,
  );
  const newestFirst = [...closed].sort(([one], [other]) => other - one).map(([, ofYear]) => ofYear);
  return separate(askedIn([cycles.filter(isOpen), ...newestFirst]));
}

/** All cycles, each with whom it asks, or asked up to the day when it was closed, and who is excused from it. */
export async function listAskedByCycle(
  database: Database,
  on: OnDay,
): Promise<{ cycle: Cycle; asked: AskedPerson[]; excused: ExcusedPerson[] }[]> {
  const { cycles, askedIn } = await loadAsking(database, on);
  const closed = eachYear(cycles).flatMap((ofYear) =>
    askedIn([ofYear]).filter(({ cycle }) => !isOpen(cycle)),
  );
  const found = Map.groupBy([...askedIn([cycles.filter(isOpen)]), ...closed], ({ cycle }) => cycle._id);
  return cycles.map((cycle) => {
    const people = found.get(cycle._id) ?? [];
    return { cycle, ...separate(people) };
  });
}

/**
 * The same for each year, also with closed cycles: the people whom they ask in the organisation of today, or asked up to
 * the day when they were closed. A person is listed once for every year. Without a day, also those who have left.
 */
export async function listAskedEachYear(database: Database, on: Partial<OnDay> = {}): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database, on);
  return eachYear(cycles).flatMap((ofYear) => askedIn([ofYear]).filter(isAsked));
}

function eachYear(cycles: readonly Cycle[]): Cycle[][] {
  return [...Map.groupBy(cycles, ({ year }) => year).values()];
}

function separate(people: readonly (AskedPerson | ExcusedPerson)[]) {
  return {
    asked: people.filter(isAsked),
    excused: people.flatMap((one) => (isAsked(one) ? [] : [one])),
  };
}

function isAsked(one: AskedPerson | ExcusedPerson): one is AskedPerson {
  return 'roles' in one;
}

function isOpen({ status }: Cycle): boolean {
  return status === 'open';
}

/** `askedIn` takes cycles in groups: the first group with one to which a person belongs decides about them. */
async function loadAsking(database: Database, { day }: Partial<OnDay>) {
  const [cycles, people, posts, units, collectives] = await Promise.all([
    listAllCycles(database),
    listAllPeople(database),
    listAllPosts(database, { day: day ?? 'any' }),
    listAllUnits(database),
    listAllCollectives(database),
  ]);
  const begun = await findBegun(database, people);
  const unitOf = new Map(units.map((unit) => [unit._id, unit]));
  const postsOf = Map.groupBy(posts, (post) => post.person);
  const kinds = new Map(collectives.map(({ _id, kind }) => [_id, kind]));
  const askedBy = (
    groups: readonly (readonly Asking[])[],
    person: Person,
  ): (AskedPerson | ExcusedPerson)[] => {
    const unit = unitOf.get(homeUnitOf(person) ?? '');
    if (unit === undefined) return [];
    const places = placesOf(person, unitOf);
    const found = groups
      .map((group) => chooseAsking(findAt(group, places), { person: person._id, begun }))
      .find((one) => one !== undefined);
    if (found === undefined) return [];
    const { cycle, decisions, place } = found;
    if (day !== undefined && !isPresent(person, lastDayOf(cycle, day))) return [];
    const pack = found.readPack();
    const held = postsOf.get(person._id) ?? [];
    const own = rolesOf({
      person,
      collectives: held.flatMap(({ collective }) => kinds.get(collective) ?? []),
    });
    const roles = decisions.wasAdded(person._id) ? rolesAsked(pack, own) : own;
    if (findForm(pack, { becomes: 'self-review', roles }) === undefined) return [];
    const decision = decisions.ruleFor(place);
    if (decision?.kind === 'excluded') return [{ person, cycle, decision }];
    return [{ person, unit, posts: held, cycle, roles, days: extendedDays(decisions, place) }];
  };
  const askedIn = (groups: readonly (readonly Cycle[])[]): (AskedPerson | ExcusedPerson)[] => {
    const asking = groups.map((group) => group.map(openAsking));
    return people.flatMap((person) => askedBy(asking, person));
  };
  return { cycles, askedIn };
}

type Asking = ReturnType<typeof openAsking>;

/** A cycle with what decides whom it asks; its pack is read when it is first needed. */
function openAsking(cycle: Cycle) {
  let pack: Pack | undefined;
  const readPack = () => {
    pack ??= packOf(cycle);
    return pack;
  };
  return { cycle, unit: cycle.unit, decisions: readDecisions(cycle.changes), readPack };
}

/** The cycles of these places, each with its place. */
function findAt(group: readonly Asking[], places: readonly Place[]) {
  return places.map((place) => {
    const found = cycleOfPlace(group, place);
    return found === undefined ? undefined : { ...found, place };
  });
}
