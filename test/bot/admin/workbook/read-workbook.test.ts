import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cell, type WriteOptions, writeXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readWorkbook } from '../../../../bot/admin/workbook/read-workbook.ts';
import { workbookParts, type ZipEntry, zipOf } from '../../../support/zip.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbook-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array) {
  const file = join(folder, 'tap-tin.xlsx');
  await writeFile(file, bytes);
  return await readWorkbook(file, () => undefined);
}

const readSheets = async (sheets: WriteOptions['sheets']) => read(await writeXlsx({ sheets }));
const readData = (data: string, name = 'nguoi') => read(zipOf(workbookParts({ name, data })));

const WIDE = '<row r="1"><c r="XFD1"><v>1</v></c></row>';
const SHEET = 'worksheets/sheet1.xml';
/** The sheet under a name that tells nothing, and whatever names it. */
const renamed = ({ name, content }: ZipEntry): ZipEntry => ({
  name: name.replace(SHEET, 'worksheets/1'),
  content: String(content).replace(SHEET, 'worksheets/1'),
});
const inUtf16 = ({ name, content }: ZipEntry): ZipEntry => ({
  name,
  content: name.endsWith(SHEET) ? Buffer.from(String(content), 'utf16le') : content,
});

const refusal = async (bytes: Uint8Array) =>
  await read(bytes).then(
    () => 'read',
    (error: { code?: string }) => error.code,
  );

/** The cells of the only row below the header, as they were understood. */
async function cellsOf(cells: Record<string, Partial<Cell>>): Promise<string[]> {
  const headers = Object.keys(cells);
  const own = new Map(headers.map((header, column) => [`1,${column}`, cells[header] as Partial<Cell>]));
  const rows = [headers, headers.map(() => '')];
  const { tables, issues } = await readSheets([{ name: 'bang', rows, cells: own }]);
  expect(issues).toEqual([]);
  return headers.map((header) => tables[0]?.rows[0]?.cells[header] ?? 'missing');
}

describe('cells are the text that a person sees', () => {
  const day = new Date(Date.UTC(1980, 11, 5));
  const date = (numFmt: string): Partial<Cell> => ({ value: day, type: 'date', style: { numFmt } });
  const number = (value: number, numFmt?: string): Partial<Cell> => ({
    value,
    type: 'number',
    ...(numFmt === undefined ? {} : { style: { numFmt } }),
  });

  test.each<[string, Partial<Cell>, string]>([
    ['a day', date('dd/mm/yyyy'), '05/12/1980'],
    ['a day in another order', date('m/d/yy'), '05/12/1980'],
    ['a day with its time', date('yyyy-mm-dd hh:mm'), '05/12/1980'],
    ['a day without its year', date('d-mmm'), '05/12'],
    ['a day of which the year alone is shown', date('yyyy'), '1980'],
    ['a number', number(2026), '2026'],
    ['a number that arithmetic blurred', number(0.1 + 0.2), '0.3'],
    ['a number that shows leading zeros', number(42, '00000'), '00042'],
    ['a long number', number(1234567890123), '1234567890123'],
    ['text with leading zeros', { value: '00042', type: 'string' }, '00042'],
    ['text that begins like a formula', { value: '=1+1', type: 'string' }, '=1+1'],
    ['a truth', { value: true, type: 'boolean' }, 'TRUE'],
    ['a link', { value: 'an@dang.vn', hyperlink: { target: 'mailto:x@y.vn' } }, 'an@dang.vn'],
    [
      'text in several styles',
      { type: 'richText', richText: [{ text: 'Nguyễn ' }, { text: 'Văn An', font: { bold: true } }] },
      'Nguyễn Văn An',
    ],
  ])('%s', async (_what, cell, text) => {
    expect(await cellsOf({ Mã: { value: 'A', type: 'string' }, Ô: cell })).toEqual(['A', text]);
  });
});

test('lines are rows of the sheet, blank ones are left out, and the template’s own sheets are not read', async () => {
  const source = await readSheets([
    { name: 'Hướng dẫn', rows: [['Cột']] },
    { name: 'Danh mục', rows: [['Chi bộ']] },
    { name: 'Sheet1', rows: [] },
    {
      name: ' Don-Vi ',
      rows: [[], [' Mã ', 'Tên'.normalize('NFD')], ['A', 'a\nb'], [null, ' '], ['B'], [], [null, '']],
    },
  ]);

  expect(source).toEqual({
    tables: [
      {
        name: 'don-vi',
        header: 2,
        rows: [
          { line: 3, cells: { Mã: 'A', Tên: 'a\nb' } },
          { line: 5, cells: { Mã: 'B', Tên: '' } },
        ],
      },
    ],
    issues: [],
    notes: [],
    fonts: [],
  });
});

