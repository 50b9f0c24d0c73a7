import { dayOf } from '../flows/rules/calendar.ts';
import { withdrawConsent } from '../models/chat/consent.ts';
import {
  type Consent,
  endBindings,
  endPendingWelcome,
  findIdentity,
  linkIdentity,
  listEnding,
  listIdentities,
  listUsersOfChat,
  listUsersOfPerson,
  type PendingWelcome,
  setReachable,
} from '../models/chat/identity.ts';
import { forgetReplaced, removeUsed } from '../models/chat/invitation.ts';
import type { LastKnown } from '../models/chat/last-known.ts';
import { hasLeft, type Membership } from '../models/organisation/membership.ts';
import type { Database } from '../models/store/connection.ts';
import type { KeyRing } from '../models/store/encryption.ts';
import type { Address } from './ports.ts';
import { createCachedLookUp } from './queries/cached-look-up.ts';
import type { Members } from './queries/members.ts';
import type { Reviews } from './queries/reviews.ts';
import type { WithFallback } from './queries/with-fallback.ts';

/** Who is behind a channel's user. */
export interface Known {
  /** Code of the person. */
  person: string;
  reachable: boolean;
  /** Milliseconds since 1970. */
  linkedAt: number;
  /** As their list has them, where it has any: a link stays where somebody has left. */
  memberships?: readonly Membership[];
  /** Set if the person has joined and was not welcomed yet because of a crash. */
  pendingWelcome?: PendingWelcome;
}

/** A channel's user to be bound to a person. */
export interface Link extends Address {
  user: string;
  person: string;
  consent: Consent | null;
  pendingWelcome?: PendingWelcome;
}

/** The bindings of a chat that end: a person's, those that were made up to a moment or, where none is named, all. */
interface Ending {
  person: string;
  address: Address;
  boundUntil?: Date;
}

/** Which person a channel's user is bound to, and whether the user can be reached. */
export interface Identities {
  /**
   * The person of a user; null for a stranger. Uses the last known value while the database does not answer, and rejects if
   * there is none.
   */
  identify(channel: string, user: string): Promise<Known | null>;
  /** Binds a user to a person; the person's earlier user on the channel is unbound. */
  link(link: Link): Promise<void>;
  /** Notes that a user was welcomed. */
  noteWelcomed(user: { channel: string; user: string }): Promise<void>;
  /** Ends a person's binding of a chat, and with it the consent that was given there. */
  unlink(ending: Ending): Promise<void>;
  /** Notes whether a chat can be reached. */
  note(address: Address, reachable: boolean): Promise<void>;
  /** The chats in which the person can be reached, except `than`; the oldest first. */
  elsewhere(person: string, than: Address | null): Promise<Address[]>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  lastKnown: LastKnown;
  withFallback: WithFallback;
  members: Members;
  /** Where it is another one, people may have left. */
  organisationVersion: Reviews['version'];
  now(): Date;
}

/** How long it may take until a chat that another process has bound or unbound is noticed. */
const FRESH_MS = 30_000;
const MOST_USERS = 10_000;

