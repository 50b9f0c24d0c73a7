import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { administeredOffice } from '../../support/admin.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = administeredOffice();

beforeEach(async () => {
  for (const year of [2025, 2026]) {
    await openCycle(office.database, { unit: 'DB', year, pack: packFrom(PLAN_58), now: NOW });
    await closeCycle(office.database, { cycle: `DB-${year}`, now: NOW });
  }
});

async function submit(person: string, cycle: string): Promise<void> {
  const moment = { submittedAt: NOW, recordedAt: NOW, late: false };
  await insertSubmission(office.database, {
    person,
    cycle,
    number: 1,
    pack: { id: 'p', version: 'p1' },
    flowVersion: 'v',
    ...moment,
    answers: [],
  });
}

function exportUnit(cycle: string, ...more: string[]): Promise<string> {
  const out = join(office.folder, 'out');
  return office.admin(['export', '--unit', 'DB', '--cycle', cycle, '--out', out, ...more]);
}

function read(name: string): { cycle: string } {
  return JSON.parse(readFileSync(join(office.folder, 'out', name), 'utf8'));
}

test('a folder with reviews of another year is not passed off as one of this year', async () => {
  for (const person of ['P1', 'P2']) await submit(person, 'DB-2025');
  await submit('P1', 'DB-2026');
  expect(await exportUnit('DB-2025')).not.toContain('Chú ý: trong thư mục');
  writeFileSync(join(office.folder, 'out', 'ghi-chu.txt'), '');
  const said = await exportUnit('DB-2026', '--force');
  expect([read('P1.json').cycle, read('P2.json').cycle]).toEqual(['DB-2026', 'DB-2025']);
  expect(said).toContain('1 tệp không thuộc lần xuất này: P2.json');
  expect(said).toContain('1 file that is not of this export: P2.json');
});

test('what a link in the folder leads to is left alone', async () => {
  await submit('P1', 'DB-2026');
  const victim = join(office.folder, 'victim');
  writeFileSync(victim, 'theirs');
  mkdirSync(join(office.folder, 'out'));
  symlinkSync(victim, join(office.folder, 'out', 'P1.json'));
  await exportUnit('DB-2026', '--force');
  expect(readFileSync(victim, 'utf8')).toBe('theirs');
  expect(lstatSync(join(office.folder, 'out', 'P1.json')).isFile()).toBe(true);
  expect(read('P1.json').cycle).toBe('DB-2026');
});
