import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { administeredOffice } from '../../support/admin.ts';

const office = administeredOffice([]);

const UNITS = [
  ['Mã', 'Tên', 'Loại', 'Mã đơn vị cấp trên'],
  ['DB', 'Đảng bộ Công ty', 'Đảng bộ cơ sở', ''],
  ['CB', 'Chi bộ Một', 'Chi bộ', 'DB'],
];
const PEOPLE = [
  'Mã',
  'Họ và tên',
  'Ngày sinh',
  'Diện đảng viên',
  'Nơi sinh hoạt đảng',
  'Hưởng lương từ ngân sách',
  'Đơn vị công tác',
];
const member = (code: string, name: string, born = '01/02/1970') => {
  return [code, name, born, 'Đảng viên chính thức', 'CB', 'Không', ''];
};

/** Writes a workbook of these sheets, after one with units. */
async function writeList(sheets: WriteSheet[]): Promise<string> {
  const file = join(office.folder, 'danh-sach.xlsx');
  writeFileSync(file, await writeXlsx({ sheets: [{ name: 'don-vi', rows: UNITS }, ...sheets] }));
  return file;
}

async function importSheets(
  sheets: WriteSheet[],
  options: readonly string[] = [],
  code = 0,
): Promise<string> {
  return await office.admin(['import', await writeList(sheets), ...options], code);
}

const nameOf = async (code: string) => (await office.database.people.findById(code).lean())?.name;

describe('lists as offices have them', () => {
  const strike: Partial<Cell> = { value: 'Cao Văn Dũng', style: { font: { strikethrough: true } } };
  const dirty: WriteSheet = {
    name: 'Người',
    rows: [
      ['DANH SÁCH ĐẢNG VIÊN NĂM 2026'],
      [],
      ['STT', ...PEOPLE.map((name) => name.toUpperCase())],
      [1, ...member('P1', 'Nguyễn Văn An')],
      [2, ...member('P2', 'Trần Thị Bình', '1971')],
      [3, ...member('P3', 'Lê Văn Cường')],
      [4, ...member('P4', 'Cao Văn Dũng')],
      [5, ...member('P5', 'Đỗ Văn Em')],
      ['', '', 'Tổng cộng: 5 đảng viên'],
    ],
    cells: new Map([['6,2', strike]]),
    merges: [{ startRow: 3, startCol: 5, endRow: 4, endCol: 5 }],
    rowDefs: new Map([
      [4, { hidden: true }],
      [5, { hidden: true }],
    ]),
  };

  test('are imported, and what an office may not have meant is told before anything is written', async () => {
    const said = await importSheets([dirty]);
    for (const line of [
      'nguoi · dòng 5–6: đang bị ẩn',
      'nguoi · dòng 7: có chữ bị gạch ngang',
      'nguoi · dòng 9: dòng tổng cộng, không đọc: “Tổng cộng: 5 đảng viên”',
      'nguoi · dòng 3 · cột “STT”: bảng này không dùng cột này',
      'nguoi · dòng 4–5 · cột “Nơi sinh hoạt đảng”: ô gộp nhiều dòng',
    ]) {
      expect(said).toContain(line);
    }
    const [told, done] = [said.indexOf('đang bị ẩn'), said.indexOf('Đang ghi')];
    expect([told > 0, told < done]).toEqual([true, true]);
    expect(await office.database.people.countDocuments()).toBe(5);
  });
});

