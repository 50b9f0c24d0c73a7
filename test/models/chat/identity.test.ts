import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  findIdentity,
  linkIdentity,
  listIdentities,
  listLinkedPeople,
} from '../../../models/chat/identity.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';

const RING = generateKeyRing();
const keys = createKeyRing(RING);
const NOW = new Date('2026-11-27T01:00:00Z');
const LINK = { channel: 'telegram', user: '7', chat: '7', person: 'P1' };
let database: Database;

beforeAll(async () => {
  database = await connectDatabase(databaseUri(randomUUID().slice(0, 8)));
});

afterAll(() => database.close());

beforeEach(async () => {
  await database.identities.deleteMany({});
  const consent = { version: '2026-11', at: NOW };
  await linkIdentity({ database, keys }, { ...LINK, consent, now: NOW });
});

/** All that read a binding. */
function readings(ring = keys) {
  const parts = { database, keys: ring };
  return [
    () => findIdentity(parts, LINK),
    () => listIdentities(parts, { person: 'P1' }),
    () => listLinkedPeople(parts, { exceptOn: 'web' }),
  ];
}

test('a binding is read as it was written, also after a new key was put in front', async () => {
  expect(await findIdentity({ database, keys }, LINK)).toMatchObject({ ...LINK, reachable: true });
  const rotated = createKeyRing(`${generateKeyRing().replace('k1', 'k2')},${RING}`);
  for (const read of readings(rotated)) expect(await read()).toBeDefined();
});

test.each([
  ['another chat', { chat: '8' }],
  ['a consent that was not given', { consent: { version: '2027-01', at: NOW } }],
  ['a mac of its own', { mac: 'x'.repeat(43) }],
  ['a consent without a time', { consent: { version: '2027-01' } }],
  ['a consent at no time', { consent: { version: '2027-01', at: 'nie' } }],
])('a binding that was changed to %s is refused and named, and binds nobody', async (_, change) => {
  await database.identities.collection.updateOne({ _id: 'telegram:7' as never }, { $set: change });
  const parts = { database, keys };
  await expect(findIdentity(parts, LINK)).rejects.toMatchObject({
    code: 'identity-forged',
    details: { person: 'P1', row: '"telegram:7"' },
  });
  expect(await listIdentities(parts, { person: 'P1' })).toEqual([]);
  expect(await listLinkedPeople(parts, { exceptOn: 'web' })).toEqual({
    people: new Set(),
    forged: ['telegram:7'],
  });
});

test('a row without anything in it stands in nobody else’s way', async () => {
  await database.identities.collection.insertOne({ _id: 'telegram:9' } as never);
  const { people, forged } = await listLinkedPeople({ database, keys }, { exceptOn: 'web' });
  expect([...people]).toEqual(['P1']);
  expect(forged).toEqual(['telegram:9']);
});

test('a binding that was added by hand, or copied from somebody else, is refused', async () => {
  const [made] = await listIdentities({ database, keys }, { person: 'P1' });
  const added = { ...made, _id: 'telegram:8', user: '8', chat: '8' };
  await database.identities.collection.insertOne(added as never);
  await expect(findIdentity({ database, keys }, { channel: 'telegram', user: '8' })).rejects.toMatchObject({
    code: 'identity-forged',
  });
  const { mac: _, ...without } = { ...added, _id: 'telegram:9', user: '9' };
  await database.identities.collection.insertOne(without as never);
  await expect(findIdentity({ database, keys }, { channel: 'telegram', user: '9' })).rejects.toMatchObject({
    code: 'identity-forged',
  });
});

test('that nothing reaches a chat any more can be noted without the keys', async () => {
  await database.identities.updateOne({ _id: 'telegram:7' }, { $set: { reachable: false } });
  expect(await findIdentity({ database, keys }, LINK)).toMatchObject({ reachable: false });
});
