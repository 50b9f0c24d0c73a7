import { describe, expect, test } from 'vitest';
import { type SheetFacts, toTable } from '../../../bot/admin/to-table.ts';

const SHEET: SheetFacts = { hidden: false, hiddenColumns: [], merged: [] };
const UNITS = ['Mã', 'Tên', 'Loại', 'Mã đơn vị cấp trên'];
const CB = ['CB', 'Chi bộ Một', 'Chi bộ', 'DB'];

/** A table of units as a sheet has it, its rows from line 1. */
const read = (rows: readonly (readonly string[])[], sheet: Partial<SheetFacts> = {}) =>
  toTable({
    name: 'don-vi',
    lines: rows.map((cells, at) => ({ line: at + 1, cells })),
    sheet: { ...SHEET, ...sheet },
  });

/** The same as a file has it, where a row may have any number of cells. */
const readFile = (rows: readonly (readonly string[])[]) =>
  toTable({ name: 'don-vi', lines: rows.map((cells, at) => ({ line: at + 1, cells })) });

const unit = { Mã: 'CB', Tên: 'Chi bộ Một', Loại: 'Chi bộ', 'Mã đơn vị cấp trên': 'DB' };
const notesOf = (table: ReturnType<typeof read>) =>
  table.notes.map(({ line, column, code }) => [line, column, code]);

describe('the header is found', () => {
  test.each<[string, string[][], number]>([
    ['in the first row', [UNITS], 1],
    ['below titles and a blank row', [['ĐẢNG BỘ KHỐI'], ['Danh sách đơn vị, năm 2026'], [], UNITS], 4],
    ['below a title as wide as the table', [['Tên', 'của', 'đảng', 'bộ'], UNITS], 2],
    ['in capitals, with stars and colons', [['MÃ *', 'TÊN (*)', 'LOẠI:', 'MÃ ĐƠN VỊ CẤP TRÊN']], 1],
    [
      'with line breaks, no-break and double spaces',
      [['Mã', '\u00a0Tên ', 'Loại', 'Mã  đơn\nvị\u00a0cấp\r\ntrên']],
      1,
    ],
    ['without accents', [['Ma', 'Ten', 'Loai', 'Ma don vi cap tren']], 1],
    ['decomposed', [UNITS.map((name) => name.normalize('NFD'))], 1],
    ['in TCVN3', [['M·', 'Tªn', 'Lo¹i', 'M· ®¬n vÞ cÊp trªn']], 1],
    ['in VNI', [['Maõ', 'Teân', 'Loaïi', 'Maõ ñôn vò caáp treân']], 1],
    [
      'over two rows',
      [
        ['Mã', 'Thông tin', '', 'Mã đơn vị'],
        ['', 'Tên', 'Loại', 'cấp trên'],
      ],
      2,
    ],
    [
      'over two rows below a title',
      [['DANH SÁCH'], ['Mã', 'Đơn vị', '', 'Mã đơn vị cấp trên'], ['', 'Tên', 'Loại']],
      3,
    ],
  ])('%s', (_, header, line) => {
    const { table, issues, notes } = read([...header, CB]);
    expect(table.rows).toEqual([{ line: header.length + 1, cells: unit }]);
    expect(table.header ?? 1).toBe(line);
    expect({ issues, notes }).toEqual({ issues: [], notes: [] });
  });

  test('in any order, and columns that nobody needs are named', () => {
    const header = ['STT', 'Mã đơn vị cấp trên', 'Ghi chú', 'Loại', 'Tên', 'Mã', ''];
    const table = read([header, ['1', 'DB', 'mới', 'Chi bộ', 'Chi bộ Một', 'CB', 'x']]);
    expect(table.table.rows).toEqual([{ line: 2, cells: unit }]);
    expect(table.issues).toEqual([]);
    expect(notesOf(table)).toEqual([
      [1, 'STT', 'column-unused'],
      [1, 'Ghi chú', 'column-unused'],
      [2, null, 'column-unnamed'],
    ]);
  });

  test('with what nobody sees dropped, and told', () => {
    const { notes } = read([['\u202eMã', 'Tên', 'Loại', 'Mã đơn vị cấp trên'], CB]);
    expect(notes).toEqual([
      { file: 'don-vi', line: 1, column: 'Mã', code: 'hidden-dropped', details: { characters: 'U+202E' } },
    ]);
  });

  test('and a column that is there twice is a mistake', () => {
    const { issues } = read([
      [...UNITS, 'TÊN'],
      [...CB, 'Khác'],
    ]);
    expect(issues).toMatchObject([{ line: 1, column: 'Tên', code: 'duplicate' }]);
  });

  test('for “Ngày sinh” also under the name “Năm sinh”, if there is no other', () => {
    const people = (header: string[], row: string[]) =>
      toTable({
        name: 'nguoi',
        lines: [header, row].map((cells, at) => ({ line: at + 1, cells })),
        sheet: SHEET,
      });
    expect(people(['Mã', 'Họ tên', 'Năm sinh'], ['P1', 'An', '1970']).table.rows[0]?.cells).toEqual({
      Mã: 'P1',
      'Họ và tên': 'An',
      'Ngày sinh': '1970',
    });
    const both = people(['Mã', 'Năm sinh', 'Ngày sinh'], ['P1', '1970', '01/02/1970']);
    expect(both.table.rows[0]?.cells).toEqual({ Mã: 'P1', 'Ngày sinh': '01/02/1970' });
    expect(notesOf(both)).toEqual([[1, 'Năm sinh', 'column-unused']]);
  });
});

