import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWorkbook } from '../../../../bot/admin/workbook/read-workbook.ts';
import { findEncodedTexts } from '../../../../handlers/import/encodings/find-texts.ts';
import { DIRTY_LIST } from '../../../support/dirty-list.ts';
import { PROGRAMS, workbookOf } from '../../../support/office-workbooks.ts';

/** The list as LibreOffice 7.4 saved it. */
const SAVED = resolve(import.meta.dirname, '../../../fixtures/workbooks/libreoffice.xlsx');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'programs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array) {
  const file = join(folder, 'danh-sach.xlsx');
  await writeFile(file, bytes);
  return await readWorkbook(file, () => undefined);
}

const OFFICIAL = 'Đảng viên chính thức';
const PEOPLE = [
  ['P1', 'Nguyễn Văn An', '01/02/1970', OFFICIAL, 'CB', 'Không', ''],
  ['P2', 'Trần Thị Bình', '1971', OFFICIAL, 'CB', 'Không', ''],
  ['P3', 'Lê Văn Cường', '05/06/1973', OFFICIAL, 'CC', 'Có', ''],
  ['P4', 'Cao Văn Dũng', '31/12/1985', OFFICIAL, 'CC', 'Không', ''],
  ['P5', '§ç V¨n §¹t', '1975', OFFICIAL, 'CC', 'Không', ''],
];

describe.each([
  ...PROGRAMS.map((program) => ({ program, bytes: async () => workbookOf(program, DIRTY_LIST) })),
  { program: 'LibreOffice', bytes: () => readFile(SAVED) },
])('a list that $program saved', ({ bytes }) => {
  test('is read to the cell', async () => {
    const { tables, issues } = await read(await bytes());
    expect(issues).toEqual([]);
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['don-vi', 3],
      ['nguoi', 5],
    ]);
    expect(tables[1]?.header).toBe(4);
    expect(tables[1]?.rows.map(({ cells }) => Object.values(cells))).toEqual(PEOPLE);
  });

  test('is told with what is hidden, filtered, struck out, merged and left out', async () => {
    const { notes } = await read(await bytes());
    expect(notes.map(({ file, line, column, code }) => [file, line, column, code])).toEqual([
      ['don-vi', 4, null, 'row-filtered'],
      ['nguoi', 7, null, 'row-hidden'],
      ['nguoi', 8, null, 'row-struck-out'],
      ['nguoi', 5, 'Nơi sinh hoạt đảng', 'merged-down'],
      ['nguoi', 6, 'Nơi sinh hoạt đảng', 'merged-down'],
      ['nguoi', 4, 'STT', 'column-unused'],
      ['nguoi', 4, 'Ghi chú', 'column-unused'],
      ['nguoi', 10, null, 'row-total'],
    ]);
  });

  test('names the cell that is in TCVN3, by its font', async () => {
    expect(findEncodedTexts(await read(await bytes()))).toEqual([
      {
        ...{ file: 'nguoi', line: 9, column: 'Họ và tên', encoding: 'TCVN3' },
        ...{ written: '§ç V¨n §¹t', meant: 'Đỗ Văn Đạt', hasFont: true },
      },
    ]);
  });
});

test('a font that is that of the whole workbook is known, too', async () => {
  const plain = DIRTY_LIST.map((sheet) => ({
    ...sheet,
    rows: sheet.rows.map((row) =>
      row.map((cell) => (cell?.style === 'tcvn3' ? { value: cell.value } : cell)),
    ),
  }));
  const [text] = findEncodedTexts(await read(workbookOf('Excel', plain, '.VnTime')));
  expect(text).toMatchObject({ line: 9, hasFont: true });
});
