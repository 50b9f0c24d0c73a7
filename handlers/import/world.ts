import type { Pack } from '../../flows/packs/schema.ts';
import type { Collective } from '../../models/organisation/collective.ts';
import { endMemberships, homeUnitOf, membershipsOf } from '../../models/organisation/membership.ts';
import { type Person, withMemberships } from '../../models/organisation/person.ts';
import {
  endWithMembership,
  isHeldOn,
  listPosts,
  listPostsIn,
  type Post,
  postId,
  termsOf,
} from '../../models/organisation/post.ts';
import { type Unit, upwardsFrom } from '../../models/organisation/unit.ts';
import { type Cycle, findCyclesOfYears, nearestCycle } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import { packOf } from '../queries/load-subject.ts';
import { foldWithoutZeros } from './fold-code.ts';
import { codesOf, type Known } from './known.ts';
import { personOf } from './person-of-row.ts';
import type { LocatedRows, ReadRows } from './read-rows.ts';
import type { Departures } from './table.ts';
import type { Rows } from './tables.ts';

/** A cycle with what it asks. */
export interface WorldCycle extends Pick<Cycle, '_id' | 'unit' | 'year'> {
  pack: Pack;
}

/** The organisation after the import: the stored documents, overlaid by the rows. */
export interface World {
  units: Map<string, Omit<Unit, 'ancestors'>>;
  collectives: Map<string, Collective>;
  people: Map<string, Person>;
  /** Everybody as they are stored. */
  storedPeople: ReadonlyMap<string, Person>;
  /** Posts of any time of all people and collectives that the rows touch. */
  posts: Map<string, Post>;
  /** Those of them that end though no row names them: of heads who have left and whom a row replaces. */
  endedPosts: readonly Post[];
  /** Cycles of the years that the rows name. */
  cycles: readonly WorldCycle[];
  storedUnits: readonly Unit[];
  /** Codes of all rows, also of rows with mistakes: references to those are not reported as unknown. */
  declared: ReadonlySet<string>;
  /** The code that is there for one that lost the zeros before its number, by `foldWithoutZeros`. */
  near: ReadonlyMap<string, string>;
  /** The day of the import, `YYYY-MM-DD`. */
  today: string;
}

/** Loads the stored documents that the rows concern, and lays the rows over what is known; `today` is `YYYY-MM-DD`. */
export async function loadWorld(
  database: Database,
  given: Pick<ReadRows, 'rows' | 'declared'> & {
    known: Known;
    today: string;
    /** Those of whom the office says that they left. */
    left: Departures['left'];
  },
): Promise<World> {
  const { rows, declared, known, today, left } = given;
  const [posts, cycles] = await Promise.all([
    loadPosts(database, rows),
    findCyclesOfYears(database, { years: namedYears(rows) }),
  ]);
  const storedPeople = new Map(known.people.map((person) => [person._id, person]));
  const incomingPeople = rows.people.map(({ row }) =>
    personOf(row, { stored: storedPeople.get(row._id), today }),
  );
  const storedPosts = new Map(posts.map((post) => [post._id, post]));
  const incomingPosts = rows.posts.map(({ row }) =>
    postOf(row, { stored: storedPosts.get(postId(row)), today }),
  );
  const listed = new Set(incomingPeople.map(({ _id }) => _id));
  const leaving = left.filter(({ person }) => !listed.has(person));
  const people = overlay(known.people, [...incomingPeople, ...leaversOf(leaving, storedPeople)]);
  const endedPosts = endReplacedHeads(posts, { incoming: incomingPosts, people });
  return {
    today,
    units: overlay(known.units, rowsOf(rows.units)),
    collectives: overlay(known.collectives, rowsOf(rows.collectives)),
    people,
    storedPeople,
    posts: overlay(posts, [...endedPosts, ...incomingPosts]),
    endedPosts,
    cycles: cycles.map((cycle) => ({
      _id: cycle._id,
      unit: cycle.unit,
      year: cycle.year,
      pack: packOf(cycle),
    })),
    storedUnits: known.units,
    declared,
    near: new Map([...declared, ...codesOf(known)].map((code) => [foldWithoutZeros(code), code])),
  };
}

