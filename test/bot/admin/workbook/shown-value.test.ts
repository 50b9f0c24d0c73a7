import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownNumber, shownText } from '../../../../bot/admin/workbook/shown-value.ts';

describe('a whole number is read as its cell shows it', () => {
  test.each<[format: string, number: number, shown: string]>([
    ['\\P00', 1, 'P01'],
    ['"P"00', 12, 'P12'],
    ['"P"00', 123, 'P123'],
    ['000', 7, '007'],
    ['"DV-"000"/26"', 5, 'DV-005/26'],
    ['00-000', 12345, '12-345'],
    ['00-000', 7, '00-007'],
    ['"P"#', 0, 'P'],
    ['"P"General', 40, 'P40'],
    ['[<10]"P0"0;"P"0', 4, 'P04'],
    ['[<10]"P0"0;"P"0', 40, 'P40'],
    ['[Red]"P"00;-0', 3, 'P03'],
    ['[$P]00', 3, 'P03'],
    ['[$-42A]"P"00', 3, 'P03'],
    ['0;-0;"không"', 0, 'không'],
    ['_("P"00_)', 6, 'P06'],
    ['*-00', 6, '06'],
    ['0', 2026, '2026'],
  ])('%s %d', (format, number, shown) => {
    expect(shownNumber(number, format)).toBe(shown);
  });

  test('and a number with an amount, a day or a part is left to others', () => {
    for (const format of ['#,##0', '0.00', '0%', '0.0E+00', '# ?/?', 'dd/mm/yyyy', 'General;', '@', '']) {
      const shown = shownNumber(5, format);
      expect([undefined, '5']).toContain(shown);
    }
    expect(shownNumber(1.5, '00')).toBeUndefined();
    expect(shownNumber(-1, '00')).toBeUndefined();
  });

  test('so that the digits of a code are never lost', () => {
    const pieces = fc.array(fc.constantFrom('0', '#', '"A"', '\\-'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(), pieces, (number, format) => {
        if (!format.some((piece) => piece === '0' || piece === '#')) return;
        const digits = (shownNumber(number, format.join('')) ?? '').replace(/\D/g, '');
        expect(Number(digits)).toBe(number);
      }),
    );
  });
});

test('a text is read with what its format adds', () => {
  expect(shownText('01', '"P"@')).toBe('P01');
  expect(shownText('01', '0;-0;0;"P"@')).toBe('P01');
  expect(shownText('01', '@')).toBe('01');
  expect(shownText('01', '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)')).toBe('01');
  expect(shownText('01', '"P"00')).toBe('01');
});
