import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, expect, inject, test, vi } from 'vitest';
import { createIdentities, isGone } from '../../handlers/identities.ts';
import { createMembers } from '../../handlers/queries/members.ts';
import { createWithFallback } from '../../handlers/queries/with-fallback.ts';
import { linkIdentity } from '../../models/chat/identity.ts';
import { createLastKnown } from '../../models/chat/last-known.ts';
import { readOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import type { Database } from '../../models/store/connection.ts';
import { operate } from '../support/commands.ts';
import { officeForAll } from '../support/office.ts';
import { importAll, smallOrganisation } from '../support/organisation.ts';

const CHANNEL = 'plain';
const TODAY = '2026-11-23';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const redis = new Redis(inject('redisUrl'));

const office = officeForAll([]);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  redis.disconnect();
});

/** The version of the organisation, as a process knows it that has noticed every change. */
async function organisationVersion(): Promise<number> {
  return readOrganisationVersion(office.database);
}

/** Identities as a bot process of its own knows them; processes with the same `prefix` share their Redis. */
function openIdentities(prefix = `test-${randomUUID()}:`) {
  const lastKnown = createLastKnown({ redis, keys: office.keys, prefix });
  const withFallback = createWithFallback({ lastKnown, log });
  return createIdentities({
    ...{ database: office.database, keys: office.keys, lastKnown, withFallback, organisationVersion },
    members: createMembers(office.database),
    now: () => office.now,
  });
}

function linkOf(user: string, person = user) {
  return { channel: CHANNEL, user, chat: user, person, consent: null };
}

async function addMember(user: string): Promise<void> {
  await linkIdentity(office, { ...linkOf(user), now: office.now });
}

type FindById = Database['identities']['findById'];

/** From now on looking an identity up does `instead`, given what it would have found. */
function spyOnLookUps(instead?: (found: () => Promise<unknown>) => Promise<unknown>) {
  const spy = vi.spyOn(office.database.identities, 'findById');
  const { identities } = office.database;
  if (instead !== undefined) {
    spy.mockImplementation(((id: string) => ({
      lean: () => instead(() => identities.findOne({ _id: id }).lean().exec()),
    })) as unknown as FindById);
  }
  return spy;
}

const changes = {
  join: (identities: ReturnType<typeof openIdentities>, user: string) => identities.link(linkOf(user)),
  leave: (identities: ReturnType<typeof openIdentities>, user: string) =>
    identities.unlink({ person: user, address: { channel: CHANNEL, chat: user } }),
  block: (identities: ReturnType<typeof openIdentities>, user: string) =>
    identities.note({ channel: CHANNEL, chat: user }, false),
};

test.each(Object.entries(changes))(
  'a member who is being looked up stays one while others %s',
  async (name, change) => {
    const [member, other] = [`member-${name}`, `other-${name}`];
    await Promise.all([addMember(member), addMember(other)]);
    const identities = openIdentities();
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    spyOnLookUps(async (find) => {
      await changed;
      return find();
    });
    const looked = identities.identify(CHANNEL, member);
    await change(identities, other);
    resolve();
    expect(await looked).toMatchObject({ person: member });
  },
);

test('whoever has left is known as such once the process has noticed it, and not after half a minute', async () => {
  await importAll(office, smallOrganisation());
  await linkIdentity(office, { ...linkOf('leaving', 'P1'), now: office.now });
  const identities = openIdentities();
  expect(await identities.identify(CHANNEL, 'leaving')).toMatchObject({ person: 'P1' });
  await operate(office, { name: 'end-membership', payload: { person: 'P1', on: TODAY, why: 'left-work' } });
  const known = await identities.identify(CHANNEL, 'leaving');
  expect(known !== null && isGone(known, TODAY)).toBe(true);
});

test('whoever had left and is taken in again is known as a member at once, without a word of this process', async () => {
  await importAll(office, smallOrganisation());
  await linkIdentity(office, { ...linkOf('returning', 'P2'), now: office.now });
  const identities = openIdentities();
  const isGoneNow = async () => {
    const known = await identities.identify(CHANNEL, 'returning');
    return known !== null && isGone(known, TODAY);
  };
  await operate(office, { name: 'end-membership', payload: { person: 'P2', on: TODAY, why: 'transferred' } });
  expect(await isGoneNow()).toBe(true);
  await operate(office, { name: 'start-membership', payload: { person: 'P2', unit: 'TD', on: TODAY } });
  expect(await isGoneNow()).toBe(false);
});

test('nobody is taken for a stranger while many join, leave and block at once', async () => {
  const members = Array.from({ length: 20 }, (_, index) => `crowd-${index}`);
  await Promise.all(members.map(addMember));
  const identities = openIdentities();
  const others = Array.from({ length: 20 }, (_, index) => `newcomer-${index}`);
  const known: unknown[] = [];
  let isOver = false;
  const asking = members.map(async (member) => {
    while (!isOver) {
      known.push((await identities.identify(CHANNEL, member))?.person === member);
      await new Promise(setImmediate);
    }
  });
  for (const other of others) {
    await changes.join(identities, other);
    await Promise.all([changes.block(identities, other), identities.identify(CHANNEL, other)]);
    await changes.leave(identities, other);
  }
  isOver = true;
  await Promise.all(asking);
  expect(known.length).toBeGreaterThan(members.length);
  expect(known.filter((isKnown) => !isKnown)).toEqual([]);
});

