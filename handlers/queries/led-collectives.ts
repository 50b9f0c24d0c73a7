import { findCollectives } from '../../models/organisation/collective.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { Database } from '../../models/store/connection.ts';

/** A collective in which a person holds a post. */
export interface LedCollective {
  code: string;
  name: string;
}

/** The collectives in which a person holds a post on a day (`YYYY-MM-DD`), in the order of their codes. */
export async function listLedCollectives(
  database: Database,
  of: { person: string; day: string },
): Promise<LedCollective[]> {
  const posts = await listPosts(database, { people: [of.person], day: of.day });
  const found = await findCollectives(database, { codes: posts.map(({ collective }) => collective) });
  return found
    .map(({ _id: code, name }) => ({ code, name }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}
