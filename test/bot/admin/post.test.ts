import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { administeredOffice } from '../../support/admin.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
const office = administeredOffice([]);

async function headOf(collective: string): Promise<string[]> {
  const heads = await office.database.posts.find({ collective, role: 'head' }).sort({ _id: 1 }).lean();
  return heads.map(({ person, to }) => `${person}${to === undefined ? '' : ' until'}`);
}

test('a deputy becomes head of a list without the old head: both are named, and once the post is ended it is imported', async () => {
  const list = join(LISTS, 'two-cells-deputy-became-head.xlsx');
  await office.admin(['import', join(LISTS, 'two-cells.xlsx')]);

  const refused = await office.admin(['import', list], 1);
  expect(refused).toContain('P02 (Trần Thị Bình) và P01 (Nguyễn Văn An)');
  expect(refused).toContain('chuc-vu · dòng 2 · cột “Cương vị”');
  expect(await headOf('CU1')).toEqual(['P01']);

  const ended = await office.admin(['post', 'end', '--person', 'P01', '--collective', 'CU1']);
  expect(ended).toContain('P01: chức vụ “Bí thư chi bộ” trong CU1');
  await office.admin(['import', list]);
  expect(await headOf('CU1')).toEqual(['P01 until', 'P02']);
});

test('a post is begun and ended on a day; both are noted, and a second head is refused by name', async () => {
  await office.admin(['import', join(LISTS, 'two-cells.xlsx')]);
  const post = ['--person', 'P03', '--collective', 'CU1'];
  const told = [
    '--role',
    'Cấp trưởng',
    '--title',
    'Bí thư chi bộ',
    '--branch',
    'Đảng',
    '--from',
    '1/10/2026',
  ];

  const refused = await office.admin(['post', 'start', ...post, ...told], 1);
  expect(refused).toContain('P03 (Lê Văn Cường) và P01 (Nguyễn Văn An)');
  await office.admin(['post', 'end', '--person', 'P01', '--collective', 'CU1', '--to', '30/9/2026']);
  await office.admin(['post', 'start', ...post, ...told]);

  expect(await headOf('CU1')).toEqual(['P01 until', 'P03']);
  const events = await office.database.auditEvents.find({}).sort({ seq: 1 }).lean();
  expect(events.slice(-2).map(({ kind, people, facts }) => [kind, people, facts])).toEqual([
    ['post-ended', ['P01'], { collective: 'CU1', day: '30/09/2026' }],
    ['post-started', ['P03'], { collective: 'CU1', day: '01/10/2026' }],
  ]);
  expect(await office.admin(['post', 'end', '--person', 'P09', '--collective', 'CU1'], 1)).toContain(
    'P09 không có chức vụ nào trong CU1',
  );
});
