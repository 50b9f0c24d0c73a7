import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldCode, foldWithoutZeros } from '../../../handlers/import/fold-code.ts';

describe('codes that a reader takes for one are one', () => {
  test.each<[what: string, one: string, other: string]>([
    ['capitals', 'p01', 'P01'],
    ['full width', 'Ｐ０１', 'P01'],
    ['Cyrillic letters', 'СВ1', 'CB1'],
    ['small Cyrillic letters', 'рх1', 'px1'],
    ['Greek letters', 'ΑΒ1', 'AB1'],
    ['accents', 'TỔ-1', 'TO-1'],
    ['đ', 'ĐB', 'DB'],
    ['composition', 'TỔ'.normalize('NFD'), 'TỔ'],
    ['what nobody sees', 'P\u200b01', 'P01'],
  ])('%s', (_what, one, other) => {
    expect(one).not.toBe(other);
    expect(foldCode(one)).toBe(foldCode(other));
  });
});

test('what differs in a letter, a digit or a sign stays apart', () => {
  const codes = ['P01', 'P1', 'P10', 'PO1', 'P-01', 'P.01', 'P_01', 'Q01', '01', 'CB1', 'CB11'];
  expect(new Set(codes.map(foldCode)).size).toBe(codes.length);
});

test('however a code is written, folding it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (code) => {
      expect(foldCode(foldCode(code))).toBe(foldCode(code));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/), (code) => {
      expect(foldCode(code.toLowerCase())).toBe(foldCode(code.toUpperCase()));
    }),
  );
});

test('zeros before a number make no difference where they may have been lost', () => {
  expect(foldWithoutZeros('P001')).toBe(foldWithoutZeros('P1'));
  expect(foldWithoutZeros('007')).toBe(foldWithoutZeros('7'));
  expect(foldWithoutZeros('CB01-02')).toBe(foldWithoutZeros('CB1-2'));
  for (const other of ['P10', 'P', 'P2']) expect(foldWithoutZeros('P1')).not.toBe(foldWithoutZeros(other));
  expect(foldWithoutZeros('P100')).not.toBe(foldWithoutZeros('P1'));
});