function overlay<Document extends { _id: string }>(
  stored: readonly Document[],
  incoming: readonly Document[],
): Map<string, Document> {
  return new Map([...stored, ...incoming].map((document) => [document._id, document]));
}

/**
 * The post that a row tells of. A table without the days of a term leaves those that are stored, and a post to come where it
 * tells of the one that is held until then.
 */
function postOf(row: Rows['posts'], { stored, today }: { stored: Post | undefined; today: string }): Post {
  const isTold = ({ role, title, branch }: Post) =>
    role === row.role && title === row.title && branch === row.branch;
  const hasDays = row.from !== undefined || row.to !== undefined;
  if (stored !== undefined && !hasDays) {
    const held = termsOf(stored).filter((one) => isHeldOn(one, today));
    if (held.some(isTold)) return stored;
  }
  const { from = stored?.from ?? null, to = stored?.to ?? null, ...told } = row;
  return {
    ...{ _id: postId(row), ...told },
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(stored?.earlier && { earlier: stored.earlier }),
  };
}

/** The people who leave, with the end of their memberships. */
export function leaversOf(left: Departures['left'], stored: ReadonlyMap<string, Person>): Person[] {
  return left.flatMap(({ person: code, on, why }) => {
    const person = stored.get(code);
    if (person === undefined) return [];
    return withMemberships(person, endMemberships(membershipsOf(person), { on, why }));
  });
}

/** Posts of heads who have left, ended with their membership where a row has another head; as `Post.to`. */
function endReplacedHeads(
  posts: readonly Post[],
  { incoming, people }: { incoming: readonly Post[]; people: ReadonlyMap<string, Person> },
): Post[] {
  const named = new Set(incoming.map(({ _id }) => _id));
  const replaced = new Set(incoming.flatMap(({ role, collective }) => (role === 'head' ? collective : [])));
  return posts.flatMap((post) => {
    const person = people.get(post.person);
    if (post.role !== 'head' || !replaced.has(post.collective) || named.has(post._id)) return [];
    return (person && endWithMembership(post, person)) ?? [];
  });
}

function rowsOf<Row>(located: readonly { row: Row }[]): Row[] {
  return located.map(({ row }) => row);
}

function namedYears(rows: LocatedRows): number[] {
  return [...new Set([...rows.conclusions, ...rows.submissions].map(({ row }) => row.year))];
}

async function loadPosts(database: Database, rows: LocatedRows): Promise<Post[]> {
  const [inCollectives, ofPeople] = await Promise.all([
    listPostsIn(database, { collectives: rows.posts.map(({ row }) => row.collective), day: 'any' }),
    listPosts(database, { people: rows.submissions.map(({ row }) => row.person), day: 'any' }),
  ]);
  return [...inCollectives, ...ofPeople];
}

/** Codes from the root down to the parent of a unit; stops if the tree has a loop. */
export function ancestorsOf(world: Pick<World, 'units'>, code: string): string[] {
  const upwards: string[] = [];
  let parent = world.units.get(code)?.parent ?? null;
  while (parent !== null && parent !== code && !upwards.includes(parent)) {
    upwards.push(parent);
    parent = world.units.get(parent)?.parent ?? null;
  }
  return upwards.toReversed();
}

/** The cycle of a year in which a person is or was reviewed: that of the nearest unit above them. */
export function cycleOf(world: World, wanted: { person: string; year: number }): WorldCycle | undefined {
  const person = world.people.get(wanted.person);
  const unit = person === undefined ? null : homeUnitOf(person);
  if (unit === null) return undefined;
  const ofYear = world.cycles.filter(({ year }) => year === wanted.year);
  return nearestCycle(ofYear, upwardsFrom({ _id: unit, ancestors: ancestorsOf(world, unit) }));
}
