import { listCollectivesIn } from '../../models/organisation/collective.ts';
import { listPostsIn } from '../../models/organisation/post.ts';
import { findUnits, type UnitKind, upwardsFrom } from '../../models/organisation/unit.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

interface OfUnit {
  unit: string;
  session?: ClientSession;
}

/**
 * Codes of those who lead a unit: heads and deputies of its collectives, of a tổ đảng also those of its chi bộ; where
 * there are none, those of the nearest unit above that has any.
 */
export async function listLeadersOf(database: Database, of: OfUnit): Promise<string[]> {
  const offices = await findOffices(database, of);
  const own = offices.slice(0, offices[0]?.kind === 'group' ? 2 : 1).flatMap(({ codes }) => codes);
  const nearest = own.length > 0 ? own : offices.find(({ codes }) => codes.length > 0)?.codes;
  const posts = await listPostsIn(database, { collectives: nearest ?? [] });
  return [...new Set(posts.flatMap(({ person, role }) => (role === 'member' ? [] : [person])))].sort();
}

/** The collectives of each unit from this one up to the root. */
async function findOffices(
  database: Database,
  { unit: code, session }: OfUnit,
): Promise<{ kind: UnitKind | undefined; codes: string[] }[]> {
  const [unit] = await findUnits(database, { codes: [code], session });
  if (unit === undefined) return [];
  const upwards = upwardsFrom(unit);
  const collectives = await listCollectivesIn(database, { units: upwards, ...(session && { session }) });
  return upwards.map((one) => ({
    kind: one === code ? unit.kind : undefined,
    codes: collectives.filter((body) => body.unit === one).map(({ _id }) => _id),
  }));
}
