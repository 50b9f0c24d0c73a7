import { writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { administeredOffice } from '../../support/admin.ts';
import { operate } from '../../support/commands.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const WAIT_MS = 120_000;
const office = administeredOffice();

beforeEach(async () => {
  const payload = { unit: 'DB', year: 2026, pack: packFrom(PLAN_58) };
  await operate(office, { name: 'open-cycle', payload });
});

test('what administration does is listed with who did it, and checked', { timeout: WAIT_MS }, async () => {
  await office.admin(['cycle', 'close', 'DB-2026', '--yes']);
  const listed = await office.admin(['audit', 'list']);
  expect(listed).toContain(`${userInfo().username}@${hostname()}`);
  expect(listed).toContain('đóng kỳ kiểm điểm DB-2026, 0/3 người đã nộp');

  const said = await office.admin(['audit', 'verify']);
  expect(said).toContain('Nhật ký nguyên vẹn: 2 việc trong chuỗi, 0 việc chưa vào chuỗi.');
  const anchor = /2\.[\w-]{43}/.exec(said)?.[0] as string;
  const log = join(office.folder, 'log');
  writeFileSync(log, `{"msg":"Audit anchor of the day","anchor":"${anchor}"}\n`);
  expect(await office.admin(['audit', 'verify', '--anchor', log])).not.toContain('không có mốc');

  await office.database.auditEvents.deleteOne({ seq: 2 });
  await office.database.commands.deleteMany({ name: 'close-cycle' });
  expect(await office.admin(['audit', 'verify', '--anchor', anchor], 1)).toContain('đã bị cắt');
  await office.database.auditEvents.updateOne({ seq: 1 }, { $set: { 'facts.year': 2025 } });
  expect(await office.admin(['audit', 'verify'], 1)).toContain('việc này đã bị sửa');
});

test('what was refused is listed, and said in words', { timeout: WAIT_MS }, async () => {
  expect(await office.admin(['cycle', 'close', 'DB-2026'], 1)).toContain('3 người');
  expect(await office.admin(['audit', 'refused'])).toMatch(/đóng kỳ kiểm điểm +cycle-unfinished/);
});
