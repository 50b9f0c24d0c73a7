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

test.each([
  ...['hôm nay', 'Hom nay ạ', 'ngày hôm nay', 'Today.'].map((text) => [text, '2026-11-28']),
  ...['hôm qua', 'Hom qua nhé', 'yesterday'].map((text) => [text, '2026-11-27']),
  ...['ngày mai', 'Mai ạ', 'tomorrow'].map((text) => [text, '2026-11-29']),
  ...['10/12/26', '10-12-26', '10/12/2026 ạ', '10 12 2026'].map((text) => [text, '2026-12-10']),
  ...['ngày 10/12/2026', 'Ngày 10 tháng 12', 'ngay 10 thang 12 nam 2026.'].map((text) => [
    text,
    '2026-12-10',
  ]),
  ...['10 tháng 12', '10 tháng 12, 2026', '10 tháng 12 năm 26'].map((text) => [text, '2026-12-10']),
  ['mùng 3 tháng 1', '2026-01-03'],
  ['1/1/24', '2024-01-01'],
])('%j is %s for who types it on 28/11/2026', (text = '', value) => {
  expect(parseDate(STEP, text, '2026-11-28')).toEqual({ value });
});

test.each([
  'tháng 12',
  '10 tháng 13',
  'ngày 10',
  '31/4',
  '29/2/26',
  '1/1/126',
  '10/12/2026 và 11/12/2026',
  '12',
])('%j is no day either for who types it', (text) => {
  expect(parseDate(STEP, text, '2026-11-28')).toMatchObject({ problem: { code: 'not-a-date' } });
});

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
  const late = { code: 'date-too-late', details: { ...details, day: '2026-11-24' } };
  expect(parseDate(step, '24/11', '2026-11-28')).toEqual({ problem: late });
  expect(parseDate(step, '24/5')).toEqual({ problem: { code: 'not-a-date', details } });
  expect(parseDate(step, '31/4', '2026-11-28')).toEqual({ problem: { code: 'not-a-date', details } });
});

test.each([
  ['31/12/2023', 'date-too-early', '2023-12-31'],
  ['2027-01-01', 'date-too-late', '2027-01-01'],
])('%j is out of range', (text, code, day) => {
  const details = { min: '2024-01-01', max: '2026-12-31', day };
  expect(parseDate(STEP, text)).toEqual({ problem: { code, details } });
});

test('which day was read is told where it is out of range', () => {
  const day = (text: string, today: string) => parseDate(STEP, text, today);
  expect(day('ngày mai', '2026-12-31')).toMatchObject({ problem: { details: { day: '2027-01-01' } } });
  expect(day('1/1/95', '2026-12-31')).toMatchObject({ problem: { details: { day: '1995-01-01' } } });
});
