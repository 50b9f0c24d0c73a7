import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTime, inTimeOr, LATE } from '../../handlers/in-time.ts';

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

test('what runs each time when it is waited for runs once', async () => {
  let runs = 0;
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: as a query of mongoose is one.
    then: (resolve: (value: number) => void) => resolve(++runs),
    catch: () => runs++,
  };
  expect(await inTime(query as unknown as Promise<number>, 1_000)).toBe(1);
  expect(runs).toBe(1);
});

test('what can be done without is done without where it is late or fails, and a failure is logged', async () => {
  const logged: string[] = [];
  const log = { warn: (_details: object, what: string) => void logged.push(what) };
  const other = { otherwise: 'nothing', patienceMs: 1_000, what: 'It could not be loaded', log };
  expect(await inTimeOr(Promise.resolve('here'), other)).toBe('here');
  expect(await inTimeOr(Promise.reject(new Error('away')), other)).toBe('nothing');
  expect(logged).toEqual(['It could not be loaded']);
  const waiting = inTimeOr(new Promise<string>(() => undefined), other);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await waiting).toBe('nothing');
});