export function createIdentities(dependencies: Dependencies): Identities {
  const { database, keys, lastKnown, withFallback, members, organisationVersion, now } = dependencies;
  let version: number | undefined;
  const cache = createCachedLookUp<Known>({ max: MOST_USERS, ttl: FRESH_MS });
  // They change with the version only.
  const people = createCachedLookUp<Pick<Known, 'memberships'>>({ max: MOST_USERS });
  const membershipsOf = (person: string) =>
    people.find(person, () => findMemberships(members, { person, day: dayOf(now()) }));
  return {
    async identify(channel, user) {
      const name = nameOf({ channel, user });
      const present = await organisationVersion();
      if (present !== version) for (const older of [cache, people, members]) older.clear();
      version = present;
      const known = await cache.find(name, () =>
        withFallback(name, () => findKnown({ database, keys, membershipsOf }, { channel, user })),
      );
      // Looked up anew each time, so that nobody who was taken in again is told once more that they have left.
      if (known !== null && isGone(known, dayOf(now()))) {
        cache.forget(name);
        people.forget(known.person);
      }
      return known;
    },
    async link(link) {
      const { channel, person } = link;
      const before = await listUsersOfPerson(database, { channel, person });
      const names = [link, ...before].map(nameOf);
      // Forgotten first, so that a crash in between does not leave the old chat as the last known one.
      await lastKnown.forget(...names);
      try {
        await linkIdentity({ database, keys }, { ...link, now: now() });
      } finally {
        cache.forget(...names);
        await lastKnown.forget(...names);
      }
      await removeUsed(
        database,
        before.filter(({ user }) => user !== link.user),
      );
    },
    async noteWelcomed(user) {
      await forgetReplaced(database, user);
      await endPendingWelcome(database, user);
      await lastKnown.forget(nameOf(user));
      cache.forget(nameOf(user));
    },
    async unlink(ending) {
      const ended = await endLinks({ database, lastKnown }, { ...ending, at: now() });
      // Another process has ended them, as administration does: who they were is not known here.
      if (ended.length === 0) cache.clear();
      else cache.forget(...ended.map(nameOf));
    },
    async note({ channel, chat }, reachable) {
      // Read before the change, so that the next events of these users do not use cached values.
      const names = (await listUsersOfChat(database, { channel, chat })).map(nameOf);
      await setReachable(database, { channel, chat, reachable });
      cache.forget(...names);
    },
    async elsewhere(person, than) {
      return (await listIdentities({ database, keys }, { person }))
        .filter(
          ({ channel, chat, reachable }) => reachable && (channel !== than?.channel || chat !== than.chat),
        )
        .map(({ channel, chat }) => ({ channel, chat }));
    },
  };
}

/**
 * Ends a person's bindings of a chat in the stores: consent is withdrawn, and what would name the chat is removed. Returns
 * them. A binding that was made later stays, as the chat was linked anew since it was given up.
 */
export async function endLinks(
  { database, lastKnown }: Pick<Dependencies, 'database' | 'lastKnown'>,
  { at, ...ending }: Ending & { at: Date },
): Promise<{ channel: string; user: string }[]> {
  const ended = await listEnding(database, ending);
  for (const { person, consent } of ended) {
    if (consent === null) continue;
    const { version, at: given } = consent;
    await withdrawConsent(database, { person, version, given, at });
  }
  await removeUsed(database, ended);
  // Last, so that a crash before leaves all of it to be done again.
  await endBindings(database, ended);
  await lastKnown.forget(...ended.map(nameOf));
  return ended;
}

/** Whether a known person no longer belongs to the organisation on a day, `YYYY-MM-DD`. */
export function isGone({ memberships = [] }: Known, day: string): boolean {
  return hasLeft({ unit: null, workplace: null, memberships }, day);
}

function nameOf({ channel, user }: { channel: string; user: string }): string {
  return `identity:${channel}:${user}`;
}

async function findKnown(
  {
    membershipsOf,
    ...parts
  }: Pick<Dependencies, 'database' | 'keys'> & {
    membershipsOf(person: string): Promise<Pick<Known, 'memberships'> | null>;
  },
  user: { channel: string; user: string },
): Promise<Known | null> {
  const found = await findIdentity(parts, user);
  if (found === undefined) return null;
  const { person, reachable, linkedAt, pendingWelcome } = found;
  return {
    ...{ person, reachable, linkedAt: linkedAt.getTime() },
    ...(await membershipsOf(person)),
    ...(pendingWelcome === undefined ? {} : { pendingWelcome }),
  };
}

async function findMemberships(
  members: Members,
  { person, day }: { person: string; day: string },
): Promise<Pick<Known, 'memberships'>> {
  let found = (await members.find(person))?.person;
  if (found !== undefined && hasLeft(found, day)) {
    // They may have been taken in again since they were read.
    members.forget(person);
    found = (await members.find(person))?.person;
  }
  const { memberships } = found ?? {};
  return memberships === undefined ? {} : { memberships };
}
