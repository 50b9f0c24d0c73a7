import { homeUnitOf } from '../../models/organisation/membership.ts';
import { findPerson, listAllPeople, type Person } from '../../models/organisation/person.ts';
import { listPosts } from '../../models/organisation/post.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';

/** A person with their place in the organisation. */
export interface PersonCard {
  code: string;
  name: string;
  /** Name of the chi bộ, tổ đảng or workplace. */
  unit: string;
  /** Titles of the posts held. */
  posts: readonly string[];
}

/** All people, in the order of their codes. */
export async function listPeopleCards(database: Database): Promise<PersonCard[]> {
  const people = await listAllPeople(database);
  return toCards(database, people);
}

/** One person with their place in the organisation; nothing if there is no such person. */
export async function findPersonCard(database: Database, person: string): Promise<PersonCard | undefined> {
  const found = await findPerson(database, { person });
  return found === null ? undefined : (await toCards(database, [found]))[0];
}

/** The cards of these people, in the same order. */
export async function toCards(database: Database, people: readonly Person[]): Promise<PersonCard[]> {
  const codes = people.map((person) => person._id);
  const places = people.flatMap((person) => homeUnitOf(person) ?? []);
  const [posts, units] = await Promise.all([
    listPosts(database, { people: codes }),
    findUnits(database, { codes: [...new Set(places)] }),
  ]);
  const names = new Map(units.map((unit) => [unit._id, unit.name]));
  const titles = Map.groupBy(posts, (post) => post.person);
  return people.map((person) => ({
    code: person._id,
    name: person.name,
    unit: names.get(homeUnitOf(person) ?? '') ?? '',
    posts: [...new Set((titles.get(person._id) ?? []).map((post) => post.title))],
  }));
}