test('every formula and error is reported by sheet, row and column, a column without a header noted', async () => {
  const formula: Partial<Cell> = { formula: 'HYPERLINK("http://x","y")', formulaResult: 'y' };
  const { issues, notes } = await readSheets([
    {
      name: 'nguoi',
      rows: [
        ['Mã', 'Họ và tên'],
        ['A', ''],
        ['B', 'b', 'thừa'],
      ],
      cells: new Map([['1,1', formula]]),
    },
    { name: 'don-vi', rows: [['Mã', 'Mã']] },
  ]);
  const error = await readData(
    '<row r="1"><c r="A1" t="str"><v>Mã</v></c></row><row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>',
  );
  const unnamed = { file: 'nguoi', line: 3, column: null, code: 'column-unnamed', details: { number: 3 } };

  expect([...issues, ...error.issues]).toEqual([
    { file: 'nguoi', line: 2, column: 'Họ và tên', code: 'cell-formula', details: {} },
    { file: 'don-vi', line: 1, column: 'Mã', code: 'column-twice', details: { first: 1, number: 2 } },
    { file: 'nguoi', line: 2, column: 'Mã', code: 'cell-error', details: {} },
  ]);
  expect(notes).toEqual([unnamed]);
});

test('hidden sheets, hidden columns and rows of no height are read like the others, and told', async () => {
  const { tables, notes } = await readSheets([
    {
      name: 'Đơn vị',
      hidden: true,
      rows: [
        ['Mã', 'Tên', 'Ghi chú'],
        ['A', 'a'],
        ['B', 'b'],
      ],
      columns: [{}, { hidden: true }, { hidden: true }],
      rowDefs: new Map([[2, { height: 0 }]]),
    },
  ]);

  expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([['don-vi', 2]]);
  expect(notes.map(({ line, column, code }) => [line, column, code])).toEqual([
    [0, null, 'sheet-hidden'],
    [1, 'Tên', 'column-hidden'],
    [3, null, 'row-hidden'],
    [1, 'Ghi chú', 'column-unused'],
  ]);
});

test('a row of formulas alone is a mistake, and not left out as blank', async () => {
  const codes = new Map([['1,0', { formula: 'Sheet2!A1' }]]);
  const { issues } = await readSheets([{ name: 'don-vi', rows: [['Mã', 'Tên'], ['']], cells: codes }]);
  expect(issues).toMatchObject([{ line: 2, column: 'Mã', code: 'cell-formula' }]);
});

describe('a hostile or broken file is refused', () => {
  const parts = (data = '', head = '') => workbookParts({ name: 'nguoi', data, head });
  const withPart = (part: ZipEntry) => zipOf([...parts(), part]);
  const zeros = Buffer.alloc(300 * 1024 * 1024);
  const entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

  test.each<[string, () => Uint8Array, string]>([
    ['a bomb of zeros', () => withPart({ name: 'xl/media/image1.png', content: zeros }), 'workbook-too-big'],
    [
      'a bomb that says it is small',
      () => withPart({ name: 'xl/a.xml', content: zeros, declaredSize: 100 }),
      'workbook-not-xlsx',
    ],
    [
      'very many files',
      () => zipOf(Array.from({ length: 2_001 }, (_, index) => ({ name: `a/${index}`, content: '' }))),
      'workbook-too-big',
    ],
    ['very many cells', () => zipOf(parts('<c><v/></c>'.repeat(2_100_000))), 'workbook-too-big'],
    [
      'two cells at the ends of the largest sheet',
      () =>
        zipOf(
          parts(
            '<row r="1"><c r="A1"/></row><row r="1048576"><c r="A1048576"><v>1</v></c><c r="B1048576"><v>1</v></c></row>',
          ),
        ),
      'import-too-many-cells',
    ],
    ['a wide sheet in a part of another name', () => zipOf(parts(WIDE).map(renamed)), 'import-too-wide'],
    ['a sheet in UTF-16', () => zipOf(parts('<row/>').map(inUtf16)), 'workbook-not-xlsx'],
    ['entities that multiply', () => zipOf(parts('&b;', entities)), 'workbook-unsafe'],
    ['macros', () => withPart({ name: 'xl/vbaProject.bin', content: 'x' }), 'workbook-unsafe'],
    ['two files of one name', () => zipOf([...parts(), ...parts()]), 'workbook-unsafe'],
    ['text', () => Buffer.from('Mã,Tên\nA,B\n'), 'workbook-not-xlsx'],
    ['nothing at all', () => Buffer.alloc(0), 'workbook-not-xlsx'],
    ['half a workbook', () => zipOf(parts()).subarray(0, 900), 'workbook-not-xlsx'],
    ['another archive', () => zipOf([{ name: 'word/document.xml', content: '<a/>' }]), 'workbook-not-xlsx'],
    ['an ods file', () => zipOf([{ name: 'content.xml', content: '<a/>' }]), 'workbook-not-xlsx'],
    ['an xls file', () => Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'workbook-locked'],
  ])('%s', async (_what, bytes, code) => {
    expect(await refusal(bytes())).toBe(code);
  });

  test('a workbook with a password', async () => {
    const sheets = [{ name: 'nguoi', rows: [['Mã']] }];
    const locked = await writeXlsx({ sheets, encryption: { password: 'bí mật', spinCount: 10 } });

    expect(await refusal(locked)).toBe('workbook-locked');
  });

  test('a file that is not there', async () => {
    await expect(readWorkbook(join(folder, 'none.xlsx'), () => undefined)).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  });
});

