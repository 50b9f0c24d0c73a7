import { join, resolve } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readSource } from '../../../bot/admin/read-source.ts';
import { administeredOffice } from '../../support/admin.ts';
import { operate } from '../../support/commands.ts';
import { importAll } from '../../support/organisation.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
const office = administeredOffice([]);
const list = join(LISTS, 'two-cells-deputy-became-head.xlsx');

beforeEach(async () => {
  await importList(join(LISTS, 'two-cells.xlsx'));
});

async function importList(path: string): Promise<void> {
  const { tables } = await readSource(path, () => undefined);
  await importAll(office, tables);
}

async function headsOf(collective: string): Promise<string[]> {
  const heads = await office.database.posts.find({ collective, role: 'head' }).sort({ _id: 1 }).lean();
  return heads.map(({ person, to }) => `${person}${to === undefined ? '' : ` until ${to}`}`);
}

test('a list with a new head and without the old one is refused, and both are named', async () => {
  const refused = await office.admin(['import', list], 1);
  expect(refused).toContain('P02 (Trần Thị Bình) và P01 (Nguyễn Văn An)');
  expect(refused).toContain('chuc-vu · dòng 2 · cột “Cương vị”');
  expect(refused).toContain('npm run admin -- post end');
  expect(await headsOf('CU1')).toEqual(['P01']);
}, 60_000);

test('once the post of the old head is ended, the list with the new one is imported', async () => {
  const post = ['--person', 'P01', '--collective', 'CU1', '--to', '30/9/2026'];
  const ended = await office.admin(['post', 'end', ...post]);
  expect(ended).toContain('P01: chức vụ “Bí thư chi bộ” trong CU1 có ngày cuối là 30/09/2026');
  await importList(list);
  expect(await headsOf('CU1')).toEqual(['P01 until 2026-09-30', 'P02']);
}, 60_000);

test('a post is begun in the words of the lists, and that is noted', async () => {
  const payload = { person: 'P01', collective: 'CU1', to: '2026-09-30' };
  await operate(office, { name: 'end-post', payload });
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
  await office.admin(['post', 'start', '--person', 'P03', '--collective', 'CU1', ...told]);
  expect(await headsOf('CU1')).toEqual(['P01 until 2026-09-30', 'P03']);
  const events = await office.database.auditEvents.find({}).sort({ at: 1 }).lean();
  expect(events.map(({ kind, people, facts }) => [kind, people, facts])).toEqual([
    ['post-ended', ['P01'], { collective: 'CU1', day: '30/09/2026' }],
    ['post-started', ['P03'], { collective: 'CU1', day: '01/10/2026' }],
  ]);
}, 60_000);
