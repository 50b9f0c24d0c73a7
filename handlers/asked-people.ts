import type { Database } from '../models/connection.ts';
import { type Cycle, listOpenCycles } from '../models/cycle.ts';
import { listAllPeople, type Person } from '../models/person.ts';
import { listAllPosts, type Post } from '../models/post.ts';
import type { Unit } from '../models/unit.ts';
import { rolesOf } from './load-subject.ts';

/** A person whom an open cycle asks. */
export interface AskedPerson {
  person: Person;
  /** The unit where the person takes part or works. */
  unit: Unit;
  posts: readonly Post[];
  cycle: Pick<Cycle, '_id' | 'unit' | 'year'>;
}

/**
 * Everybody whom an open cycle asks, in the order of their codes; read in one go, for operators only. As for one
 * person (`findOpenCycle`), the cycle opened nearest above them counts.
 */
export async function listAskedPeople(database: Database): Promise<AskedPerson[]> {
  const [cycles, people, posts, units, collectives] = await Promise.all([
    listOpenCycles(database),
    listAllPeople(database),
    listAllPosts(database),
    database.units.find({}).lean<Unit[]>(),
    database.collectives.find({}).lean(),
  ]);
  const unitOf = new Map(units.map((unit) => [unit._id, unit]));
  const cycleOf = new Map(cycles.map((cycle) => [cycle.unit, cycle]));
  const postsOf = Map.groupBy(posts, (post) => post.person);
  const kinds = new Map(collectives.map(({ _id, kind }) => [_id, kind]));
  return people.flatMap((person) => {
    const own = postsOf.get(person._id) ?? [];
    const unit = unitOf.get(person.unit ?? person.workplace ?? '');
    const upwards = unit === undefined ? [] : [unit._id, ...unit.ancestors.toReversed()];
    const cycle = upwards.map((code) => cycleOf.get(code)).find((found) => found !== undefined);
    const roles = rolesOf({
      person,
      collectives: own.flatMap(({ collective }) => kinds.get(collective) ?? []),
    });
    const isAsked = unit !== undefined && cycle !== undefined && roles !== undefined;
    return isAsked ? [{ person, unit, posts: own, cycle }] : [];
  });
}