describe('a sheet that reaches far is refused before memory is spent on it', () => {
  const rows = (count: number, column: string, content = '<v>1</v>') =>
    Array.from({ length: count }, (_, at) => {
      const cell =
        content === '' ? `<c s="1" r="${column}${at + 1}"/>` : `<c r="${column}${at + 1}">${content}</c>`;
      return `<row r="${at + 1}"><c r="A${at + 1}"><v>${at}</v></c>${cell}</row>`;
    }).join('');

  test.each([
    ['60,000 rows with a cell in the last column', rows(60_000, 'XFD'), 'import-too-wide', 16_384],
    ['one cell in the last column', rows(1, 'XFD'), 'import-too-wide', 16_384],
    [
      '100,000 cells without names',
      `<row>${'<c><v>1</v></c>'.repeat(100_000)}</row>`,
      'import-too-wide',
      100_000,
    ],
    ['a cell in the last column, named in small letters', rows(1, 'xfd'), 'import-too-wide', 16_384],
    ['many rows and columns', rows(40_000, 'IV'), 'import-too-many-cells', 256],
  ])('%s', async (_, data, code, columns) => {
    await expect(readData(data)).rejects.toMatchObject({
      code,
      details: { file: join(folder, 'tap-tin.xlsx'), table: 'nguoi', columns },
    });
  });

  const wide = Array.from({ length: 400 }, (_, day) => `Ngày ${day}`);
  test('but one that is none of the tables is left out, and named', async () => {
    const { tables, issues, notes } = await readSheets([
      { name: 'Chấm công', rows: [wide] },
      { name: 'nguoi', rows: [['Mã'], ['A']] },
    ]);
    expect(tables.map(({ name, rows: read }) => [name, read.length])).toEqual([['nguoi', 1]]);
    expect([issues, notes]).toMatchObject([[], [{ file: 'cham-cong', code: 'file-aside' }]]);
  });

  test('also under another name where it has the columns of a table, and where there is no other', async () => {
    const people = ['Mã', 'Họ và tên', 'Ngày sinh'];
    const units = { name: 'don-vi', rows: [['Mã'], ['A']] };
    for (const sheets of [
      [units, { name: 'Danh sách', rows: [[...people, ...wide]] }],
      [{ name: 'x', rows: [wide] }],
    ]) {
      await expect(readSheets(sheets)).rejects.toMatchObject({ code: 'import-too-wide' });
    }
  });

  test('rows that are only coloured to the last column are read', async () => {
    const { tables } = await readData(rows(300, 'XFD', ''), 'bang');
    expect(tables[0]?.rows).toHaveLength(299);
    expect(tables[0]?.rows[0]?.cells).toEqual({ 0: '1' });
  });
});

test('two sheets of one table are refused with both names, and two that are none are not', async () => {
  const rows = [['Mã'], ['A']];
  await expect(
    readSheets([
      { name: 'Đơn vị', rows },
      { name: 'don-vi', rows },
    ]),
  ).rejects.toMatchObject({
    code: 'import-table-twice',
    details: { table: 'don-vi', first: 'Đơn vị', second: 'don-vi' },
  });
  const notes = [
    { name: 'Ghi chú', rows },
    { name: 'ghi-chu', rows },
  ];
  const { tables } = await readSheets([{ name: 'nguoi', rows }, ...notes]);
  expect(tables.map(({ name }) => name)).toEqual(['nguoi']);
});
