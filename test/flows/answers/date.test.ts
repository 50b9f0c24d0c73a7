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

test.each(['31/12/2023', '2027-01-01'])('%j is out of range', (text) => {
  const details = { min: '2024-01-01', max: '2026-12-31' };
  expect(parseDate(STEP, text)).toEqual({ problem: { code: 'date-range', details } });
});
