import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTime, LATE } from '../../handlers/in-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what comes in time is taken, and so is its failure', async () => {
  expect(await inTime(Promise.resolve('here'), 1_000)).toBe('here');
  await expect(inTime(Promise.reject(new Error('away')), 1_000)).rejects.toThrow('away');
  expect(vi.getTimerCount()).toBe(0);
});

test('nobody waits longer, and a failure after that troubles nobody', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const waiting = inTime(promise, 1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await waiting).toBe(LATE);
  reject(new Error('away'));
  await expect(promise).rejects.toThrow('away');
});
