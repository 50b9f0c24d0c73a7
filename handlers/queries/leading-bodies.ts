import { findCollectives, isLeadingBody, listCollectivesIn } from '../../models/organisation/collective.ts';
import { homeUnitOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { listPosts, type Post } from '../../models/organisation/post.ts';
import { findUnits, upwardsFrom } from '../../models/organisation/unit.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

/** Codes of the units that somebody with these posts leads as their secretary or deputy secretary. */
export async function listLedUnits(
  database: Database,
  { posts }: { posts: readonly Post[] },
): Promise<string[]> {
  const codes = posts.filter(({ role }) => role !== 'member').map(({ collective }) => collective);
  const found = await findCollectives(database, { codes });
  return [...new Set(found.filter(({ kind }) => isLeadingBody(kind)).map(({ unit }) => unit))];
}

/** Codes of the bodies that lead a unit and those above it; empty where there is no such unit. */
export async function listBodiesOver(
  database: Database,
  of: { unit: string; session?: ClientSession },
): Promise<string[]> {
  const [unit] = await findUnits(database, { codes: [of.unit], session: of.session });
  if (unit === undefined) return [];
  const { session } = of;
  return listBodiesOf(database, { units: upwardsFrom(unit), ...(session && { session }) });
}

/** Codes of the bodies that lead these units. */
export async function listBodiesOf(
  database: Database,
  of: { units: readonly string[]; session?: ClientSession },
): Promise<string[]> {
  const bodies = await listCollectivesIn(database, of);
  return bodies.filter(({ kind }) => isLeadingBody(kind)).map(({ _id }) => _id);
}

/** The same for the unit of a collective. */
export async function listBodiesOverCollective(
  database: Database,
  { collective, session }: { collective: string; session?: ClientSession },
): Promise<string[]> {
  const [body] = await findCollectives(database, { codes: [collective] });
  return body === undefined ? [] : listBodiesOver(database, { unit: body.unit, ...(session && { session }) });
}

/**
 * What decides who may change the post of a person in a collective: the bodies over it, and the collective itself where they
 * head it on a day (`YYYY-MM-DD`) or later.
 */
export async function findOverPost(
  database: Database,
  of: { person: string; collective: string; day: string; session?: ClientSession },
): Promise<{ person: string; bodies: string[]; heads?: string }> {
  const { person, collective, day, session } = of;
  const posts = await listPosts(database, { people: [person], day, orLater: true, session });
  const isHead = posts.some((post) => post.collective === collective && post.role === 'head');
  const bodies = await listBodiesOverCollective(database, { collective, ...(session && { session }) });
  return { person, bodies, ...(isHead && { heads: collective }) };
}

/** The same for the unit where a person belongs. */
export async function listBodiesOverPerson(
  database: Database,
  of: { person: string; session?: ClientSession },
): Promise<string[]> {
  const person = await findPerson(database, of);
  const unit = person === null ? null : homeUnitOf(person);
  const { session } = of;
  return unit === null ? [] : listBodiesOver(database, { unit, ...(session && { session }) });
}
