import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { importAll, NOW, smallOrganisation } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';
import { runProgram } from '../../support/run-app.ts';

const ring = generateKeyRing();
const keys = createKeyRing(ring);
let folder: string;
let uri: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-export-'));
  uri = databaseUri(randomUUID().slice(0, 8));
  database = await connectDatabase(uri);
  await importAll({ database, keys, now: NOW }, smallOrganisation());
  for (const year of [2025, 2026]) {
    await openCycle(database, { unit: 'DB', year, pack: packFrom(PLAN_58), now: NOW });
    await closeCycle(database, { cycle: `DB-${year}`, now: NOW });
  }
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function submit(person: string, cycle: string): Promise<void> {
  const moment = { submittedAt: NOW, recordedAt: NOW, late: false };
  await insertSubmission(database, {
    person,
    cycle,
    number: 1,
    pack: { id: 'p', version: 'p1' },
    flowVersion: 'v',
    ...moment,
    answers: [],
  });
}

async function exportUnit(cycle: string, ...more: string[]): Promise<string> {
  const program = runProgram({
    file: 'bot/admin.ts',
    args: ['export', '--unit', 'DB', '--cycle', cycle, '--out', join(folder, 'out'), ...more],
    environment: { SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring },
  });
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
}

function read(name: string): { cycle: string } {
  return JSON.parse(readFileSync(join(folder, 'out', name), 'utf8'));
}

test('a folder with reviews of another year is not passed off as one of this year', async () => {
  for (const person of ['P1', 'P2']) await submit(person, 'DB-2025');
  await submit('P1', 'DB-2026');
  expect(await exportUnit('DB-2025')).not.toContain('Chú ý: trong thư mục');
  writeFileSync(join(folder, 'out', 'ghi-chu.txt'), '');
  const said = await exportUnit('DB-2026', '--force');
  expect([read('P1.json').cycle, read('P2.json').cycle]).toEqual(['DB-2026', 'DB-2025']);
  expect(said).toContain('1 tệp không thuộc lần xuất này: P2.json');
  expect(said).toContain('1 file that is not of this export: P2.json');
});

test('what a link in the folder leads to is left alone', async () => {
  await submit('P1', 'DB-2026');
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'theirs');
  mkdirSync(join(folder, 'out'));
  symlinkSync(victim, join(folder, 'out', 'P1.json'));
  await exportUnit('DB-2026', '--force');
  expect(readFileSync(victim, 'utf8')).toBe('theirs');
  expect(lstatSync(join(folder, 'out', 'P1.json')).isFile()).toBe(true);
  expect(read('P1.json').cycle).toBe('DB-2026');
});
