import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCsvFolder } from '../../../bot/admin/read-csv-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

test.each([
  { name: 'commas and line feeds', text: 'Mã,"Hạn chế, khuyết điểm"\nA,"một\n""hai"""\n\nB,ba\n' },
  {
    name: 'semicolons, \\r\\n and a byte order mark',
    text: '\uFEFFMã;Hạn chế, khuyết điểm\r\nA;"một\n""hai"""\r\n;\r\nB;ba',
  },
])('reads $name, and knows on which line each row begins', async ({ text }) => {
  await write('bang.csv', text);

  expect(await readCsvFolder(folder)).toEqual({
    tables: [
      {
        name: 'bang',
        rows: [
          { line: 2, cells: { Mã: 'A', 'Hạn chế, khuyết điểm': 'một\n"hai"' } },
          { line: 5, cells: { Mã: 'B', 'Hạn chế, khuyết điểm': 'ba' } },
        ],
      },
    ],
    issues: [],
    notes: [],
    fonts: [],
  });
});

test('composes headers and leaves cells as they are', async () => {
  const decomposed = 'Nguyễn Văn Tuấn'.normalize('NFD');
  await write('nguoi.csv', `${'Họ và tên'.normalize('NFD')},Mã\n  ${decomposed} 👩‍👩‍👧,A\n`);

  const { tables } = await readCsvFolder(folder);

  expect(tables[0]?.rows[0]?.cells['Họ và tên'.normalize('NFC')]).toBe(`  ${decomposed} 👩‍👩‍👧`);
});

test('what nobody sees makes no other header, and no row', async () => {
  await write('nguoi.csv', '\u200bMã,Họ\u00a0 và tên\u2060\n\u200b,\u3164\nA,An\u200b\n');

  expect((await readCsvFolder(folder)).tables[0]?.rows).toEqual([
    { line: 3, cells: { Mã: 'A', 'Họ và tên': 'An\u200b' } },
  ]);
});

test('reports every file that cannot be read, and reads the others', async () => {
  await write('cam-ket.csv', new Uint8Array([0x4d, 0xe3, 0x0a]));
  await write('chuc-vu.csv', 'Mã,Tên\nA,"không đóng\n');
  await write('don-vi.csv', 'Mã,Tên\nA\nB,b,b\nC,c\n');
  await write('nguoi.csv', 'Mã,Mã\nA,a\n');
  await write('tap-the.csv', '');
  await write('ghi-chu.txt', 'không phải bảng');

  const { tables, issues } = await readCsvFolder(folder);

  expect(issues).toMatchObject([
    { file: 'cam-ket', line: 1, code: 'file-encoding' },
    { file: 'chuc-vu', line: 2, code: 'file-syntax' },
    { file: 'don-vi', line: 2, code: 'file-columns', details: { expected: 2, found: 1 } },
    { file: 'don-vi', line: 3, code: 'file-columns', details: { expected: 2, found: 3 } },
    { file: 'nguoi', line: 1, column: 'Mã', code: 'column-twice' },
  ]);
  expect(tables.find(({ name }) => name === 'don-vi')?.rows).toHaveLength(1);
  expect(tables.map(({ name }) => name)).toEqual(['cam-ket', 'chuc-vu', 'don-vi', 'nguoi', 'tap-the']);
});

test('a table of 100,000 columns is refused by name', async () => {
  await write('nguoi.csv', `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',')}\n`);
  await expect(readCsvFolder(folder)).rejects.toMatchObject({
    code: 'import-too-wide',
    details: { file: folder, table: 'nguoi', columns: 100_000 },
  });
});

test('a table of very many cells is refused before it is taken apart', async () => {
  await write('nguoi.csv', 'Mã,Tên\n,\n'.repeat(1_100_000));
  await expect(readCsvFolder(folder)).rejects.toMatchObject({ code: 'import-too-many-cells' });
});

