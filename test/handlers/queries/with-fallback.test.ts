import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createWithFallback } from '../../../handlers/queries/with-fallback.ts';
import { createLastKnown } from '../../../models/chat/last-known.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';

const SECRET = 'Hạn chế năm trước 48151623';
const prefix = `test-${randomUUID().slice(0, 8)}:`;
const keys = createKeyRing(generateKeyRing());
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = () => new Promise<string>(() => undefined);
const away = () => Promise.reject<string>(new Error('away'));
let redis: Redis;

beforeAll(() => {
  redis = new Redis(inject('redisUrl'));
});
afterAll(() => redis.disconnect());

function open() {
  return createWithFallback({ lastKnown: createLastKnown({ redis, keys, prefix }), log });
}

test('what was loaded once is known while the database is away or hangs, in another process, too', async () => {
  expect(await open()('a', async () => SECRET)).toBe(SECRET);
  expect(await open()('a', away)).toBe(SECRET);
  expect(await open()('a', never)).toBe(SECRET);
});

test('it lies sealed in Redis', async () => {
  await open()('b', async () => SECRET);
  const stored = await redis.get(`${prefix}last-known:b`);
  expect(stored).toMatch(/^v1\./);
  expect(stored).not.toContain('48151623');
});

test('what the database no longer has is forgotten', async () => {
  const load = open();
  await load('c', async () => SECRET);
  expect(await load('c', async () => null)).toBeNull();
  await expect(load('c', away)).rejects.toThrow('away');
});

test('what was never known is waited for, and fails as the database does', async () => {
  await expect(open()('d', away)).rejects.toThrow('away');
  expect(await redis.exists(`${prefix}last-known:d`)).toBe(0);
});

test('what was waited for longer is known afterwards like the rest', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { promise, resolve } = Promise.withResolvers<string>();
    const loaded = open()('e', () => promise);
    await vi.advanceTimersByTimeAsync(5_000);
    resolve(SECRET);
    expect(await loaded).toBe(SECRET);
  } finally {
    vi.useRealTimers();
  }
  expect(await open()('e', away)).toBe(SECRET);
});
