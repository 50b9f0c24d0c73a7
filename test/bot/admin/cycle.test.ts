import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase } from '../../../models/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { importAll, NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { runProgram } from '../../support/run-app.ts';

const PLAN_58 = resolve(import.meta.dirname, '../../../flows/cycles/plan-58-2018.yaml');
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

async function open(unit: string, year: number): Promise<string> {
  const program = runProgram({
    file: 'bot/admin.ts',
    args: ['cycle', 'open', PLAN_58, '--unit', unit, '--year', String(year)],
    environment: { SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring },
  });
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
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
  expect(said).toContain('Chú ý: hạn nộp ghi trong tệp (25/11/2020) đã qua');
  expect(said).toContain('Note: the day on which drafts are due (25/11/2020) is over');
});
