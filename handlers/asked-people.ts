import { findForm } from '../flows/forms/compile.ts';
import type { Pack } from '../flows/packs/schema.ts';
import type { Database } from '../models/connection.ts';
import { type Cycle, listAllCycles } from '../models/cycle.ts';
import { listAllPeople, type Person } from '../models/person.ts';
import { listAllPosts, type Post } from '../models/post.ts';
import type { Unit } from '../models/unit.ts';
import { packOf, rolesOf } from './load-subject.ts';

/** A person whom a cycle asks. */
export interface AskedPerson {
  person: Person;
  /** The unit where the person takes part or works. */
  unit: Unit;
  posts: readonly Post[];
  cycle: Cycle;
}

/**
 * Everybody whom an open cycle asks, in the order of their codes; read in one go, for operators only. As for one
 * person (`findOpenCycle`), the cycle opened nearest above them counts.
 */
export async function listAskedPeople(database: Database): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database);
  return askedIn(cycles.filter(({ status }) => status === 'open'));
}

/**
 * The same for each year, closed cycles too: whom the cycles ask by what the organisation is today. Somebody is in
 * it once for every year.
 */
export async function listAskedEachYear(database: Database): Promise<AskedPerson[]> {
  const { cycles, askedIn } = await loadAsking(database);
  return [...Map.groupBy(cycles, ({ year }) => year).values()].flatMap(askedIn);
}

async function loadAsking(database: Database) {
  const [cycles, people, posts, units, collectives] = await Promise.all([
    listAllCycles(database),
    listAllPeople(database),
    listAllPosts(database),
    database.units.find({}).lean<Unit[]>(),
    database.collectives.find({}).lean(),
  ]);
  const unitOf = new Map(units.map((unit) => [unit._id, unit]));
  const postsOf = Map.groupBy(posts, (post) => post.person);
  const kinds = new Map(collectives.map(({ _id, kind }) => [_id, kind]));
  const askedBy = (
    askingOf: ReadonlyMap<string, { cycle: Cycle; pack: Pack }>,
    person: Person,
  ): AskedPerson[] => {
    const own = postsOf.get(person._id) ?? [];
    const unit = unitOf.get(person.unit ?? person.workplace ?? '');
    const upwards = unit === undefined ? [] : [unit._id, ...unit.ancestors.toReversed()];
    const asking = upwards.map((code) => askingOf.get(code)).find((found) => found !== undefined);
    const roles = rolesOf({
      person,
      collectives: own.flatMap(({ collective }) => kinds.get(collective) ?? []),
    });
    if (unit === undefined || asking === undefined) return [];
    const isAsked = findForm(asking.pack, { becomes: 'self-review', roles }) !== undefined;
    return isAsked ? [{ person, unit, posts: own, cycle: asking.cycle }] : [];
  };
  const askedIn = (some: readonly Cycle[]): AskedPerson[] => {
    const askingOf = new Map(some.map((cycle) => [cycle.unit, { cycle, pack: packOf(cycle) }]));
    return people.flatMap((person) => askedBy(askingOf, person));
  };
  return { cycles, askedIn };
}
