import { describe, expect, test } from 'vitest';
import type { SheetFacts } from '../../../bot/admin/raw-table.ts';
import { toSource, toTable } from '../../../bot/admin/to-table.ts';

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
    ['with numbers before them', [['1. Mã', '2) Tên', '(3) Loại', '4 Mã đơn vị cấp trên']], 1],
    ['with dashes, quotation marks and footnotes', [['- Mã', '“Tên”', "'Loại';", 'Mã đơn vị cấp trên²']], 1],
    ['as names in a program', [['MA', 'TEN', 'LOAI', 'ma_don_vi_cap_tren']], 1],
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
    const { table, issues, notes } = read([
      [...UNITS, 'TÊN'],
      [...CB, 'Khác'],
    ]);
    const details = { first: 2, number: 5 };
    expect(issues).toEqual([{ file: 'don-vi', line: 1, column: 'Tên', code: 'column-twice', details }]);
    expect(notes).toEqual([]);
    // Neither is read, so that nothing else is wrong with either.
    expect(table.rows[0]?.cells).not.toHaveProperty('Tên');
  });

  test('and one that nobody needs may be there twice', () => {
    const { issues } = read([
      [...UNITS, 'Ghi chú', 'Ghi chú'],
      [...CB, 'a', 'b'],
    ]);
    expect(issues).toEqual([]);
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

const PEOPLE = ['Mã', 'Họ và tên', '', 'Ngày sinh'];

/** A table of people; in its first row cells are merged with those left of them, in these columns. */
const readPeople = (rows: readonly (readonly string[])[], covered: readonly number[] = [], isSheet = true) =>
  toTable({
    name: 'nguoi',
    lines: rows.map((cells, at) => ({
      ...{ line: at + 1, cells },
      ...(at === 0 && { covered: new Set(covered) }),
    })),
    ...(isSheet && { sheet: SHEET }),
  });

describe('a name over several columns', () => {
  const AN = { Mã: 'P1', 'Họ và tên': 'Nguyễn Văn An', 'Ngày sinh': '01/02/1970' };
  const row = ['P1', 'Nguyễn Văn', 'An', '01/02/1970'];

  test.each<[string, string[][], boolean]>([
    ['merged', [PEOPLE], true],
    ['merged, with the parts below it', [PEOPLE, ['', 'Họ và tên đệm', 'Tên', '']], true],
    ['merged, in a row below cells that are merged down', [PEOPLE, ['Mã', 'Họ', 'tên', 'Ngày sinh']], true],
    ['with the parts below it, in a file', [PEOPLE, ['', 'Họ đệm', 'Tên', '']], false],
    ['merged, with a remark below it', [PEOPLE, ['', '(ghi chữ in hoa)', '', '(ngày/tháng/năm)']], true],
  ])('has the words of all of them: %s', (_, header, isSheet) => {
    const { table, issues, notes } = readPeople([...header, row], isSheet ? [2] : [], isSheet);
    expect(table.rows).toEqual([{ line: header.length + 1, cells: AN }]);
    expect(issues).toEqual([]);
    expect(notes).toEqual([
      {
        ...{ file: 'nguoi', line: header.length, column: 'Họ và tên', code: 'columns-joined' },
        details: { number: 2 },
      },
    ]);
  });

  test('has the day of birth of men and women in either of two columns', () => {
    const header = ['Mã', 'Họ và tên', 'Ngày, tháng, năm sinh', ''];
    const parts = ['', '', 'Nam', 'Nữ'];
    const { table } = readPeople([header, parts, ['P1', 'An', '1970', ''], ['P2', 'Bình', '', '1971']], [3]);
    expect(table.rows.map(({ cells }) => cells['Ngày sinh'])).toEqual(['1970', '1971']);
  });

  test.each([
    ['Họ đệm', 'Tên'],
    ['Họ và tên đệm', 'TÊN'],
    ['HỌ', 'Tên đệm và tên'],
  ])('is also in columns that are named “%s” and “%s”', (first, second) => {
    const { table } = readPeople([['Mã', first, second, 'Ngày sinh'], row]);
    expect(table.rows[0]?.cells).toEqual(AN);
  });

  test('is not put together where there is a column with the whole one', () => {
    const { table } = readPeople([
      ['Mã', 'Họ và tên', 'Họ', 'Tên'],
      ['P1', 'Nguyễn Văn An', 'Nguyễn', 'An'],
    ]);
    expect(table.rows[0]?.cells).toEqual({ Mã: 'P1', 'Họ và tên': 'Nguyễn Văn An' });
  });

  test('at the end of the row', () => {
    const { table } = readPeople(
      [
        ['Mã', 'Ngày sinh', 'Họ và tên'],
        ['P1', '1970', 'Nguyễn Văn', 'An'],
      ],
      [3],
    );
    expect(table.rows[0]?.cells['Họ và tên']).toBe('Nguyễn Văn An');
  });

  test('is refused where it is not known which one is meant, with what stands below it', () => {
    const { issues } = readPeople([PEOPLE, ['', 'Tên khai sinh', 'Bí danh', ''], row], [2]);
    const details = { parts: '“Tên khai sinh”, “Bí danh”' };
    expect(issues).toEqual([
      { file: 'nguoi', line: 2, column: 'Họ và tên', code: 'column-unclear', details },
    ]);
  });

  test('is refused where words stand beside it and nothing says that they are of the name', () => {
    for (const isSheet of [true, false]) {
      const { issues, notes } = readPeople([PEOPLE, row], [], isSheet);
      const details = { number: 3, text: 'Nguyễn Văn An' };
      expect(issues).toEqual([{ file: 'nguoi', line: 1, column: 'Họ và tên', code: 'name-beside', details }]);
      expect(notes).toEqual([]);
    }
    const numbered = readPeople([
      ['Mã', '', 'Họ và tên'],
      ['P1', '1', 'An'],
    ]);
    expect(numbered.issues).toEqual([]);
  });
});

describe('what is named like no table', () => {
  const stranger = (...rows: string[][]) =>
    toTable({ name: 'ghi-chu', lines: rows.map((cells, at) => ({ line: at + 1, cells })), sheet: SHEET });
  const notes = stranger(['Việc cần làm', 'Tên'], ['Gọi điện', 'An'], ['x']);
  const told = { file: 'ghi-chu', line: 0, column: null, details: {} };

  test('is left out beside tables, and named', () => {
    const { tables, issues, notes: said } = toSource([read([UNITS, CB]), notes]);
    expect(tables.map(({ name }) => name)).toEqual(['don-vi']);
    expect({ issues, said }).toEqual({ issues: [], said: [{ ...told, code: 'table-aside' }] });
  });

  test('is read alone, so that its name is what is wrong, and a mistake where it has the columns of a table', () => {
    expect(toSource([notes])).toMatchObject({ tables: [{ name: 'ghi-chu', rows: [{}, {}] }], notes: [] });
    const { issues } = toSource([read([UNITS, CB]), stranger(PEOPLE, ['P1'])]);
    expect(issues).toEqual([{ ...told, code: 'unknown-table-like', details: { table: 'nguoi' } }]);
  });
});

describe('rows that are no entries are left out, and named', () => {
  test.each<[string, string[]]>([
    ['behind a numeral, where there is no column of numbers', ['I', 'Chi bộ Một', '', '']],
    ['behind a number', ['', 'Chi bộ Một', '', '', '1']],
    ['alone in the column of names', ['', 'CHI BỘ VĂN PHÒNG', '', '']],
    ['with its numeral', ['', 'II. Những đồng chí khác', '', '']],
    ['without accents', ['', '1. Dang bo Cong ty', '', '']],
    ['by a short word', ['', 'Phòng Tổ chức', '', '']],
  ])('a heading between people: %s', (_, row) => {
    const header = ['Mã', 'Họ và tên', 'Ngày sinh', 'Diện đảng viên', 'TT'];
    const { table, notes, issues } = readPeople([header, ['P1', 'An'], row, ['P2', 'Bàn Văn Bình']]);
    expect(table.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(notes).toContainEqual(expect.objectContaining({ line: 3, code: 'row-heading' }));
    expect(issues).toEqual([]);
  });

  test.each(['Nguyễn Văn An', 'Bàn Văn Bình', 'Cao Thị Sở', 'TỐNG VIỆN'])('but nobody named %s', (name) => {
    const { table } = readPeople([
      ['Mã', 'Họ và tên', 'Ngày sinh'],
      ['P1', 'An'],
      ['', name, ''],
    ]);
    expect(table.rows).toHaveLength(2);
  });

  test.each<[string, string[], string]>([
    ['a total', ['', 'Tổng cộng', '', '12'], 'row-total'],
    ['a total in the column of codes', ['Tổng số: 12 đơn vị'], 'row-total'],
    ['a short total', ['Cộng', '', '', '3'], 'row-total'],
    ['the header once more', UNITS, 'row-repeated-header'],
    ['a heading between groups', ['I. Các chi bộ khối văn phòng', '', '', ''], 'row-heading'],
    ['a heading behind its numeral', ['', 'Các chi bộ khối văn phòng', '', '', 'II'], 'row-heading'],
  ])('%s', (_, row, code) => {
    const table = read([[...UNITS, 'STT'], CB, row, ['CC', ...CB.slice(1)]]);
    expect(table.table.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(table.notes.filter(({ code: one }) => one !== 'column-unused')).toMatchObject([{ line: 3, code }]);
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

  test('what explains a header of two rows', () => {
    const header = [
      ['Mã', 'Đơn vị', '', 'Mã đơn vị cấp trên'],
      ['', 'Tên', 'Loại'],
      ['', '', '(theo mẫu)'],
    ];
    const { table, notes } = read([...header, CB]);
    expect(table.rows).toEqual([{ line: 4, cells: unit }]);
    expect(notes).toMatchObject([{ line: 3, code: 'row-remark' }]);
  });

  test('a heading that is merged across columns', () => {
    const rows = [UNITS, CB, ['', 'Văn phòng'], ['CC', ...CB.slice(1)]];
    const lines = rows.map((cells, at) => ({
      line: at + 1,
      cells,
      covered: new Set(at === 2 ? [2, 3] : []),
    }));
    const { table, notes } = toTable({ name: 'don-vi', lines, sheet: SHEET });
    expect(table.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(notes).toMatchObject([{ line: 3, code: 'row-heading' }]);
  });

  test('what stands below the table, also where a code would', () => {
    const below = [[], ['', '', 'Hà Nội, ngày 01/11/2026'], ['Người lập biểu', 'TM. ĐẢNG ỦY', 'Bí thư']];
    const table = read([UNITS, CB, ...below]);
    expect(table.table.rows.map(({ line }) => line)).toEqual([2]);
    expect(notesOf(table)).toEqual([
      [4, null, 'row-below'],
      [5, null, 'row-below'],
    ]);
  });

  test('what stands below the table beside its columns', () => {
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
