import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { announceKeys, listKeyHolders, withdrawKeys } from '../../../models/store/key-holders.ts';

const HOLDER = { id: 'one', role: 'bot', host: 'may-1', pid: 7, keys: ['k2', 'k1'] };
let stores: { redis: Redis; prefix: string };

beforeEach(() => {
  stores = { redis: new Redis(inject('redisUrl')), prefix: `test-${randomUUID().slice(0, 8)}:` };
});
afterEach(() => stores.redis.disconnect());

test('a process is listed from when it says so until it withdraws, or says nothing for half a minute', async () => {
  expect(await listKeyHolders(stores)).toEqual([]);
  await announceKeys(stores, HOLDER);
  await announceKeys(stores, { ...HOLDER, id: 'other', pid: 8 });
  expect(await listKeyHolders(stores)).toEqual([HOLDER, { ...HOLDER, id: 'other', pid: 8 }]);
  expect(await stores.redis.ttl(`${stores.prefix}key-holder:other`)).toBeLessThanOrEqual(30);
  await withdrawKeys(stores, HOLDER);
  expect(await listKeyHolders(stores)).toMatchObject([{ id: 'other' }]);
});

test.each([
  ['no JSON', '{"id":'],
  ['no object', 'null'],
  ['without keys', JSON.stringify({ ...HOLDER, keys: [] })],
  ['keys that are no list', JSON.stringify({ ...HOLDER, keys: 'k2' })],
  ['keys that are no names', JSON.stringify({ ...HOLDER, keys: [2] })],
  ['no process id', JSON.stringify({ ...HOLDER, pid: '7' })],
  ['no host', JSON.stringify({ ...HOLDER, host: undefined })],
])('a row that tells nothing (%s) is not taken for a process without or with a key', async (_what, row) => {
  await announceKeys(stores, HOLDER);
  const key = `${stores.prefix}key-holder:odd`;
  await stores.redis.set(key, row);
  await expect(listKeyHolders(stores)).rejects.toMatchObject({
    code: 'key-holder-unreadable',
    details: { key },
  });
});
