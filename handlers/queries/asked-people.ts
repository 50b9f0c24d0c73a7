import { findForm } from '../../flows/forms/compile.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listAllCollectives } from '../../models/organisation/collective.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import { listAllPeople, type Person } from '../../models/organisation/person.ts';
import { listAllPosts, type Post } from '../../models/organisation/post.ts';
import { listAllUnits, type Unit } from '../../models/organisation/unit.ts';
import { type Cycle, listAllCycles } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import { cycleAsking, findBegun } from './begun-cycle.ts';
import { packOf, rolesOf } from './load-subject.ts';

/** A person whom a cycle asks. */
export interface AskedPerson {
  person: Person;
  /** The unit where the person takes part or works. */
  unit: Unit;
  posts: readonly Post[];
  cycle: Cycle;
}

/** The day of which is asked, `YYYY-MM-DD`; today if nothing is said. */
interface OnDay {
  day?: string;
}

/**
 * All people whom an open cycle asks, in the order of their codes, read at once; for operators only. A
 * person belongs to the cycle that `cycleAsking` says. Who has left, or has not come yet, is not asked.
 */
export async function listAskedPeople(database: Database, on: OnDay = {}): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database, on);
  return askedIn(cycles.filter(({ status }) => status === 'open'));
}

/**
 * The same for each year, also with closed cycles: the people whom they ask in the organisation of today. A person is
 * listed once for every year.
 */
export async function listAskedEachYear(database: Database, on: OnDay = {}): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database, on);
  return [...Map.groupBy(cycles, ({ year }) => year).values()].flatMap(askedIn);
}

async function loadAsking(database: Database, { day = dayOf(new Date()) }: OnDay) {
  const [cycles, everybody, posts, units, collectives] = await Promise.all([
    listAllCycles(database),
    listAllPeople(database),
    listAllPosts(database),
    listAllUnits(database),
    listAllCollectives(database),
  ]);
  const people = everybody.filter((person) => isPresent(person, day));
  const begun = await findBegun(database, people);
  const unitOf = new Map(units.map((unit) => [unit._id, unit]));
  const postsOf = Map.groupBy(posts, (post) => post.person);
  const kinds = new Map(collectives.map(({ _id, kind }) => [_id, kind]));
  const askedBy = (
    asking: readonly { _id: string; cycle: Cycle; unit: string; pack: Pack }[],
    person: Person,
  ): AskedPerson[] => {
    const own = postsOf.get(person._id) ?? [];
    const unit = unitOf.get(homeUnitOf(person) ?? '');
    const nearest = cycleAsking(person, { cycles: asking, units: unitOf, begun });
    const roles = rolesOf({
      person,
      collectives: own.flatMap(({ collective }) => kinds.get(collective) ?? []),
    });
    if (unit === undefined || nearest === undefined) return [];
    const isAsked = findForm(nearest.pack, { becomes: 'self-review', roles }) !== undefined;
    return isAsked ? [{ person, unit, posts: own, cycle: nearest.cycle }] : [];
  };
  const askedIn = (some: readonly Cycle[]): AskedPerson[] => {
    const asking = some.map((cycle) => ({ _id: cycle._id, cycle, unit: cycle.unit, pack: packOf(cycle) }));
    return people.flatMap((person) => askedBy(asking, person));
  };
  return { cycles, askedIn };
}