describe('a list as it is printed', () => {
  const printed: WriteSheet = {
    name: 'Người',
    rows: [
      ['ĐẢNG BỘ CÔNG TY'],
      ['STT', 'Mã', 'Họ và tên', '', 'Ngày, tháng, năm sinh', '', ...PEOPLE.slice(3)],
      ['', '', '', '', 'Nam', 'Nữ', ...PEOPLE.slice(3).map(() => '')],
      ['(1)', '(2)', '(3)', '', '(4)', '(5)', '(6)', '(7)', '(8)', '(9)'],
      ['I', '', 'Chi bộ Một'],
      [1, 'P1', 'Nguyễn Văn', 'An', '01/02/1970', '', ...member('', '').slice(3)],
      [2, 'P2', 'Trần Thị', 'Bình', '', '1971', ...member('', '').slice(3)],
      ['ĐẢNG BỘ CÔNG TY'],
      ['TT', 'Mã', 'Họ tên (*)', '', 'Sinh ngày', '', ...PEOPLE.slice(3)],
      ['', '', '', '', 'Nam', 'Nữ giới', ...PEOPLE.slice(3).map(() => '')],
      ['(1)', '(2)', '(3)', '', '(4)', '(5)', '(6)', '(7)', '(8)', '(9)'],
      [3, 'P3', 'Lê Thị', 'Cúc', '', '1972', ...member('', '').slice(3)],
      ['', '', 'Cộng: 3'],
    ],
    merges: [
      ...[0, 1, 6, 7, 8, 9].map((column) => ({ startRow: 1, startCol: column, endRow: 2, endCol: column })),
      { startRow: 1, startCol: 2, endRow: 2, endCol: 3 },
      { startRow: 1, startCol: 4, endRow: 1, endCol: 5 },
      { startRow: 4, startCol: 2, endRow: 4, endCol: 9 },
    ],
  };
  const notes: WriteSheet = { name: 'Việc cần làm', rows: [['Gọi chi bộ Hai'], ['Tên'], ['An']] };

  test('has its names in two columns put together, and a sheet beside it is left out and named', async () => {
    const said = await importSheets([notes, printed]);
    expect([await nameOf('P1'), await nameOf('P2')]).toEqual(['Nguyễn Văn An', 'Trần Thị Bình']);
    expect(await nameOf('P3')).toBe('Lê Thị Cúc');
    for (const line of [8, 9, 10]) expect(said).toContain(`nguoi · dòng ${line}: tiêu đề lặp lại, không đọc`);
    const born = await office.database.people.find({}).sort({ _id: 1 }).lean();
    expect(born.map(({ birthDate }) => birthDate)).toEqual(['1970-02-01', '1971', '1972']);
    expect(said).toContain('viec-can-lam: không phải bảng nào của tổ chức nên không đọc');
    expect(said).toContain('nguoi · dòng 3 · cột “Họ và tên”: tiêu đề này nằm trên 2 cột');
    expect(said).toContain('nguoi · dòng 5: dòng tiêu đề nhóm, không đọc: “I · Chi bộ Một”');
  });
});

describe('words that are not in Unicode', () => {
  const inFont = (value: string, name: string): Partial<Cell> => ({ value, style: { font: { name } } });
  const people = (cells: Record<string, Partial<Cell>>): WriteSheet => ({
    name: 'nguoi',
    rows: [PEOPLE, member('P1', ''), member('P2', ''), member('P3', 'Lê Văn Cường')],
    cells: new Map(Object.entries(cells)),
  });
  const tcvn3 = people({
    '1,1': inFont('NguyÔn V¨n An', '.VnTime'),
    '2,1': inFont('trÇn thÞ b×nh', '.VnTimeH'),
    '3,1': inFont('Lê Văn Cường', '.VnTime'),
  });

  test('are refused cell by cell, with the encoding and the way out', async () => {
    const said = await importSheets([tcvn3], [], 1);
    expect(said).toContain('nguoi · dòng 2–3 · cột “Họ và tên”: chữ viết bằng bảng mã TCVN3');
    expect(said).toContain('--convert');
    expect(await office.database.people.countDocuments()).toBe(0);
  });

  describe('at a terminal, where somebody can be asked', () => {
    const asked = { question: /Gõ “có” để đổi: / };

    test('are converted if they say yes, and the list goes through', async () => {
      const said = await office.adminAsked(['import', await writeList([tcvn3])], { ...asked, typed: 'có' });
      expect(said).toContain('“NguyÔn V¨n An” → “Nguyễn Văn An”');
      expect(said.indexOf('→')).toBeLessThan(said.search(asked.question));
      expect([await nameOf('P1'), await nameOf('P2')]).toEqual(['Nguyễn Văn An', 'TRẦN THỊ BÌNH']);
    });

    test.each(['không', '', 'co le'])(
      'are refused if they answer “%s”, and nothing is written',
      async (typed) => {
        const said = await office.adminAsked(['import', await writeList([tcvn3])], {
          ...asked,
          typed,
          code: 1,
        });
        expect(said).toContain('nguoi · dòng 2–3 · cột “Họ và tên”: chữ viết bằng bảng mã TCVN3');
        expect(await office.database.people.countDocuments()).toBe(0);
      },
    );
  });

  test('are converted where the font of the cell says what they are and the office says yes', async () => {
    const said = await importSheets([tcvn3], ['--convert']);
    expect(said).toContain('“NguyÔn V¨n An” → “Nguyễn Văn An”; “trÇn thÞ b×nh” → “TRẦN THỊ BÌNH”');
    expect([await nameOf('P1'), await nameOf('P2'), await nameOf('P3')]).toEqual([
      'Nguyễn Văn An',
      'TRẦN THỊ BÌNH',
      'Lê Văn Cường',
    ]);
  });
});