test.each([
  ['a link', (path: string) => symlink('/etc/hostname', path)],
  ['a pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
  ['a folder', (path: string) => mkdir(path)],
])('%s named like a table is not read', async (_, make) => {
  await make(join(folder, 'nguoi.csv'));
  await expect(readCsvFolder(folder)).rejects.toMatchObject({
    code: 'import-not-a-file',
    details: { file: join(folder, 'nguoi.csv') },
  });
});

test('a folder that is not there is an error by name', async () => {
  await expect(readCsvFolder(join(folder, 'none'))).rejects.toMatchObject({
    code: 'import-folder-unreadable',
    details: { folder: join(folder, 'none') },
  });
});

const PEOPLE = ['Mã', 'Họ và tên', 'Ngày sinh'];
const PERSON = ['P1', 'An; Bình, Cường', '1970'];
const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`);
const inUtf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

test.each<[string, string, string | Uint8Array]>([
  [
    'a line that says what separates the cells',
    'nguoi.csv',
    `sep=;\r\n${PEOPLE.join(';')}\r\nP1;"An; Bình, Cường";1970\r\n`,
  ],
  ['that line, saved once more', 'nguoi.csv', `"sep=;";;\n${PEOPLE.join(';')}\nP1;"An; Bình, Cường";1970\n`],
  ['that line and commas', 'nguoi.csv', `\ufeffsep=,\n${PEOPLE.join(',')}\n${quoted(PERSON).join(',')}\n`],
  ['that line and bars', 'nguoi.csv', `sep=|\n${PEOPLE.join('|')}\n${PERSON.join('|')}\n`],
  ['tabs', 'nguoi.csv', `${PEOPLE.join('\t')}\n${PERSON.join('\t')}\n`],
  [
    'tabs, as Excel saves “Unicode Text”',
    'nguoi.txt',
    inUtf16(`${PEOPLE.join('\t')}\r\n"${PERSON.join('"\t"')}"\r\n`),
  ],
  ['tabs in a file of that ending', 'nguoi.tsv', `${PEOPLE.join('\t')}\n${PERSON.join('\t')}\n`],
  [
    'a title with commas above semicolons',
    'nguoi.csv',
    `Danh sách, năm 2026, mới,\n\n${PEOPLE.join(';')}\nP1;"An; Bình, Cường";1970\n`,
  ],
  [
    'a title with semicolons above commas',
    'nguoi.csv',
    `Danh sách; năm 2026;\n${PEOPLE.join(',')}\n${quoted(PERSON).join(',')}\n`,
  ],
])('%s', async (_, file, content) => {
  await write(file, content);
  const { tables, issues } = await readCsvFolder(folder);
  expect(issues).toEqual([]);
  expect(tables.map(({ name, rows }) => [name, rows.map(({ cells }) => Object.values(cells))])).toEqual([
    ['nguoi', [PERSON]],
  ]);
});

test('lines are counted from the first, also where it says what separates the cells', async () => {
  const text = `sep=;\n${PEOPLE.join(';')}\n\nP1;An;1970\nP2;"B\nình";1970\nP3;`;
  await write('nguoi.csv', `${text}"\n`);
  expect((await readCsvFolder(folder)).issues).toMatchObject([{ line: 7, code: 'file-syntax' }]);
  await write('nguoi.csv', `${text.replaceAll('\n', '\r\n')};\r\n`);
  expect((await readCsvFolder(folder)).tables[0]?.rows.map(({ line }) => line)).toEqual([4, 5, 7]);
});

test.each([
  ['TCVN3', 'Nguy\xd4n V\xa8n An', 'TCVN3'],
  ['VNI', 'Nguye\xe3n Va\xean An', 'VNI'],
  ['Windows-1258', 'Nguy\xea\xden V\xe3n An', 'Windows-1258'],
])('a file in %s is refused once, with its encoding', async (_, name, encoding) => {
  await write('nguoi.csv', Buffer.from(`Ma,Ho va ten\n${`P1,${name}\n`.repeat(3)}`, 'latin1'));
  expect((await readCsvFolder(folder)).issues).toEqual([
    { file: 'nguoi', line: 1, column: null, code: 'file-encoding-known', details: { encoding } },
  ]);
});