test('what others do makes nobody else looked up again', async () => {
  await Promise.all([addMember('calm'), addMember('restless')]);
  const identities = openIdentities();
  await identities.identify(CHANNEL, 'calm');
  const looks = spyOnLookUps();
  for (const change of [changes.block, changes.leave, changes.join]) await change(identities, 'restless');
  expect(await identities.identify(CHANNEL, 'calm')).toMatchObject({ person: 'calm' });
  expect(looks).not.toHaveBeenCalled();
});

test('one who joins, leaves or cannot be reached is known as such at once', async () => {
  const identities = openIdentities();
  expect(await identities.identify(CHANNEL, 'self')).toBeNull();
  await changes.join(identities, 'self');
  expect(await identities.identify(CHANNEL, 'self')).toMatchObject({ person: 'self', reachable: true });
  await changes.block(identities, 'self');
  expect(await identities.identify(CHANNEL, 'self')).toMatchObject({ reachable: false });
  await changes.leave(identities, 'self');
  expect(await identities.identify(CHANNEL, 'self')).toBeNull();
});

test('the chat that a new one takes the place of is a stranger’s at once', async () => {
  const identities = openIdentities();
  await identities.link(linkOf('old-phone', 'moved'));
  expect(await identities.identify(CHANNEL, 'old-phone')).toMatchObject({ person: 'moved' });
  await identities.link(linkOf('new-phone', 'moved'));
  expect(await identities.identify(CHANNEL, 'old-phone')).toBeNull();
  expect(await identities.identify(CHANNEL, 'new-phone')).toMatchObject({ person: 'moved' });
});

test('a stranger who joins at another process is known here at once', async () => {
  const [here, there] = [openIdentities('test-two:'), openIdentities('test-two:')];
  expect(await here.identify(CHANNEL, 'elsewhere')).toBeNull();
  await there.link(linkOf('elsewhere'));
  expect(await here.identify(CHANNEL, 'elsewhere')).toMatchObject({ person: 'elsewhere' });
});

test('a look-up that began before somebody joined does not make them a stranger afterwards', async () => {
  const identities = openIdentities();
  const { promise: joined, resolve } = Promise.withResolvers<void>();
  spyOnLookUps(async (find) => {
    const found = await find();
    await joined;
    return found;
  });
  const before = identities.identify(CHANNEL, 'in-time');
  await identities.link(linkOf('in-time'));
  resolve();
  await before;
  expect(await identities.identify(CHANNEL, 'in-time')).toMatchObject({ person: 'in-time' });
});

test('while the database is away, who was known is known, and nobody else is a stranger', async () => {
  const prefix = `test-${randomUUID()}:`;
  await Promise.all([addMember('seen'), addMember('unseen')]);
  await openIdentities(prefix).identify(CHANNEL, 'seen');
  spyOnLookUps(() => Promise.reject(new Error('away')));
  const identities = openIdentities(prefix);
  expect(await identities.identify(CHANNEL, 'seen')).toMatchObject({ person: 'seen' });
  for (const user of ['unseen', 'stranger']) {
    await expect(identities.identify(CHANNEL, user)).rejects.toThrow('away');
  }
  vi.restoreAllMocks();
  expect(await identities.identify(CHANNEL, 'unseen')).toMatchObject({ person: 'unseen' });
  expect(await identities.identify(CHANNEL, 'stranger')).toBeNull();
});

test('giving a chat up that comes late ends the binding that was given up, and none that was made since', async () => {
  const identities = openIdentities();
  const address = { channel: CHANNEL, chat: 'again' };
  const consent = { version: '1', at: office.now };
  await linkIdentity(office, { ...linkOf('again', 'P1'), consent, now: office.now });
  const giveUp = { person: 'P1', address, boundUntil: office.now };
  await identities.unlink(giveUp);
  expect(await identities.identify(CHANNEL, 'again')).toBeNull();
  const later = new Date(office.now.getTime() + 1);
  await linkIdentity(office, { ...linkOf('again', 'P1'), consent: { version: '1', at: later }, now: later });
  await identities.unlink(giveUp);
  expect(await identities.identify(CHANNEL, 'again')).toMatchObject({ person: 'P1' });
  const withdrawn = await office.database.consents.find({ person: 'P1', act: 'withdrawn' }).lean();
  expect(withdrawn).toHaveLength(1);
  await linkIdentity(office, { ...linkOf('again', 'P2'), now: office.now });
  await identities.unlink({ person: 'P1', address });
  expect(await identities.identify(CHANNEL, 'again')).toMatchObject({ person: 'P2' });
});
