import type { Pack } from '../../flows/packs/schema.ts';
import { type Collective, listAllCollectives } from '../../models/organisation/collective.ts';
import { homeUnitOf } from '../../models/organisation/membership.ts';
import { findPeople, type Person } from '../../models/organisation/person.ts';
import { listPosts, listPostsIn, type Post, postId } from '../../models/organisation/post.ts';
import { listAllUnits, type Unit, upwardsFrom } from '../../models/organisation/unit.ts';
import { type Cycle, findCyclesOfYears, nearestCycle } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import { packOf } from '../queries/load-subject.ts';
import { personOf } from './person-of-row.ts';
import type { LocatedRows, ReadRows } from './read-rows.ts';

/** A cycle with what it asks. */
export interface WorldCycle extends Pick<Cycle, '_id' | 'unit' | 'year'> {
  pack: Pack;
}

/** The organisation after the import: the stored documents, overlaid by the rows. */
export interface World {
  units: Map<string, Omit<Unit, 'ancestors'>>;
  collectives: Map<string, Collective>;
  people: Map<string, Person>;
  /** The people whom the rows name, as they are stored. */
  storedPeople: ReadonlyMap<string, Person>;
  /** Posts of all people and collectives that the rows touch. */
  posts: Map<string, Post>;
  /** Cycles of the years that the rows name. */
  cycles: readonly WorldCycle[];
  storedUnits: readonly Unit[];
  /** Codes of all rows, also of rows with mistakes: references to those are not reported as unknown. */
  declared: ReadonlySet<string>;
}

/** Loads the stored documents that the rows concern, and lays the rows over them; `today` is `YYYY-MM-DD`. */
export async function loadWorld(
  database: Database,
  { read, today }: { read: ReadRows; today: string },
): Promise<World> {
  const { rows, declared } = read;
  const [storedUnits, collectives, people, posts, cycles] = await Promise.all([
    listAllUnits(database),
    listAllCollectives(database),
    findPeople(database, { codes: namedPeople(rows) }),
    loadPosts(database, rows),
    findCyclesOfYears(database, { years: namedYears(rows) }),
  ]);
  const storedPeople = new Map(people.map((person) => [person._id, person]));
  const incomingPeople = rows.people.map(({ row }) =>
    personOf(row, { stored: storedPeople.get(row._id), today }),
  );
  const incomingPosts = rows.posts.map(({ row }) => ({ _id: postId(row), ...row }));
  return {
    units: overlay(storedUnits, rowsOf(rows.units)),
    collectives: overlay(collectives, rowsOf(rows.collectives)),
    people: overlay(people, incomingPeople),
    storedPeople,
    posts: overlay(posts, incomingPosts),
    cycles: cycles.map((cycle) => ({
      _id: cycle._id,
      unit: cycle.unit,
      year: cycle.year,
      pack: packOf(cycle),
    })),
    storedUnits,
    declared,
  };
}

function overlay<Document extends { _id: string }>(
  stored: readonly Document[],
  incoming: readonly Document[],
): Map<string, Document> {
  return new Map([...stored, ...incoming].map((document) => [document._id, document]));
}

function rowsOf<Row>(located: readonly { row: Row }[]): Row[] {
  return located.map(({ row }) => row);
}

function namedPeople(rows: LocatedRows): string[] {
  const owned = [rows.posts, rows.commitments, rows.remedies, rows.conclusions, rows.submissions];
  return [
    ...new Set([
      ...rows.people.map(({ row }) => row._id),
      ...owned.flatMap((table) => table.map(({ row }) => row.person)),
      ...rows.suggestions.map(({ row }) => row.subject),
      // Units, collectives and people share one name space of codes.
      ...[...rows.units, ...rows.collectives].map(({ row }) => row._id),
    ]),
  ];
}

function namedYears(rows: LocatedRows): number[] {
  return [...new Set([...rows.conclusions, ...rows.submissions].map(({ row }) => row.year))];
}

async function loadPosts(database: Database, rows: LocatedRows): Promise<Post[]> {
  const [inCollectives, ofPeople] = await Promise.all([
    listPostsIn(database, { collectives: rows.posts.map(({ row }) => row.collective) }),
    listPosts(database, { people: rows.submissions.map(({ row }) => row.person) }),
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
