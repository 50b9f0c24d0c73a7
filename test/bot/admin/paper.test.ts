import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { addDays, dayOf } from '../../../flows/rules/calendar.ts';
import type { ReviewExport } from '../../../handlers/queries/export-review.ts';
import { formatDate } from '../../../handlers/words/dates.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { administeredOffice } from '../../support/admin.ts';
import { operate } from '../../support/commands.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = administeredOffice();
const today = formatDate(dayOf(new Date()), 'vi');
const PDF = '%PDF-1.4\n%âãÏÓ\n';

beforeEach(() => openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW }));

function put(name: string, content: string | Buffer): string {
  const path = join(office.folder, name);
  writeFileSync(path, content);
  return path;
}

const paper = (...more: string[]) => ['paper', '--person', 'P2', '--day', today, ...more];

test('a scan is recorded from a file, listed as on paper, exported with who recorded it, and given back', async () => {
  const scan = put('ban-giay.pdf', PDF);
  expect(await office.admin(paper('--file', scan))).toContain('Đã ghi nhận bản giấy số 1 của P2');
  const same = await office.admin(paper('--file', put('chup-lai.pdf', PDF)), 1);
  expect(same).toContain('đã được ghi nhận, là bản giấy số 1');
  expect(await office.database.attachments.countDocuments({})).toBe(1);
  expect(await office.admin(['people', '--state', 'submitted'])).toMatch(/đã nộp bản giấy 1.*P2/);

  const out = join(office.folder, 'p2.json');
  const said = await office.admin(['export', '--person', 'P2', '--out', out]);
  expect(said).toContain(`Bản giấy nộp ngày ${today}, do`);
  const review = JSON.parse(readFileSync(out, 'utf8')) as ReviewExport;
  expect(review).toMatchObject({ entry: { how: 'paper', by: { kind: 'operator' } }, counts: true });
  const values = review.answers.map(({ value }) => value);
  const [file] = values.flatMap((value) => (value.kind === 'attachment' ? value.files : []));
  expect(file).toMatchObject({ name: 'ban-giay.pdf' });

  const given = join(office.folder, 'given.pdf');
  await office.admin(['export-file', '--id', file?.id ?? '', '--out', given]);
  expect(readFileSync(given, 'utf8')).toBe(PDF);
  expect(await office.admin(['audit', 'list'])).toMatch(/bản tự kiểm điểm nộp bằng giấy.*P2/);
}, 120_000);

test('what was typed in from the paper is recorded, and a second paper counts in place of the first', async () => {
  await office.admin(paper());
  await office.admin(paper('--text', put('p2.txt', 'Tôi nhận khuyết điểm.\n')));
  expect(await office.admin(['export', '--person', 'P2'])).toContain('Tôi nhận khuyết điểm.');
  expect(await office.admin(['export', '--person', 'P2', '--submission', 'paper/1'])).toContain('bản số 2');
  expect(await office.admin(['export', '--person', 'P2', '--submission', 'giấy'], 1)).toContain('paper/1');
  await office.admin(['paper-withdraw', '--person', 'P2', '--number', '2', '--why', 'Ghi nhầm']);
  expect(await office.admin(['people', '--state', 'withdrawn'])).toContain('P2');
}, 120_000);

test('a paper from before somebody left is recorded and can be taken back, and it is said that it does not count', async () => {
  const leave = { person: 'P2', on: dayOf(new Date()), why: 'transferred' } as const;
  await operate({ ...office, now: new Date() }, { name: 'end-membership', payload: leave });
  const day = addDays(dayOf(new Date()), -1);
  const said = await office.admin(['paper', '--person', 'P2', '--day', day]);
  expect(said).toContain('đã rời nên không còn được tính trong kỳ');
  expect(await office.admin(paper(), 1)).toContain('đã được ghi nhận rời đơn vị');
  const back = await office.admin(['paper-withdraw', '--person', 'P2', '--number', '1', '--why', 'Nhầm']);
  expect(back).toContain('Đã thu lại bản giấy số 1');
}, 120_000);

test('a file that is no scan, or a person whom nothing asks, is refused, and nothing is kept', async () => {
  const scan = put('ban-giay.pdf', PDF);
  const program = put('la.exe', Buffer.from([0x4d, 0x5a, 0, 0, 1, 0]));
  expect(await office.admin(paper('--file', scan, program), 1)).toContain('la.exe không phải ảnh');
  expect(await office.admin(paper('--text', put('x.txt', Buffer.from([0xff, 0xfe]))), 1)).toContain('UTF-8');
  expect(await office.admin(paper('--text', put('trong.txt', '\n')), 1)).toContain('không có chữ');
  const missing = join(office.folder, 'khong-co.txt');
  expect(await office.admin(paper('--text', missing), 1)).toContain(`Không đọc được tệp ${missing}`);
  expect(await office.admin(paper('--file', missing), 1)).toContain(`Không đọc được tệp ${missing}`);
  const old = ['paper', '--person', 'P2', '--day', '1990-01-01'];
  expect(await office.admin(old, 1)).toContain('chỉ nhận từ ngày 01/01/2026 đến ngày');
  const unknown = ['paper', '--person', 'P9', '--day', today, '--file', scan];
  expect(await office.admin(unknown, 1)).toContain('P9');
  expect(await office.database.attachments.countDocuments({})).toBe(0);
  expect(await office.database.submissions.countDocuments({})).toBe(0);
}, 120_000);
