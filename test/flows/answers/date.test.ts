import { expect, test } from 'vitest';
import { parseDate } from '../../../flows/answers/date.ts';
import { dateStep } from '../../support/flows.ts';

const STEP = dateStep('d', { min: '2024-01-01', max: '2026-12-31' });

test.each([
  ['31/12/2026', '2026-12-31'],
  ['1/2/2026', '2026-02-01'],
  [' 01-02-2026 ', '2026-02-01'],
  ['1.2.2026', '2026-02-01'],
  ['2026-02-01', '2026-02-01'],
  ['29/2/2024', '2024-02-29'],
  ['1/1/2024', '2024-01-01'],
])('%j is %s, the day before the month', (text, value) => {
  expect(parseDate(STEP, text)).toEqual({ value });
});

test.each([
  '',
  'hôm nay',
  '31/2/2026',
  '29/2/2025',
  '12/31/2026',
  '0/1/2026',
  '1/1/26',
  '2026-13-01',
  '2026-1-1',
])('%j is no day', (text) => {
  const details = { min: '2024-01-01', max: '2026-12-31' };
  expect(parseDate(STEP, text)).toEqual({ problem: { code: 'not-a-date', details } });
});

test.each(['hôm nay', 'Hom nay ạ', 'ngày hôm nay', 'Today.'])(
  '%j is the day on which it is typed',
  (text) => {
    expect(parseDate(STEP, text, '2026-11-28')).toEqual({ value: '2026-11-28' });
  },
);

test.each([
  ['24/11', '2026-11-28', '2026-11-24'],
  [' 05-01 ', '2025-11-28', '2026-01-05'],
  ['5.1', '2026-11-28', '2026-01-05'],
  ['31/12', '2026-01-05', '2025-12-31'],
  ['29/2', '2026-11-28', '2024-02-29'],
])('%j without its year is the nearest such day that can be given: %s, %s', (text, today, value) => {
  expect(parseDate(STEP, text, today)).toEqual({ value });
});

test('a day without its year is refused where no year has it within the bounds, and where nobody sees what was meant', () => {
  const details = { min: '2026-01-01', max: '2026-06-30' };
  const step = dateStep('d', details);
  expect(parseDate(step, '24/11', '2026-11-28')).toEqual({ problem: { code: 'date-range', details } });
  expect(parseDate(step, '24/5')).toEqual({ problem: { code: 'not-a-date', details } });
  expect(parseDate(step, '31/4', '2026-11-28')).toEqual({ problem: { code: 'not-a-date', details } });
});

test.each(['31/12/2023', '2027-01-01'])('%j is out of range', (text) => {
  const details = { min: '2024-01-01', max: '2026-12-31' };
  expect(parseDate(STEP, text)).toEqual({ problem: { code: 'date-range', details } });
});
