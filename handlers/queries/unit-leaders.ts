import { listCollectivesIn } from '../../models/organisation/collective.ts';
import { listPostsIn } from '../../models/organisation/post.ts';
import { findUnits, upwardsFrom } from '../../models/organisation/unit.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

interface OfUnit {
  unit: string;
  session?: ClientSession;
}

/** Codes of the collectives of a unit and of all units above it, the nearest first; none where there is no such unit. */
export async function listOfficesOver(database: Database, of: OfUnit): Promise<string[]> {
  return (await findOffices(database, of)).flat();
}

/**
 * Codes of those who lead a unit: heads and deputies of its collectives or, where it has none, of those of the nearest
 * unit above that has.
 */
export async function listLeadersOf(database: Database, of: OfUnit): Promise<string[]> {
  const nearest = (await findOffices(database, of)).find((codes) => codes.length > 0) ?? [];
  const posts = await listPostsIn(database, { collectives: nearest });
  return [...new Set(posts.flatMap(({ person, role }) => (role === 'member' ? [] : [person])))].sort();
}

/** The collectives of each unit from this one up to the root. */
async function findOffices(database: Database, { unit: code, session }: OfUnit): Promise<string[][]> {
  const [unit] = await findUnits(database, { codes: [code], session });
  if (unit === undefined) return [];
  const upwards = upwardsFrom(unit);
  const collectives = await listCollectivesIn(database, { units: upwards, ...(session && { session }) });
  return upwards.map((one) => collectives.filter((body) => body.unit === one).map(({ _id }) => _id));
}
