import { afterEach, expect, test, vi } from 'vitest';
import { type CachedLookUp, createCachedLookUp } from '../../../handlers/queries/cached-look-up.ts';

interface Found {
  name: string;
}

const realNow = performance.now.bind(performance);
const failing = () => Promise.reject<Found>(new Error('away'));
const unexpected = () => Promise.reject<Found>(new Error('looked up again'));
const finding = (name: string) => async () => ({ name });

afterEach(() => vi.restoreAllMocks());

test('what was found is kept for its time', async () => {
  const cached = createCachedLookUp<Found>({ max: 10, ttl: 1_000 });
  expect(await cached.find('a', finding('first'))).toEqual({ name: 'first' });
  expect(await cached.find('a', unexpected)).toEqual({ name: 'first' });
  vi.spyOn(performance, 'now').mockImplementation(() => realNow() + 1_001);
  await expect.poll(() => cached.find('a', finding('second'))).toEqual({ name: 'second' });
});

test('what is not there is looked up each time', async () => {
  const cached = createCachedLookUp<Found>({ max: 10 });
  expect(await cached.find('a', async () => null)).toBeNull();
  expect(await cached.find('a', finding('new'))).toEqual({ name: 'new' });
});

test('a look-up that fails rejects for all who wait for it, and is tried again', async () => {
  const cached = createCachedLookUp<Found>({ max: 10 });
  const waiting = await Promise.allSettled([cached.find('a', failing), cached.find('a', unexpected)]);
  expect(waiting.map((one) => one.status === 'rejected' && one.reason.message)).toEqual(['away', 'away']);
  expect(await cached.find('a', finding('back'))).toEqual({ name: 'back' });
});

test('those who ask at once share one look-up', async () => {
  const cached = createCachedLookUp<Found>({ max: 10 });
  const [one, other] = await Promise.all([cached.find('a', finding('one')), cached.find('a', unexpected)]);
  expect(other).toBe(one);
});

test.each<[string, (cached: CachedLookUp<Found>) => void]>([
  ['forgotten', (cached) => cached.forget('a', 'b')],
  ['forgotten with all', (cached) => cached.clear()],
])('what is %s while it is looked up is still found by who asked, and is not kept', async (_how, forget) => {
  const cached = createCachedLookUp<Found>({ max: 10 });
  const { promise, resolve } = Promise.withResolvers<Found>();
  const before = cached.find('a', () => promise);
  forget(cached);
  const after = cached.find('a', finding('after'));
  resolve({ name: 'before' });
  expect(await before).toEqual({ name: 'before' });
  expect(await after).toEqual({ name: 'after' });
  expect(await cached.find('a', unexpected)).toEqual({ name: 'after' });
});

test('more look-ups under way than may be kept disturb none of them', async () => {
  const cached = createCachedLookUp<Found>({ max: 2 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const found = await Promise.all(names.map((name) => cached.find(name, finding(name))));
  expect(found.map(({ name }) => name)).toEqual(names);
});
