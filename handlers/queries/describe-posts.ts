import { findCollectives } from '../../models/organisation/collective.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

/** The posts that somebody holds on a day, `YYYY-MM-DD`, with their collectives, as one line; empty where there is none. */
export async function describePosts(
  { database, session }: { database: Database; session?: ClientSession },
  { person, day }: { person: string; day: string },
): Promise<string> {
  const held = await listPosts(database, { people: [person], day, session });
  const bodies = await findCollectives(database, { codes: held.map(({ collective }) => collective) });
  const names = new Map(bodies.map(({ _id, name }) => [_id, name]));
  return held.map(({ title, collective }) => `${title} (${names.get(collective) ?? collective})`).join('; ');
}
