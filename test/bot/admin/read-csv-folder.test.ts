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
  await write('a.csv', new Uint8Array([0x4d, 0xe3, 0x0a]));
  await write('b.csv', 'Mã,Tên\nA,"không đóng\n');
  await write('c.csv', 'Mã,Tên\nA\nB,b,b\nC,c\n');
  await write('d.csv', 'Mã,Mã\nA,a\n');
  await write('e.csv', '');
  await write('ghi-chu.txt', 'không phải bảng');

  const { tables, issues } = await readCsvFolder(folder);

  expect(issues).toMatchObject([
    { file: 'a', line: 1, code: 'file-encoding' },
    { file: 'b', line: 2, code: 'file-syntax' },
    { file: 'c', line: 2, code: 'file-columns', details: { expected: 2, found: 1 } },
    { file: 'c', line: 3, code: 'file-columns', details: { expected: 2, found: 3 } },
    { file: 'd', line: 1, column: 'Mã', code: 'duplicate' },
  ]);
  expect(tables.find(({ name }) => name === 'c')?.rows).toHaveLength(1);
  expect(tables.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
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
