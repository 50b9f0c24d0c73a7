import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { operate } from '../../support/commands.ts';
import { importAll, NOW, smallOrganisation } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';
import { runProgram } from '../../support/run-app.ts';

const WAIT_MS = 120_000;
const ring = generateKeyRing();
const keys = createKeyRing(ring);
let folder: string;
let uri: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-audit-'));
  uri = databaseUri(randomUUID().slice(0, 8));
  database = await connectDatabase(uri);
  await importAll({ database, keys, now: NOW }, smallOrganisation());
  const payload = { unit: 'DB', year: 2026, pack: packFrom(PLAN_58) };
  await operate({ database, keys, now: NOW }, { name: 'open-cycle', payload });
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function admin(args: string[], code = 0): Promise<string> {
  const environment = { SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring };
  const program = runProgram({ file: 'bot/admin.ts', args, environment });
  expect(await program.ended, program.output()).toBe(code);
  return program.output();
}

test('what administration does is listed with who did it, and checked', { timeout: WAIT_MS }, async () => {
  await admin(['cycle', 'close', 'DB-2026', '--yes']);
  const listed = await admin(['audit', 'list']);
  expect(listed).toContain(`${userInfo().username}@${hostname()}`);
  expect(listed).toContain('đóng kỳ kiểm điểm DB-2026, 0/3 người đã nộp');

  const said = await admin(['audit', 'verify']);
  expect(said).toContain('Nhật ký nguyên vẹn: 2 việc trong chuỗi, 0 việc chưa vào chuỗi.');
  const anchor = /2\.[\w-]{43}/.exec(said)?.[0] as string;
  const log = join(folder, 'log');
  writeFileSync(log, `{"msg":"Audit anchor of the day","anchor":"${anchor}"}\n`);
  expect(await admin(['audit', 'verify', '--anchor', log])).not.toContain('không có mốc');

  await database.auditEvents.deleteOne({ seq: 2 });
  await database.commands.deleteMany({ name: 'close-cycle' });
  expect(await admin(['audit', 'verify', '--anchor', anchor], 1)).toContain('đã bị cắt');
  await database.auditEvents.updateOne({ seq: 1 }, { $set: { 'facts.year': 2025 } });
  expect(await admin(['audit', 'verify'], 1)).toContain('việc này đã bị sửa');
});

test('what was refused is listed, and said in words', { timeout: WAIT_MS }, async () => {
  expect(await admin(['cycle', 'close', 'DB-2026'], 1)).toContain('3 người');
  expect(await admin(['audit', 'refused'])).toMatch(/đóng kỳ kiểm điểm +cycle-unfinished/);
});
