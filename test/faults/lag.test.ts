import { expect, test } from 'vitest';
import { createLag } from './lag.ts';

const EVERY_MS = 1_000;
const BOT = 1;
const WORKER = 2;

/** Ticks at these moments, with what a bot and a worker have waited for a CPU until then. */
function lagOf(...ticks: readonly [now: number, bot: number, worker: number][]) {
  const lag = createLag(EVERY_MS);
  for (const [now, bot, worker] of ticks) {
    lag.tick(
      now,
      new Map([
        [BOT, bot],
        [WORKER, worker],
      ]),
    );
  }
  return lag;
}

test('ticks in time, or nearly so, of processes that run when they want are no lag', () => {
  const lag = lagOf([0, 5_000, 0], [1_000, 5_100, 0], [2_200, 5_200, 100]);
  expect(lag.since(0)).toBe(0);
});

test('a late tick counts by what it is late', () => {
  const lag = lagOf([0, 0, 0], [3_000, 0, 0], [4_000, 0, 0]);
  expect(lag.since(0)).toBe(2_000);
});

test('a process that waits for a CPU counts by what it waited: the one that waited longest, and no longer than it took', () => {
  expect(lagOf([0, 500, 0], [1_000, 900, 700]).since(0)).toBe(700);
  expect(lagOf([0, 0, 0], [1_000, 3_000, 0]).since(0)).toBe(1_000);
});

test('of what lies partly before a moment only the rest counts since then', () => {
  const lag = lagOf([0, 0, 0], [1_000, 800, 0], [2_000, 1_400, 0]);
  expect(lag.since(500)).toBe(400 + 600);
  expect(lag.since(1_000)).toBe(600);
  expect(lag.since(2_000)).toBe(0);
});
