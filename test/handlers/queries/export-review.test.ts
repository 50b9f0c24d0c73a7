import { beforeEach, expect, test } from 'vitest';
import { exportReview, type ReviewExport } from '../../../handlers/queries/export-review.ts';
import { exportUnit } from '../../../handlers/queries/export-unit.ts';
import { packOf } from '../../../handlers/queries/load-subject.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { insertSubmission, submissionContext } from '../../../models/review/submission.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach();

beforeEach(async () => {
  await open(2025);
});

const open = (year: number, unit = 'DB') =>
  openCycle(office.database, { unit, year, pack: packFrom(PLAN_58), now: NOW });
const close = (cycle: string) => closeCycle(office.database, { cycle, now: NOW });

/** Hands in a version of one answer, as if it had been recorded. */
async function submit(person: string, version: { cycle: string; number: number }): Promise<void> {
  const text = { vi: 'Câu', en: 'Question' };
  const key = { person, ...version, step: 'politics' };
  const value = JSON.stringify({ kind: 'text', text: `${person} ${version.cycle} ${version.number}` });
  await insertSubmission(office.database, {
    person,
    ...version,
    pack: { id: 'p', version: 'p1' },
    flowVersion: 'v',
    submittedAt: NOW,
    recordedAt: NOW,
    late: false,
    answers: [
      {
        ...{ step: 'politics', kind: 'text', section: text, heading: text, prompt: text },
        ...{ sealed: office.keys.seal(value, submissionContext(key)), answeredAt: NOW, retired: false },
      },
    ],
  });
}

test('the newest version is exported, and says what it is', async () => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await submit('P1', { cycle: 'DB-2025', number: 2 });

  expect(await exportReview(office, { person: 'P1' })).toMatchObject({
    person: { code: 'P1' },
    cycle: 'DB-2025',
    cycleStatus: 'open',
    version: 2,
    newestVersion: 2,
    changedSince: false,
    answers: [{ value: { text: 'P1 DB-2025 2' } }],
  });
  expect(await exportReview(office, { person: 'P1', version: 1 })).toMatchObject({
    version: 1,
    newestVersion: 2,
  });
});

test('what was handed in is given as it was asked, whatever pack the cycle has since', async () => {
  const first = packFrom(PLAN_58);
  await importAll(office, [
    table(
      'submissions',
      ['P2', '2025', '1', '20/11', 'politics', 'Vững vàng.'],
      ['P2', '2025', '1', '20/11', 'signs/conduct-level', 'Kém'],
    ),
  ]);
  const before = await exportReview(office, { person: 'P2' });
  const changed = PLAN_58.replace('id: politics', 'id: thought')
    .replace('label: { vi: Kém, en: Poor }', 'label: { vi: Yếu, en: Weak }')
    .replace('vi: Tự đánh giá về cấp độ thực hiện, en', 'vi: Tự chấm, en');
  const { cycle } = await openCycle(office.database, {
    ...{ unit: 'DB', year: 2025, now: NOW },
    pack: packFrom(changed),
  });

  expect(await exportReview(office, { person: 'P2' })).toEqual(before);
  expect(before.pack).toEqual({ id: 'plan-58-2018', version: first.version });
  expect(before.answers).toMatchObject([
    { heading: { vi: 'Tư tưởng chính trị' }, value: { text: 'Vững vàng.' } },
    { heading: { vi: 'Tự đánh giá về cấp độ thực hiện' }, value: { label: { vi: 'Kém' } } },
  ]);
  expect(cycle.current).not.toBe(first.version);
  expect(packOf(cycle, before.pack.version)).toEqual(first);
});

test('last year’s review is not given for this year’s, which was not handed in', async () => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await close('DB-2025');
  await open(2026);

  await expect(exportReview(office, { person: 'P1' })).rejects.toMatchObject({
    code: 'export-newer-cycle',
    details: { code: 'P1', newer: 'DB-2026', older: 'DB-2025' },
  });
  const asked = await exportReview(office, { person: 'P1', cycle: 'DB-2025' });
  expect(asked).toMatchObject({ cycle: 'DB-2025', cycleStatus: 'closed' });

  await close('DB-2026');
  await expect(exportReview(office, { person: 'P1' })).rejects.toMatchObject({ code: 'export-newer-cycle' });
  await submit('P1', { cycle: 'DB-2026', number: 1 });
  expect(await exportReview(office, { person: 'P1' })).toMatchObject({ cycle: 'DB-2026' });
});

test('somebody who moved is exported from the cycle where they handed in, and asked about after doing so in two', async () => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await importAll(office, [
    table('units', ['DB2', 'Đảng bộ Hai', 'Đảng bộ cơ sở', ''], ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB2']),
    table('people', ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'CB2', 'Không', 'CT']),
  ]);
  await open(2025, 'DB2');
  expect(await exportReview(office, { person: 'P1' })).toMatchObject({ version: 1 });

  await submit('P1', { cycle: 'DB2-2025', number: 1 });
  await expect(exportReview(office, { person: 'P1' })).rejects.toMatchObject({
    code: 'export-several-cycles',
    details: { code: 'P1', cycles: 'DB-2025, DB2-2025' },
  });
});

test.each([
  { wish: { person: 'P9' }, code: 'person-unknown' },
  { wish: { person: 'P2' }, code: 'nothing-submitted' },
  { wish: { person: 'P1', cycle: 'DB-2019' }, code: 'cycle-unknown' },
  { wish: { person: 'P2', cycle: 'DB-2025' }, code: 'nothing-submitted' },
  { wish: { person: 'P1', version: 7 }, code: 'nothing-submitted' },
])('$wish is refused as $code', async ({ wish, code }) => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await expect(exportReview(office, wish)).rejects.toMatchObject({ code });
});

async function contentOf(reviews: AsyncIterable<ReviewExport>): Promise<string[]> {
  const found: string[] = [];
  for await (const { person, cycle, version } of reviews) found.push(`${person.code} ${cycle} ${version}`);
  return found.sort();
}

test('[D48 part] [D51 part] a unit gives the newest version of everybody in it and below, and names who has not handed in', async () => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await submit('P1', { cycle: 'DB-2025', number: 2 });
  await submit('P3', { cycle: 'DB-2025', number: 1 });

  const all = await exportUnit(office, { unit: 'DB' });
  expect(all).toMatchObject({ cycle: 'DB-2025', count: 2, missing: ['P2'] });
  expect(await contentOf(all.reviews)).toEqual(['P1 DB-2025 2', 'P3 DB-2025 1']);

  const cell = await exportUnit(office, { unit: 'CB' });
  expect(cell).toMatchObject({ count: 1, missing: ['P2'] });
  expect(await contentOf(cell.reviews)).toEqual(['P1 DB-2025 2']);
});

test('a unit never mixes years', async () => {
  await submit('P1', { cycle: 'DB-2025', number: 1 });
  await close('DB-2025');
  await open(2026);

  await expect(exportUnit(office, { unit: 'DB' })).rejects.toMatchObject({
    code: 'export-newer-cycle',
    details: { code: 'DB', newer: 'DB-2026', older: 'DB-2025' },
  });
  await submit('P2', { cycle: 'DB-2026', number: 1 });
  const { cycle, missing, reviews } = await exportUnit(office, { unit: 'DB' });
  expect({ cycle, missing }).toEqual({ cycle: 'DB-2026', missing: ['P1', 'P3'] });
  expect(await contentOf(reviews)).toEqual(['P2 DB-2026 1']);
  await expect(exportUnit(office, { unit: 'NONE' })).rejects.toMatchObject({ code: 'unit-unknown' });
});
