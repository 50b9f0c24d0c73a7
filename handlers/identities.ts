import { LRUCache } from 'lru-cache';
import type { Database } from '../models/connection.ts';
import type { KeyRing } from '../models/encryption.ts';
import {
  type Consent,
  findIdentity,
  linkIdentity,
  listIdentities,
  setReachable,
  unlinkChat,
} from '../models/identity.ts';
import type { LastKnown } from '../models/last-known.ts';
import type { OrLastKnown } from './or-last-known.ts';
import type { Address } from './ports.ts';

/** Who is behind a channel's user. */
export interface Known {
  /** Code of the person. */
  person: string;
  reachable: boolean;
}

/** A channel's user to be bound to a person. */
export interface Link extends Address {
  user: string;
  person: string;
  consent: Consent | null;
}

/** Who is behind a channel's user, and whether the user can be reached. */
export interface Identities {
  /** Nothing for a stranger. Goes by what was known last while the database does not answer. */
  identify(channel: string, user: string): Promise<Known | undefined>;
  /** Binds a user to a person; the person's earlier user on the channel is unbound. */
  link(link: Link): Promise<void>;
  unlink(address: Address): Promise<void>;
  /** Notes that nothing reaches a chat, or that something does again. */
  note(address: Address, reachable: boolean): Promise<void>;
  /** Other chats in which the person can be reached, the oldest first. */
  elsewhere(person: string, than: Address): Promise<Address[]>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  lastKnown: LastKnown;
  orLastKnown: OrLastKnown;
  now(): Date;
}

/** Another process may bind a user anew; it is noticed after this time. */
const FRESH_MS = 30_000;
const MOST_USERS = 10_000;

export function createIdentities(dependencies: Dependencies): Identities {
  const { database, keys, lastKnown, orLastKnown, now } = dependencies;
  const cache = new LRUCache<string, { known: Known | undefined }>({
    max: MOST_USERS,
    ttl: FRESH_MS,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: async (key) => {
      const [channel = '', user = ''] = key.split(' ');
      return {
        known: await orLastKnown(nameOf({ channel, user }), () =>
          findKnown({ database, keys }, { channel, user }),
        ),
      };
    },
  });
  return {
    async identify(channel, user) {
      return (await cache.fetch(`${channel} ${user}`))?.known;
    },
    async link(link) {
      const before = await listIdentities({ database, keys }, link);
      await linkIdentity({ database, keys }, { ...link, now: now() });
      await lastKnown.forget(...before.filter(({ channel }) => channel === link.channel).map(nameOf));
      cache.clear();
    },
    async unlink(address) {
      const { channel, chat } = address;
      const ended = await database.identities.find({ channel, chat }).lean();
      await unlinkChat(database, address);
      await lastKnown.forget(...ended.map(nameOf));
      cache.clear();
    },
    async note({ channel, chat }, reachable) {
      await setReachable(database, { channel, chat, reachable });
      cache.clear();
    },
    async elsewhere(person, than) {
      return (await listIdentities({ database, keys }, { person }))
        .filter(
          ({ channel, chat, reachable }) => reachable && (channel !== than.channel || chat !== than.chat),
        )
        .map(({ channel, chat }) => ({ channel, chat }));
    },
  };
}

function nameOf({ channel, user }: { channel: string; user: string }): string {
  return `identity:${channel}:${user}`;
}

async function findKnown(
  parts: Pick<Dependencies, 'database' | 'keys'>,
  of: { channel: string; user: string },
): Promise<Known | undefined> {
  const found = await findIdentity(parts, of);
  return found === undefined ? undefined : { person: found.person, reachable: found.reachable };
}
