import { expect, test } from 'vitest';
import { createLag } from './lag.ts';

const EVERY_MS = 25;

test('ticks in time, or nearly so, are no lag', () => {
  const lag = createLag(EVERY_MS);
  for (const now of [0, 25, 60, 300]) lag.tick(now);
  expect(lag.since(0)).toBe(0);
});

test('what a tick is late by counts from the moment that it was due', () => {
  const lag = createLag(EVERY_MS);
  for (const now of [0, 1_025, 1_050, 3_075]) lag.tick(now);
  expect(lag.since(0)).toBe(1_000 + 2_000);
});

test('only the part that lies after a moment counts since then', () => {
  const lag = createLag(EVERY_MS);
  for (const now of [0, 1_025, 1_050, 3_075]) lag.tick(now);
  expect(lag.since(1_030)).toBe(2_000);
  expect(lag.since(2_075)).toBe(1_000);
  expect(lag.since(3_075)).toBe(0);
});
