import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Cell, writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { TABLES } from '../../../handlers/import/tables.ts';
import { administeredOffice } from '../../support/admin.ts';
import { importAll, smallOrganisation, table } from '../../support/organisation.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
const office = administeredOffice([]);

test('what nobody sees in the names of a list is dropped, and told cell by cell', async () => {
  const said = await office.admin(['import', join(LISTS, 'names-with-hidden-characters.xlsx')]);
  for (const [line, character] of Object.entries({ 2: 'U+200B', 3: 'U+FEFF', 4: 'U+00AD' })) {
    const place = `nguoi · dòng ${line} · cột “Họ và tên”`;
    expect(said).toContain(`${place}: đã bỏ ký tự không nhìn thấy (${character})`);
  }
  const people = await office.database.people.find({}).sort({ _id: 1 }).lean();
  const names = people.map(({ name }) => name).slice(0, 3);
  expect(names).toEqual(['Nguyễn Văn An', 'Trần Thị Bình', 'Lê Văn Cường']);
});

describe('people whose codes are numbers in the sheet', () => {
  /** P1 and P2 as a sheet of people has them that was sorted and saved anew. */
  async function listOf(numFmt: string): Promise<string> {
    const code = (value: number): Partial<Cell> => ({ value, type: 'number', style: { numFmt } });
    const rows = [
      Object.values(TABLES.people.columns).slice(0, 7),
      ['', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'TD', 'Không', 'CT'],
      ['', 'Trần Thị Hai', '31/12/1985', 'Đảng viên dự bị', 'TD', 'Có', 'CT'],
    ];
    const cells = new Map([
      ['1,0', code(1)],
      ['2,0', code(2)],
    ]);
    const file = join(office.folder, 'danh-sach.xlsx');
    await writeFile(file, await writeXlsx({ sheets: [{ name: 'nguoi', rows, cells }] }));
    return file;
  }
  const codes = async () =>
    (await office.database.people.find({}).sort({ _id: 1 }).lean()).map(({ _id }) => _id);

  test('keep the codes that the cells show', async () => {
    await importAll(office, smallOrganisation());
    await office.admin(['import', await listOf('"P"0')]);
    expect(await codes()).toEqual(['P1', 'P2', 'P3']);
    expect(await office.database.people.findById('P1').lean()).toMatchObject({ unit: 'TD' });
  });

  test('are asked about where the codes are others, before anything is written', async () => {
    await importAll(office, smallOrganisation());
    const said = await office.admin(['import', await listOf('000'), '--same', '001=P1'], 1);
    expect(said).not.toContain('--same 001=P1');
    expect(said).toContain('--same 002=P2');
    expect(said).toContain('--different 002');
    expect(said).toContain('Có 1 chỗ cần trả lời');
    expect(await codes()).toEqual(['P1', 'P2', 'P3']);
    expect(await office.database.people.findById('P1').lean()).toMatchObject({ unit: 'CB' });
  });

  test('are offered one answer for all, where that is one', async () => {
    await importAll(office, smallOrganisation());
    expect(await office.admin(['import', await listOf('000')], 1)).toContain('đúng là một: --same all');
    const both = ['import', await listOf('000'), '--same', 'ALL', '--different', 'all'];
    expect(await office.admin(both, 1)).toContain('Không dùng --same all cùng với --different all');
  });

  test('are imported as the office answers', async () => {
    await importAll(office, smallOrganisation());
    await office.admin(['import', await listOf('000'), '--same', '001=P1', '--different', '002']);
    expect(await codes()).toEqual(['002', 'P1', 'P2', 'P3']);
  });

  test('are all those who are known if the office says so', async () => {
    await importAll(office, smallOrganisation());
    const shown = await office.admin(['import', await listOf('000'), '--same', 'all', '--dry-run']);
    expect(shown).toContain('nguoi P1 · Nơi sinh hoạt đảng: “CB” → “TD”');
    expect(shown).toMatch(/nguoi +0 +2 +0/);
    expect(shown).toContain('nguoi P2 · Mã khác trong danh sách: “” → “002”');
    expect(await codes()).toEqual(['P1', 'P2', 'P3']);
  });
});

describe('a full list of a unit', () => {
  /** The import of a list that has P1 alone, where P2, P4 and P5 belong to the unit, too. */
  async function listWithoutThree(): Promise<string[]> {
    const more = (code: string, name: string, born: string) =>
      table('people', [code, name, born, 'Đảng viên chính thức', 'CB', 'Không', '']);
    await importAll(office, [
      ...smallOrganisation(),
      table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB']),
      more('P4', 'Vũ Văn Bốn', '04/04/1974'),
      more('P5', 'Hồ Thị Năm', '05/05/1975'),
    ]);
    const rows = [
      Object.values(TABLES.people.columns).slice(0, 7),
      ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
    ];
    const file = join(office.folder, 'nam-2026.xlsx');
    await writeFile(file, await writeXlsx({ sheets: [{ name: 'nguoi', rows }] }));
    return ['import', file, '--as-full-list', '--unit', 'CB'];
  }
  const ANSWERS = ['--left', 'P2=Qua đời@01/11/2026', '--moved', 'P4=CB2', '--forgotten', 'P5'];
  const peopleWithDays = () => office.database.people.countDocuments({ memberships: { $exists: true } });

  test('asks for whoever is missing in it', async () => {
    const said = await office.admin([...(await listWithoutThree()), '--forgotten', 'P5', '--dry-run'], 1);
    for (const code of ['P2', 'P4']) expect(said).toContain(`--forgotten ${code}`);
    expect(said).not.toContain('--forgotten P5');
    expect(said).not.toContain('--same all');
  });

  test('shows what would be recorded', async () => {
    const shown = await office.admin([...(await listWithoutThree()), ...ANSWERS, '--dry-run']);
    expect(shown).toContain('P2: rời danh sách từ ngày 01/11/2026, Qua đời.');
    expect(await peopleWithDays()).toBe(0);
  });

  test('has what is answered recorded', async () => {
    await office.admin([...(await listWithoutThree()), ...ANSWERS]);
    const people = await office.database.people.find({}).sort({ _id: 1 }).lean();
    expect(people.map(({ _id, unit }) => [_id, unit])).toEqual([
      ['P1', 'CB'],
      ['P2', 'TD'],
      ['P3', null],
      ['P4', 'CB2'],
      ['P5', 'CB'],
    ]);
    expect(people[1]?.memberships).toMatchObject([{ unit: 'TD', to: '2026-10-31', why: 'died' }]);
  });

  test('refuses answers that contradict each other, and about nobody whom it lacks', async () => {
    const answers = ['--left', 'p2=Qua đời@01/11/2026,P99=died', '--forgotten', 'P2,P4,P5'];
    const said = await office.admin([...(await listWithoutThree()), ...answers], 1);
    expect(said).toContain(
      'P2 (Trần Thị Hai): các câu trả lời trái nhau (--left P2=Qua đời@01/11/2026, --forgotten P2)',
    );
    expect(said).toContain('không có người nào mang mã P99');
    expect(said).toContain('Có 2 lỗi');
    expect(await peopleWithDays()).toBe(0);
  });

  test('needs its unit', async () => {
    expect(await office.admin(['import', office.folder, '--as-full-list'], 1)).toContain('--unit');
  });

  test('takes reasons that are known', async () => {
    const list = ['import', office.folder, '--as-full-list', '--unit', 'CB', '--left', 'P5=lý do lạ'];
    expect(await office.admin(list, 1)).toContain('died');
  });
});
