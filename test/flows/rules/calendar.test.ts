import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as calendar from '../../../flows/rules/calendar.ts';

test.each([
  ['2026-12-20T16:59:59.999Z', '2026-12-20', 2026],
  ['2026-12-20T17:00:00.000Z', '2026-12-21', 2026],
  ['2026-12-31T16:59:59.999Z', '2026-12-31', 2026],
  ['2026-12-31T17:00:00.000Z', '2027-01-01', 2027],
])('at %s it is %s in Việt Nam', (moment, day, year) => {
  expect(calendar.dayOf(new Date(moment))).toBe(day);
  expect(calendar.yearOf(new Date(moment))).toBe(year);
});

test('a day ends one millisecond before the next one begins in Việt Nam', () => {
  expect(calendar.endOfDay('2026-12-20').toISOString()).toBe('2026-12-20T16:59:59.999Z');
  expect(calendar.momentOf('2026-12-20', '17:00').toISOString()).toBe('2026-12-20T10:00:00.000Z');
});

test('every day ends on itself, whatever day it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
      const day = calendar.addDays('1976-01-01', days);
      const end = calendar.endOfDay(day);
      expect(calendar.dayOf(end)).toBe(day);
      expect(calendar.dayOf(new Date(end.getTime() + 1))).toBe(calendar.addDays(day, 1));
    }),
  );
});

test.each([
  ['2026-12-20', 14, '2027-01-03'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-02-28', 1, '2026-03-01'],
])('%s and %i days are %s', (day, days, later) => {
  expect(calendar.addDays(day, days)).toBe(later);
});

test.each([
  ['31/12/2026', '2026-12-31'],
  ['1-2-2026', '2026-02-01'],
  ['1.2.2026', '2026-02-01'],
  ['29/2/2024', '2024-02-29'],
  ['2024-02-29', '2024-02-29'],
  ['0001-01-01', '0001-01-01'],
])('%j is the day %s', (text, day) => {
  expect(calendar.parseDay(text)).toBe(day);
});

test.each([
  '',
  '29/2/2026',
  '12/31/2026',
  '0/1/2026',
  '1/1/26',
  '2026-00-01',
  '2026-1-1',
  '2026-02-30',
  ' 2026-02-01',
  '2026-12-31T00:00',
])('%j is no day', (text) => {
  expect(calendar.parseDay(text)).toBeUndefined();
});

test.each([
  ['28/11', '11-28'],
  ['1-2', '02-01'],
  ['29.02', '02-29'],
  ['30/2', undefined],
  ['11-28/', undefined],
  ['28/11/2026', undefined],
])('%j is the day of the year %s', (text, day) => {
  expect(calendar.parseDayOfYear(text)).toBe(day);
});

test.each([
  ['01-01', 1],
  ['02-28', 59],
  ['03-01', 60],
  ['12-20', 354],
  ['12-31', 365],
])('%s is day %i of every year', (day, number) => {
  expect(calendar.isDayOfYear(day)).toBe(true);
  expect(calendar.numberOfDay(day)).toBe(number);
  expect(calendar.parseDay(calendar.dayIn(2026, day))).toBe(`2026-${day}`);
});

test.each(['02-29', '13-01', '00-10', '11-31', '1-1', '12-20T', ''])('%j is no day of every year', (text) => {
  expect(calendar.isDayOfYear(text)).toBe(false);
});
