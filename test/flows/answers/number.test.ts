import { describe, expect, test } from 'vitest';
import { parseNumber } from '../../../flows/answers/number.ts';
import { numberStep } from '../../support/flows.ts';

describe('a whole number', () => {
  const step = numberStep('n', { min: -5_000, max: 9_999_999 });

  test.each([
    ['12', 12],
    [' 12 ', 12],
    ['+7', 7],
    ['-3', -3],
    ['\u22123', -3],
    ['007', 7],
    ['1.234', 1_234],
    ['1,234', 1_234],
    ['1 234', 1_234],
    ['1\u00a0234', 1_234],
    ['1.234.567', 1_234_567],
    ['1,234,567', 1_234_567],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(step, text)).toEqual({ value });
  });

  test.each([
    '',
    'mười',
    '5 6',
    '12 34',
    '1e3',
    '0x10',
    '١٢',
    '1..2',
    '1.2.3',
    '--1',
    '5%',
    'NaN',
    'Infinity',
  ])('%j is none', (text) => {
    expect(parseNumber(step, text)).toEqual({ problem: { code: 'not-a-number' } });
  });

  test('has no decimals, and lies in its range', () => {
    expect(parseNumber(step, '1,5')).toEqual({ problem: { code: 'too-precise', details: { count: 0 } } });
    expect(parseNumber(step, '9'.repeat(400))).toMatchObject({ problem: { code: 'number-range' } });
    expect(parseNumber(step, '-5001')).toMatchObject({ problem: { details: { min: -5_000 } } });
  });

  test('is never the negative zero, which JSON does not know', () => {
    expect(parseNumber(step, '-0')).toStrictEqual({ value: 0 });
  });
});

describe('a number with decimals', () => {
  const step = numberStep('n', { min: 0, max: 9_999_999, decimals: 2 });

  test.each([
    ['1,5', 1.5],
    ['1.5', 1.5],
    ['1.234,5', 1_234.5],
    ['1,234.5', 1_234.5],
    ['1 234,56', 1_234.56],
    ['1.234.567', 1_234_567],
    ['1,234,567.89', 1_234_567.89],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(step, text)).toEqual({ value });
  });

  test('that could be read in two ways is not guessed', () => {
    expect(parseNumber(step, '1.234')).toMatchObject({ problem: { code: 'too-precise' } });
    expect(parseNumber(step, '1,234')).toMatchObject({ problem: { code: 'too-precise' } });
  });
});
