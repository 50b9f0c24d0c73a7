import { LRUCache } from 'lru-cache';
import type { Database } from '../models/connection.ts';
import { findIdentity, linkIdentity } from '../models/identity.ts';
import { findPerson } from '../models/person.ts';

/** Who is behind a channel's user. */
export interface Identities {
  /** Code of the person; nothing for a stranger. Served from memory while the database does not answer. */
  identify(channel: string, user: string): Promise<string | undefined>;
  /** Binds a user to a person; false if there is no such person. */
  link(channel: string, user: string, person: string): Promise<boolean>;
}

/** Another process may bind a user anew; it is noticed after this time. */
const FRESH_MS = 30_000;
const MOST_USERS = 10_000;

export function createIdentities({ database, now }: { database: Database; now(): Date }): Identities {
  const cache = new LRUCache<string, { person: string | undefined }>({
    max: MOST_USERS,
    ttl: FRESH_MS,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: async (key) => {
      const [channel = '', user = ''] = key.split(' ');
      return { person: await findIdentity(database, { channel, user }) };
    },
  });
  return {
    async identify(channel, user) {
      return (await cache.fetch(`${channel} ${user}`))?.person;
    },
    async link(channel, user, person) {
      if ((await findPerson(database, { person })) === null) return false;
      if ((await cache.fetch(`${channel} ${user}`))?.person === person) return true;
      await linkIdentity(database, { channel, user, person, now: now() });
      cache.set(`${channel} ${user}`, { person });
      return true;
    },
  };
}
