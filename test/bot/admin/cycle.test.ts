import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { administeredOffice } from '../../support/admin.ts';
import { NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { packFrom } from '../../support/packs.ts';

const PLAN_58 = resolve(import.meta.dirname, '../../../flows/packs/plan-58-2018');
const office = administeredOffice([
  ...smallOrganisation(),
  table('units', ['DBM', 'Đảng bộ Mới', 'Đảng bộ cơ sở', '']),
]);

function open(unit: string, year: number, pack = PLAN_58): Promise<string> {
  return office.admin(['cycle', 'open', pack, '--unit', unit, '--year', String(year)]);
}

/** A pack of the unit's own, which adds one question. */
function writeOwnPack(): string {
  const file = join(office.folder, 'chi-bo-toi.yaml');
  const text = "heading: { vi: An toàn, en: Safety }, prompt: { vi: 'Ra sao?', en: 'How?' }";
  writeFileSync(
    file,
    [
      'format: 2',
      'inherits: plan-58-2018',
      'id: chi-bo-toi',
      'title: { vi: Kỳ của chi bộ tôi, en: Our own }',
      `forms: [{ id: self-review, sections: [{ id: rank, questions: [{ id: safety, kind: text, ${text} }] }] }]`,
    ].join('\n'),
  );
  return file;
}

/** Its dates are not over, whatever the day of the test. */
const NEXT_YEAR = new Date().getFullYear() + 1;

test('a cycle that asks somebody and is not yet due is opened without a warning', async () => {
  const said = await open('DB', NEXT_YEAR);
  expect(said).toContain('Số người kiểm điểm trong kỳ này: 3.');
  expect(said).not.toMatch(/Chú ý|Note/);
});

test('a cycle that asks nobody says so', async () => {
  const said = await open('DBM', NEXT_YEAR);
  expect(said).toContain('Chú ý: kỳ này chưa hỏi ai. Trong đơn vị DBM');
  expect(said).toContain('Note: this cycle asks nobody. In the unit DBM');
  expect(said).not.toContain('draftsDue');
});

test('a cycle with days that are over is asked about, and opened only by somebody who says yes', async () => {
  const asked = await office.admin(['cycle', 'open', PLAN_58, '--unit', 'DB', '--year', '2020'], 1);
  expect(asked).toContain('Chưa mở kỳ nào: ghi trong bộ quy định, kỳ năm 2020 của DB có hạn đã qua');
  expect(asked).toContain('(25/11/2020, 14/12/2020, 20/12/2020)');
  expect(await findCycle(office.database, { unit: 'DB', year: 2020 })).toBeNull();

  const said = await office.admin(['cycle', 'open', PLAN_58, '--unit', 'DB', '--year', '2020', '--yes']);
  expect(said).toContain('Chú ý: hạn nộp ghi trong bộ quy định (25/11/2020) đã qua');
  expect(said).toContain('Note: the day on which drafts are due (25/11/2020) is over');
}, 60_000);

test('a pack is checked with what it holds and where that is laid down: a folder, or a file that inherits', async () => {
  const plan = await office.admin(['cycle', 'check', PLAN_58]);
  expect(plan).toContain(`${PLAN_58}: không có lỗi (Kiểm điểm cá nhân hằng năm`);
  expect(plan).toMatch(
    /Mẫu +self-review: BẢN KIỂM ĐIỂM CÁ NHÂN, 25 câu, hỏi đảng viên; cán bộ lãnh đạo, quản lý +Kế hoạch 58, II.A.1.2/,
  );
  expect(plan).toMatch(/Cấp độ +Xuất sắc; Tốt; Trung bình; Kém +Kế hoạch 58, III.1/);
  expect(plan).toMatch(/Mức xếp loại +Hoàn thành xuất sắc nhiệm vụ; .* +Kế hoạch 58, III.1/);
  expect(plan).toMatch(
    /hạn dự thảo 25\/11; hội nghị 01\/12–14\/12; hồ sơ trước 20\/12 +Kế hoạch 58, II.A.4.1a/,
  );
  expect(plan).toMatch(/Lịch nhắc +7, 3, 1, 0 ngày trước hạn dự thảo/);

  const own = await office.admin(['cycle', 'check', writeOwnPack()]);
  expect(own).toMatch(/Bộ quy định +chi-bo-toi, phiên bản [0-9a-f]{12}/);
  expect(own).toMatch(/Kế thừa +plan-58-2018 \([0-9a-f]{12}\)/);
  expect(own).toMatch(/self-review: BẢN KIỂM ĐIỂM CÁ NHÂN, 26 câu/);
}, 60_000);

test('an open cycle is given a pack of the unit’s own, and keeps the one before it', async () => {
  const { database } = office;
  const plan = packFrom(readFileSync(join(PLAN_58, 'pack.yaml'), 'utf8'));
  await openCycle(database, { unit: 'DB', year: NEXT_YEAR, pack: plan, now: NOW });
  expect(await open('DB', NEXT_YEAR, writeOwnPack())).toContain(
    'nay dùng bộ quy định mới (Kỳ của chi bộ tôi)',
  );

  const cycle = await findCycle(database, { unit: 'DB', year: NEXT_YEAR });
  expect(cycle?.versions.map(({ pack }) => pack)).toMatchObject([
    { id: 'plan-58-2018', version: plan.version, inherits: null },
    { id: 'chi-bo-toi', inherits: { id: 'plan-58-2018', version: plan.version } },
  ]);
  expect(cycle?.current).toBe(cycle?.versions[1]?.version);
}, 60_000);

test('what is decided about a cycle can be read, with who decided it, when and why', async () => {
  await open('DB', NEXT_YEAR);
  const cycle = `DB-${NEXT_YEAR}`;
  const forOne = ['--person', 'P2', '--why', 'Đi công tác'];
  const admin = (...args: string[]) => office.admin(['cycle', ...args]);
  expect(await admin('extend', cycle, '--until', `30/11/${NEXT_YEAR}`, '--why', 'Bão số 9')).toContain(
    `hạn nộp bản tự kiểm điểm của mọi người nay đến hết 30/11/${NEXT_YEAR}`,
  );
  const same = ['cycle', 'extend', cycle, '--until', `${NEXT_YEAR}-11-30`, ...forOne];
  expect(await office.admin(same, 1)).toContain(`không muộn hơn ngày đã định (30/11/${NEXT_YEAR})`);
  await admin('extend', cycle, '--until', `${NEXT_YEAR}-12-01`, ...forOne);
  const excused = await admin('exclude', cycle, '--unit', 'TD', '--why', 'Mới thành lập');
  expect(excused).toContain('đã miễn cho TD');
  expect(excused).toContain('Số người được báo tin: 1');
  expect(await admin('include', cycle, '--person', 'P2', '--why', 'Tự nguyện')).toContain('đã đưa thêm P2');
  await admin('close', cycle, '--yes');
  expect(await admin('reopen', cycle, '--why', 'Bổ sung hồ sơ')).toContain(`Đã mở lại kỳ ${cycle}`);

  const table = await admin('decisions', cycle);
  expect(table).toMatch(/gia hạn nộp +mọi người +30\/11\/\d{4} +Bão số 9/);
  expect(table).toMatch(/gia hạn nộp +P2 +01\/12\/\d{4} +Đi công tác/);
  expect(table).toMatch(/miễn +TD +Mới thành lập/);
  expect(table).toMatch(/đưa thêm +P2 +Tự nguyện/);
  expect(table).toMatch(/@\S+ +mở lại +mọi người +Bổ sung hồ sơ/);
}, 90_000);

test('whom an exception is for has to be said, and why', async () => {
  await open('DB', NEXT_YEAR);
  const cycle = `DB-${NEXT_YEAR}`;
  expect(await office.admin(['cycle', 'exclude', cycle, '--why', 'x'], 1)).toContain('Cần nói rõ cho ai');
  expect(await office.admin(['cycle', 'exclude', cycle, '--person', 'P2'], 1)).toContain('--why');
  expect(await office.admin(['cycle', 'extend', cycle, '--until', '31/2/2027', '--why', 'x'], 1)).toContain(
    '31/12/2026, 2026-12-31',
  );
  expect(await office.admin(['cycle', 'reopen', cycle, '--why', ' '], 1)).toContain('1 … 500 ký tự');
}, 60_000);
