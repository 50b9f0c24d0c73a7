import { findPerson, type Person } from '../../models/organisation/person.ts';
import { listPosts, type Post } from '../../models/organisation/post.ts';
import type { Database } from '../../models/store/connection.ts';
import { type CachedLookUp, createCachedLookUp } from './cached-look-up.ts';

/** A person and all their posts as they are stored; see `heldAmong`. */
export interface Member {
  person: Person;
  posts: readonly Post[];
}

/** People as they were read a moment ago: whoever writes first is looked up by several parts at once. */
export interface Members extends Pick<CachedLookUp<Member>, 'forget' | 'clear'> {
  /** Null if there is no such person. Rejects while the system of record is away. */
  find(person: string): Promise<Member | null>;
}

const MOST = 500;
const KEPT_MS = 10_000;

export function createMembers(database: Database): Members {
  const cache = createCachedLookUp<Member>({ max: MOST, ttl: KEPT_MS });
  return { ...cache, find: (person) => cache.find(person, () => findMember(database, person)) };
}

/** A person and their posts as they are now; null if there is no such person. */
export async function findMember(database: Database, code: string): Promise<Member | null> {
  const [person, posts] = await Promise.all([
    findPerson(database, { person: code }),
    listPosts(database, { people: [code], day: 'any' }),
  ]);
  return person === null ? null : { person, posts };
}
