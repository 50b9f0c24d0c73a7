import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { connectDatabase } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { importAll, NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { packFrom } from '../../support/packs.ts';
import { runProgram } from '../../support/run-app.ts';

const PLAN_58 = resolve(import.meta.dirname, '../../../flows/packs/plan-58-2018');
const ring = generateKeyRing();
let folder: string;
let uri: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-cycle-'));
  uri = databaseUri(randomUUID().slice(0, 8));
  const database = await connectDatabase(uri);
  try {
    await importAll({ database, keys: createKeyRing(ring), now: NOW }, [
      ...smallOrganisation(),
      table('units', ['DBM', 'Đảng bộ Mới', 'Đảng bộ cơ sở', '']),
    ]);
  } finally {
    await database.close();
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function admin(...args: string[]): Promise<string> {
  const environment = { SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring };
  const program = runProgram({ file: 'bot/admin.ts', args, environment });
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
}

function open(unit: string, year: number, pack = PLAN_58): Promise<string> {
  return admin('cycle', 'open', pack, '--unit', unit, '--year', String(year));
}

/** A pack of the unit's own, which adds one question. */
function writeOwnPack(): string {
  const file = join(folder, 'chi-bo-toi.yaml');
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

test('a cycle that was due before it was opened says so, with the day', async () => {
  const said = await open('DB', 2020);
  expect(said).toContain('Chú ý: hạn nộp ghi trong bộ quy định (25/11/2020) đã qua');
  expect(said).toContain('Note: the day on which drafts are due (25/11/2020) is over');
});

test('a pack is checked with what it holds and where that is laid down: a folder, or a file that inherits', async () => {
  const plan = await admin('cycle', 'check', PLAN_58);
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

  const own = await admin('cycle', 'check', writeOwnPack());
  expect(own).toMatch(/Bộ quy định +chi-bo-toi, phiên bản [0-9a-f]{12}/);
  expect(own).toMatch(/Kế thừa +plan-58-2018 \([0-9a-f]{12}\)/);
  expect(own).toMatch(/self-review: BẢN KIỂM ĐIỂM CÁ NHÂN, 26 câu/);
}, 60_000);

test('an open cycle is given a pack of the unit’s own, and keeps the one before it', async () => {
  const database = await connectDatabase(uri);
  try {
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
  } finally {
    await database.close();
  }
}, 60_000);
