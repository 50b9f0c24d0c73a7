import { describe, expect, test } from 'vitest';
import { rowChangesOf } from '../../../handlers/import/outcomes.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { IdentityAnswers, Table } from '../../../handlers/import/table.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import {
  everythingIn,
  importAll,
  importIssues,
  smallOrganisation,
  table,
} from '../../support/organisation.ts';

const office = officeForEach();
const LATER = new Date('2026-12-24T03:00:00Z');

const person = (code: string, name: string, born: string) =>
  table('people', [code, name, born, 'Đảng viên chính thức', 'CB', 'Không', 'CT']);
/** P1 under the code of another list. */
const DV9 = person('DV9', 'Nguyễn Văn Một', '01/02/1970');
const SAME: Partial<IdentityAnswers> = { same: [{ code: 'DV9', known: 'P1' }] };

async function answer(tables: Table[], answers: Partial<IdentityAnswers>) {
  const payload = { tables, issues: [], answers: { same: [], different: [], ...answers } };
  return operate(office, { name: 'import-organisation', payload });
}

async function planOf(tables: Table[], answers: Partial<IdentityAnswers> = {}) {
  const source = { tables, issues: [], answers: { same: [], different: [], ...answers } };
  const planned = await planImport({ ...office, now: LATER }, source);
  if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
  return planned.plan;
}

const codes = async () =>
  (await office.database.people.find({}).sort({ _id: 1 }).lean()).map(({ _id }) => _id);

describe('a list with a code that the office said is that of somebody known', () => {
  test('goes through the next time without a question, and since when that is known is told', async () => {
    await answer([DV9], SAME);
    const { notes, tables } = await planOf([DV9, table('commitments', ['DV9', '2025', '1', 'Một điều'])]);
    expect(notes).toEqual([
      {
        ...{ file: 'nguoi', line: 2, column: 'Mã', code: 'code-remembered' },
        details: { code: 'DV9', known: 'P1', name: 'Nguyễn Văn Một', day: '23/11/2026' },
      },
    ]);
    expect(tables.find(({ table: name }) => name === 'people')).toMatchObject({ unchanged: 1, changed: [] });
    expect(tables.find(({ table: name }) => name === 'commitments')?.created).toMatchObject([
      { person: 'P1' },
    ]);
    expect(await codes()).toEqual(['P1', 'P2', 'P3']);
  });

  test('also where it is written differently, and where no row declares it', async () => {
    await answer([DV9], SAME);
    await importAll(office, [person('dv9', 'Nguyễn Văn Một', '01/02/1970')]);
    await importAll(office, [table('commitments', ['DV9', '2025', '1', 'Một điều'])]);
    expect(await office.database.commitments.findById('P1/2025/1').lean()).not.toBeNull();
    expect(await codes()).toEqual(['P1', 'P2', 'P3']);
  });

  test('is remembered through lists that have the known code, and what else is recorded', async () => {
    await answer([DV9], SAME);
    await importAll(office, smallOrganisation());
    await operate(office, {
      ...{ name: 'move-membership', payload: { person: 'P1', to: 'TD', on: '2026-11-20' } },
    });
    const { notes } = await planOf([DV9]);
    // Who was moved since is moved back by this list, and that is said besides.
    expect(notes.map(({ code }) => code).toSorted()).toEqual(['code-remembered', 'moves-back']);
  });

  test('is somebody else if the office says so now', async () => {
    await answer([DV9], SAME);
    await answer([DV9], { different: ['DV9'] });
    expect(await codes()).toEqual(['DV9', 'P1', 'P2', 'P3']);
    await importAll(office, [DV9]);
    expect(await codes()).toEqual(['DV9', 'P1', 'P2', 'P3']);
  });

  test('is not taken for them where neither the name nor the birth date is theirs', async () => {
    await answer([DV9], SAME);
    await importAll(office, [person('DV9', 'Hoàng Thị Chín', '09/09/1999')]);
    expect(await codes()).toEqual(['DV9', 'P1', 'P2', 'P3']);
  });

  test('is asked about again once the import with the answer was taken back', async () => {
    const before = await everythingIn(office);
    await answer([DV9], SAME);
    const plan = await planUndo(office);
    await operate(office, { name: 'undo-import', payload: { import: plan?.import ?? '' } });
    expect(await everythingIn(office)).toEqual(before);
    expect(await importIssues(office, [DV9])).toMatchObject([{ code: 'same-person' }]);
  });
});

test('two rows of one list that are one person are so the next time, too', async () => {
  const twins = table(
    'people',
    ['N1', 'Hoàng Thị Chín', '09/09/1999', 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
    ['N2', 'Hoàng Thị Chín', '09/09/1999', 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
  );
  const [first, second] = twins.rows;
  const only = (row: typeof first): Table => ({ name: twins.name, rows: row === undefined ? [] : [row] });
  await importAll(office, [only(first)]);
  await answer([only(second)], { same: [{ code: 'N2', known: 'N1' }] });
  await importAll(office, [only(second)]);
  expect(await codes()).toEqual(['N1', 'P1', 'P2', 'P3']);
});

test('units and bodies whose codes had lost their zeros are known by these, too', async () => {
  const units = (code: string) => table('units', [code, 'Chi bộ Bảy', 'Chi bộ', 'DB']);
  const bodies = (code: string, unit: string) => table('collectives', [code, 'Chi ủy Bảy', 'Chi ủy', unit]);
  await importAll(office, [units('007'), bodies('0071', '007')]);
  const lost = [units('7'), bodies('71', '7')];
  await answer(lost, {
    same: [
      { code: '7', known: '007' },
      { code: '71', known: '0071' },
    ],
  });
  const plan = await planOf(lost);
  expect(plan.notes.map(({ code, details }) => `${code} ${details.known}`)).toEqual([
    'code-remembered 007',
    'code-remembered 0071',
  ]);
  expect(await office.database.units.countDocuments({ name: 'Chi bộ Bảy' })).toBe(1);
});

test('the change that it makes is shown by its code, not as if nothing changed', async () => {
  const plan = await planOf([DV9], SAME);
  expect(rowChangesOf(plan)).toMatchObject([
    { code: 'P1', fields: [{ column: 'Mã khác trong danh sách', before: '', after: 'DV9' }] },
  ]);
});
