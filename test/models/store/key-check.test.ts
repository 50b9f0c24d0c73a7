import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../../models/store/encryption.ts';
import { admitKeyRing, findKeyFaults } from '../../../models/store/key-check.ts';
import { databaseUri } from '../../support/app.ts';

const databases: Database[] = [];
let database: Database;

beforeEach(async () => {
  database = await connectDatabase(databaseUri(randomUUID().slice(0, 8)));
  databases.push(database);
});

afterAll(() => Promise.all(databases.map((one) => one.close())));

function admit(keys: KeyRing): Promise<void> {
  return admitKeyRing(database, { keys, source: 'ENCRYPTION_KEYS' });
}

/** A key ring of new keys, by their ids. */
function specify(...ids: string[]): string {
  return ids.map((id) => generateKeyRing().replace('k1', id)).join(',');
}

test('keys that are known, and new ones beside them, are taken', async () => {
  const first = specify('k1');
  await admit(createKeyRing(first));
  await admit(createKeyRing(first));
  const rotated = `${specify('k2')},${first}`;
  await admit(createKeyRing(rotated));
  await admit(createKeyRing(rotated));
  expect(await findKeyFaults(database, createKeyRing(rotated))).toEqual({ missing: [], wrong: [] });
});

test('a ring without a key that was used is refused, with its id', async () => {
  const used = specify('k1', 'k0');
  await admit(createKeyRing(used));
  const [k1 = ''] = used.split(',');
  await expect(admit(createKeyRing(k1))).rejects.toMatchObject({
    code: 'encryption-key-missing',
    details: { keys: 'k0' },
  });
  expect(await findKeyFaults(database, undefined)).toEqual({ missing: ['k0', 'k1'], wrong: [] });
});

test('another key of the same id is refused, and leaves no trace', async () => {
  const used = specify('k1');
  await admit(createKeyRing(used));
  const other = createKeyRing(`${specify('k2')},${specify('k1')}`);
  await expect(admit(other)).rejects.toMatchObject({
    code: 'encryption-key-wrong',
    details: { keys: 'k1' },
  });
  await admit(createKeyRing(used));
});

test('processes that start at the same moment on an empty database agree', async () => {
  const rings = [specify('k1'), specify('k1')].flatMap((ring) => [ring, ring, ring]);
  const outcomes = await Promise.allSettled(rings.map((ring) => admit(createKeyRing(ring))));
  const taken = new Set(rings.filter((_, index) => outcomes[index]?.status === 'fulfilled'));
  expect(taken.size).toBe(1);
  const [only = ''] = taken;
  expect(rings.filter((ring) => ring === only)).toHaveLength(3);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'encryption-key-wrong' });
  }
});

test('what is kept to tell keys apart tells nothing of a key', async () => {
  const ring = specify('k1');
  await admit(createKeyRing(ring));
  const stored = JSON.stringify(await database.keyChecks.find({}).lean());
  const key = Buffer.from(ring.slice('k1:'.length), 'base64');
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    expect(stored).not.toContain(key.toString(encoding).slice(0, 20));
  }
});