describe('rows that are no entries are left out, and named', () => {
  test.each<[string, string[], string]>([
    ['a total', ['', 'Tổng cộng', '', '12'], 'row-total'],
    ['a total in the column of codes', ['Tổng số: 12 đơn vị'], 'row-total'],
    ['a short total', ['Cộng', '', '', '3'], 'row-total'],
    ['the header once more', UNITS, 'row-repeated-header'],
    ['a heading between groups', ['I. Các chi bộ khối văn phòng', '', '', ''], 'row-heading'],
  ])('%s', (_, row, code) => {
    const table = read([UNITS, CB, row, ['CC', ...CB.slice(1)]]);
    expect(table.table.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(table.notes).toMatchObject([{ line: 3, code }]);
    expect(table.issues).toEqual([]);
  });

  test.each([[['(1)', '(2)', '(3)', '(4)']], [['A', 'B', '1', '2']], [['1', '2', '3', '4']]])(
    'numbers of columns: %j',
    (row) => {
      const table = read([UNITS, row, CB]);
      expect(table.table.rows.map(({ line }) => line)).toEqual([3]);
      expect(table.notes).toMatchObject([{ line: 2, code: 'row-column-numbers' }]);
    },
  );

  test('what stands below the table', () => {
    const table = read([
      UNITS,
      CB,
      [],
      ['', '', 'Hà Nội, ngày 01/11/2026'],
      ['', 'Người lập biểu', 'Bí thư'],
    ]);
    expect(table.table.rows.map(({ line }) => line)).toEqual([2]);
    expect(notesOf(table)).toEqual([
      [4, null, 'row-below'],
      [5, null, 'row-below'],
    ]);
  });

  test('in a file however many cells they have', () => {
    const { table, issues } = readFile([['Danh sách'], [], UNITS, CB, ['Tổng cộng', '1']]);
    expect(table.rows).toEqual([{ line: 4, cells: unit }]);
    expect(issues).toEqual([]);
  });
});

describe('rows that could be entries stay', () => {
  test.each<[string, string[]]>([
    ['one without its code', ['', 'Chi bộ Hai', 'Chi bộ', 'DB']],
    ['one with only a name', ['', 'Chi bộ Hai', '', '']],
    ['one whose code is like a total', ['CONG', 'Chi bộ Công ty', 'Chi bộ', 'DB']],
    ['one whose name begins like a total', ['T1', 'Tổng công ty', 'Doanh nghiệp', '']],
    ['one of somebody named Tống', ['T1', 'Tống Văn Cộng', '', '']],
  ])('%s', (_, row) => {
    expect(read([UNITS, row, CB]).table.rows.map(({ line }) => line)).toEqual([2, 3]);
  });

  test('and one of another width is a mistake in a file, where its cells may have moved', () => {
    const { issues } = readFile([
      UNITS,
      ['CB', 'Chi bộ Một', 'thứ hai', 'Chi bộ', 'DB'],
      ['CC', 'Chi bộ'],
      CB,
    ]);
    expect(issues).toMatchObject([
      { line: 2, code: 'file-columns', details: { expected: 4, found: 5 } },
      { line: 3, code: 'file-columns', details: { expected: 4, found: 2 } },
    ]);
  });

  test('while blank cells at the end are none', () => {
    const { table, issues } = readFile([
      [...UNITS, '', ''],
      [...CB, '', ''],
    ]);
    expect(table.rows).toEqual([{ line: 2, cells: unit }]);
    expect(issues).toEqual([]);
  });
});

test('formulas count where they are read, and nowhere else', () => {
  const faults = new Map([[0, 'cell-formula' as const]]);
  const lines = [
    { line: 1, cells: ['="Danh sách"'], faults },
    { line: 2, cells: ['STT', ...UNITS] },
    { line: 3, cells: ['1', ...CB], faults },
    {
      line: 4,
      cells: ['2', '="CC"', 'Chi bộ Hai', 'Chi bộ', 'DB'],
      faults: new Map([[1, 'cell-formula' as const]]),
    },
    { line: 5, cells: ['12', '', 'Tổng cộng'], faults },
  ];
  const { issues } = toTable({ name: 'don-vi', lines, sheet: SHEET });
  expect(issues).toMatchObject([{ line: 4, column: 'Mã', code: 'cell-formula' }]);
});