test.each<[string, string | Uint8Array]>([
  ['is in another encoding', Buffer.from('Vi\xd6c c\xc7n l\xb5m,Ai\nG\xe4i,An\n', 'latin1')],
  ['is no text', Uint8Array.from({ length: 400 }, (_, at) => (at * 89) % 256)],
  ['lacks a quotation mark', 'Việc,Ai\n"Gọi,An\n'],
  ['is much too wide', `${'x,'.repeat(100_000)}\n`],
  ['has very many cells', 'Việc,Ai\n,\n'.repeat(1_100_000)],
])('a file beside the tables that %s is left out, and named', async (_, content) => {
  await write('nguoi.csv', 'Mã\nP1\n');
  await write('ghi-chu.csv', content);
  const { tables, issues, notes } = await readCsvFolder(folder);
  expect(tables.map(({ name }) => name)).toEqual(['nguoi']);
  expect(issues).toEqual([]);
  expect(notes).toEqual([{ file: 'ghi-chu', line: 0, column: null, code: 'file-aside', details: {} }]);
});

/** What ended the reading, as an issue of the file that it names. */
function refusalIn(error: unknown): { issues: object[]; notes: object[] } {
  const { code, details } = error as { code: string; details: { table: string } };
  return { issues: [{ file: details.table, code }], notes: [] };
}

test.each<[string, string | Uint8Array, string]>([
  [
    'TCVN3',
    Buffer.from('M\xb7;H\xe4 v\xb5 t\xaan;Ng\xb5y sinh\nP1;Nguy\xd4n V\xa8n An;1970\n', 'latin1'),
    'file-encoding-known',
  ],
  [
    'UTF-8 that is damaged',
    Buffer.concat([Buffer.from('Mã,Họ và tên\nP1,An'), Buffer.from([0xe3, 0x0a])]),
    'file-encoding',
  ],
  ['a table that is too wide', `Mã,Họ và tên,Ngày sinh${','.repeat(1_000)}x\n`, 'import-too-wide'],
  ['lines with a quotation mark too few', 'Mã;Họ và tên\nP1;"An\n', 'file-syntax'],
])(
  'a list of another name, known by its columns, is a mistake where it is in %s',
  async (_, content, code) => {
    await write('don-vi.csv', 'Mã\nA\n');
    await write('danh-sach.csv', content);
    const { issues, notes } = await readCsvFolder(folder).catch((error: unknown) => refusalIn(error));
    expect(issues).toMatchObject([{ file: 'danh-sach', code }]);
    expect(notes).toEqual([]);
  },
);

test('what is no file, and named like no table, is left out, and named', async () => {
  await write('nguoi.csv', 'Mã\nP1\n');
  await mkdir(join(folder, 'cu.csv'));
  await symlink('/etc/hostname', join(folder, 'khac.csv'));
  const { issues, notes } = await readCsvFolder(folder);
  expect(issues).toEqual([]);
  expect(notes).toMatchObject(['cu', 'khac'].map((file) => ({ file, code: 'file-aside' })));
});

test('a file beside the tables takes nothing from what may be read of them', async () => {
  await write('a.csv', 'Việc,Ai\n,\n'.repeat(900_000));
  await write('nguoi.csv', 'Mã,Họ và tên\n,\n'.repeat(300_000));
  expect((await readCsvFolder(folder)).notes).toContainEqual(
    expect.objectContaining({ file: 'a', code: 'file-aside' }),
  );
});

test('a file that is much too wide is refused where there is no other', async () => {
  await write('ghi-chu.csv', `${'x,'.repeat(100_000)}\n`);
  await expect(readCsvFolder(folder)).rejects.toMatchObject({ code: 'import-too-wide' });
});

test('a file that cannot be read is what is wrong where there is no other', async () => {
  await write('ghi-chu.csv', 'Việc,Ai\n"Gọi,An\n');
  expect(await readCsvFolder(folder)).toMatchObject({ issues: [{ code: 'file-syntax' }], notes: [] });
});

test('two files of one table are refused with both names', async () => {
  await write('nguoi.csv', 'Mã\nA\n');
  await write('Người.txt', 'Mã\nB\n');
  await expect(readCsvFolder(folder)).rejects.toMatchObject({
    code: 'import-table-twice',
    details: { table: 'nguoi', first: 'Người.txt', second: 'nguoi.csv' },
  });
});
