import { describe, expect, test } from 'vitest';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { Table } from '../../../handlers/import/table.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, importIssues, table } from '../../support/organisation.ts';

const office = officeForEach();

async function notesOf(tables: Table[]) {
  const planned = await planImport(office, { tables, issues: [] });
  if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
  return planned.plan.notes.map(({ line, column, code, details }) => [
    line,
    column,
    code,
    details.code,
    details.known,
  ]);
}

const person = (code: string, name: string) => [
  code,
  name,
  '01/02/1970',
  'Đảng viên chính thức',
  'CB',
  'Không',
  'CT',
];

describe('one code written in two ways', () => {
  test('in two rows is named as one', async () => {
    const issues = await importIssues(office, [
      table('people', person('X01', 'Một'), person('x01', 'Hai'), person('Х01', 'Ba')),
      table('units', ['TỔ1', 'Tổ Một', 'Tổ đảng', 'CB'], ['TO1', 'Tổ Hai', 'Tổ đảng', 'CB']),
    ]);
    expect(
      issues.map(({ line, code, details }) => [line, code, details.code, details.known, details.line]),
    ).toEqual([
      [3, 'same-code', 'TO1', 'TỔ1', 2],
      [3, 'same-code', 'x01', 'X01', 2],
      [4, 'same-code', 'Х01', 'X01', 2],
    ]);
  });

  test('in two rows of one person is told once, whatever is stored', async () => {
    const [stored, fresh] = ['Nguyễn Văn Một', 'Nguyễn Văn Mới'];
    for (const rows of [
      [person('P1', stored), person('p1', stored)],
      [person('p1', stored), person('P1', stored)],
      [person('Q1', fresh), person('q1', fresh)],
    ]) {
      const issues = await importIssues(office, [table('people', ...rows)]);
      expect(issues.map(({ line, code }) => [line, code])).toEqual([[3, 'same-code']]);
    }
  });

  test('is the stored one where the row is about the same, and that is told', async () => {
    const tables = [
      table('units', ['cb', 'Chi bộ MỘT', 'Chi bộ', 'db']),
      table('people', person('ｐ１', 'Nguyễn Văn Một')),
      table('posts', ['Р1', 'DU', 'Cấp trưởng', 'Bí thư', 'Đảng']),
    ];
    expect(await notesOf(tables)).toEqual([
      [2, 'Mã', 'code-read-as', 'cb', 'CB'],
      [2, 'Mã đơn vị cấp trên', 'code-read-as', 'db', 'DB'],
      [2, 'Mã', 'code-read-as', 'ｐ１', 'P1'],
      [2, 'Mã cá nhân', 'code-read-as', 'Р1', 'P1'],
    ]);
    await importAll(office, tables);
    expect(await office.database.people.countDocuments()).toBe(3);
    expect(await office.database.units.countDocuments()).toBe(4);
    expect(await office.database.posts.findById('P1/DU').lean()).toMatchObject({ title: 'Bí thư' });
  });

  test('is refused where the row is about something else', async () => {
    const issues = await importIssues(office, [
      table('people', ['p1', 'Ai Đó', '03/03/1993', 'Đảng viên chính thức', 'CB', 'Không', 'CT']),
      table('units', ['ct', 'Tổ Ba', 'Tổ đảng', 'CB'], ['p2', 'Tổ Bốn', 'Tổ đảng', 'CB']),
    ]);
    expect(issues.map(({ file, code, details }) => [file, code, details.code, details.known])).toEqual([
      ['don-vi', 'same-code-stored', 'ct', 'CT'],
      ['don-vi', 'same-code-stored', 'p2', 'P2'],
      ['nguoi', 'same-code-stored', 'p1', 'P1'],
    ]);
  });

  test('makes a post of the same person in the same collective a repeated row', async () => {
    const issues = await importIssues(office, [
      table(
        'posts',
        ['P2', 'DU', 'Thành viên', 'Ủy viên', 'Đảng'],
        ['p2', 'du', 'Thành viên', 'Ủy viên', 'Đảng'],
      ),
    ]);
    expect(issues).toMatchObject([{ file: 'chuc-vu', line: 3, code: 'duplicate', details: { line: 2 } }]);
  });
});

test('two codes that were stored before both stay what they are', async () => {
  const unit = (_id: string, name: string) => ({
    _id,
    name,
    kind: 'group' as const,
    parent: 'CB',
    ancestors: ['DB', 'CB'],
  });
  await office.database.units.insertMany([unit('Đ1', 'Tổ Đông'), unit('D1', 'Tổ Dân')]);
  await importAll(office, [
    table('units', ['Đ1', 'Tổ Đông', 'Tổ đảng', 'CB'], ['D1', 'Tổ Dân Cư', 'Tổ đảng', 'CB']),
  ]);
  expect(await office.database.units.findById('D1').lean()).toMatchObject({ name: 'Tổ Dân Cư' });
});
