import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { toTable } from '../../../bot/admin/to-table.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { Table } from '../../../handlers/import/table.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import { listUntold } from '../../../models/command.ts';
import type { Person } from '../../../models/organisation/person.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { everythingIn, importAll, importIssues, table } from '../../support/organisation.ts';

const office = officeForEach();
const TODAY = '2026-11-23';
const HEADERS = ['Nơi sinh hoạt tạm thời', 'Sinh hoạt tạm thời từ ngày', 'Sinh hoạt tạm thời đến ngày'];
const OWN = ['P2', 'Trần Thị Hai', '1985-12-31', 'Đảng viên dự bị'];

beforeEach(async () => {
  const units = ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'];
  await importAll(office, [table('units', units, ['CB3', 'Chi bộ Ba', 'Chi bộ', 'DB'])]);
});

/** The row of P2 with where they take part for a time. */
function listed({ unit = 'TD', at = '', from = '', to = '', leaves = '' } = {}): Table {
  const row = [...OWN, unit, 'Có', 'CT', '', leaves, '', '', '', at, from, to];
  return table('people', row);
}

async function temporary(): Promise<Person['temporary']> {
  return (await office.database.people.findById('P2').lean())?.temporary;
}

async function codesOf(rows: Table): Promise<string[]> {
  return (await importIssues(office, [rows])).map(({ code }) => code);
}

describe('a list without the columns of temporary memberships', () => {
  test('is imported as ever, and leaves what is stored of them', async () => {
    await importAll(office, [listed({ at: 'CB2', from: '01/11/2026' })]);
    const before = await everythingIn(office);
    const { name, rows } = listed();
    const cells = Object.fromEntries(
      Object.entries(rows[0]?.cells ?? {}).filter(([header]) => !HEADERS.includes(header)),
    );
    await importAll(office, [{ name, rows: [{ line: 2, cells }] }]);
    expect(await everythingIn(office)).toEqual(before);
    // Empty cells say nothing either.
    await importAll(office, [listed()]);
    expect(await everythingIn(office)).toEqual(before);
  });
});

describe('a list with them', () => {
  test('says where, from when and up to when; the person stays where they belong, and twice changes nothing', async () => {
    const before = await office.database.people.findById('P2').lean();
    const row = listed({ at: 'CB2', from: '01/11/2026', to: '31/12/2026' });
    await importAll(office, [row]);
    const stay = { unit: 'CB2', from: '2026-11-01', to: '2026-12-31' };
    expect(await office.database.people.findById('P2').lean()).toEqual({ ...before, temporary: [stay] });
    const again = await importAll(office, [row]);
    expect(again).toContainEqual({ file: 'nguoi', created: 0, changed: 0, unchanged: 1 });
  });

  test('begins on the day of the import where it has no day, also if it is imported again', async () => {
    await importAll(office, [listed({ at: 'CB2' })]);
    expect(await temporary()).toEqual([{ unit: 'CB2', from: TODAY, to: null }]);
    const later = { ...office, now: new Date('2026-12-20T03:00:00Z') };
    await importAll(later, [listed({ at: 'CB2' })]);
    expect(await temporary()).toEqual([{ unit: 'CB2', from: TODAY, to: null }]);
  });

  test('corrects days, ends one, and begins another one after it', async () => {
    await importAll(office, [listed({ at: 'CB2', from: '01/11/2026' })]);
    await importAll(office, [listed({ at: 'CB2', from: '01/10/2026', to: '10/11/2026' })]);
    expect(await temporary()).toEqual([{ unit: 'CB2', from: '2026-10-01', to: '2026-11-10' }]);
    await importAll(office, [listed({ at: 'CB3', from: '11/11/2026' })]);
    await importAll(office, [listed({ at: 'CB3', to: '15/11/2026' })]);
    await importAll(office, [listed({ at: 'CB2', from: '20/11/2026' })]);
    expect(await temporary()).toEqual([
      { unit: 'CB2', from: '2026-10-01', to: '2026-11-10' },
      { unit: 'CB3', from: '2026-11-11', to: '2026-11-15' },
      { unit: 'CB2', from: '2026-11-20', to: null },
    ]);
  });

  test('says that it corrects one that overlaps it, and nothing where it says the same or its end', async () => {
    await importAll(office, [listed({ at: 'CB2', from: '01/11/2026', to: '30/11/2026' })]);
    const notesOf = async (row: Table) => {
      const planned = await planImport(office, { tables: [row], issues: [] });
      return 'plan' in planned ? planned.plan.notes : planned.issues;
    };
    expect(await notesOf(listed({ at: 'CB2', from: '10/11/2026' }))).toMatchObject([
      {
        ...{ code: 'temporary-changed', line: 2, column: HEADERS[0] },
        details: { from: '01/11/2026', to: '30/11/2026', newFrom: '10/11/2026', newTo: '30/11/2026' },
      },
    ]);
    expect(await notesOf(listed({ at: 'CB2', from: '01/11/2026' }))).toEqual([]);
    expect(await notesOf(listed({ at: 'CB2', from: '01/12/2026' }))).toEqual([]);
    await importAll(office, [listed({ at: 'CB3', from: '02/12/2026' })]);
    expect(await notesOf(listed({ at: 'CB3', to: '31/12/2026' }))).toEqual([]);
  });

  test('names a unit by any spelling of its code, and one of the same list', async () => {
    const unit = table('units', ['CB4', 'Chi bộ Bốn', 'Chi bộ', 'DB']);
    await importAll(office, [listed({ at: 'cb4' }), unit]);
    expect(await temporary()).toMatchObject([{ unit: 'CB4' }]);
  });

  test.each([
    ['days without a unit', { from: '01/11/2026' }, 'temporary-without-unit'],
    ['a unit that there is not', { at: 'X' }, 'unknown-code'],
    ['a unit where no member takes part', { at: 'CT' }, 'not-a-membership-unit'],
    ['the unit to which the person belongs', { at: 'TD' }, 'temporary-at-home'],
    [
      'a last day before the first',
      { at: 'CB2', from: '02/11/2026', to: '01/11/2026' },
      'temporary-reversed',
    ],
    ['a day that there is not', { at: 'CB2', from: '31/11/2026' }, 'bad-date'],
    ['a year that is a mistake', { at: 'CB2', from: '01/11/2026', to: '01/11/2206' }, 'day-impossible'],
    ['a year long before they were born', { at: 'CB2', from: '01/11/1026' }, 'day-before-birth'],
    ['a first day after the person left', { at: 'CB2', leaves: '20/11/2026' }, 'temporary-absent'],
  ])('is refused for %s, with one sentence', async (_what, change, code) => {
    expect(await codesOf(listed(change))).toEqual([code]);
  });

  test('is refused for two that overlap, with a sentence that names the other one', async () => {
    await importAll(office, [listed({ at: 'CB2', from: '01/11/2026' })]);
    expect(await importIssues(office, [listed({ at: 'CB3', from: '10/11/2026' })])).toMatchObject([
      {
        ...{ code: 'temporary-overlap', column: HEADERS[0] },
        details: { unit: 'CB3', other: 'Chi bộ Hai', from: '01/11/2026', to: '…' },
      },
    ]);
  });

  test('is refused for somebody who is no member of the Party', async () => {
    const row = ['P3', 'Lê Văn Ba', '5/6/1990', 'Không phải đảng viên', '', 'Không', 'CT'];
    const rows = table('people', [...row, '', '', '', '', '', 'CB2']);
    expect(await codesOf(rows)).toEqual(['unit-without-membership']);
  });

  test('is taken back with its import', async () => {
    await importAll(office, [listed({ at: 'CB2', from: '01/10/2026', to: '31/10/2026' })]);
    const before = await everythingIn(office);
    const payload = { tables: [listed({ at: 'CB3', from: '01/11/2026' })], issues: [] };
    await operate(office, { name: 'import-organisation', payload });
    expect(await temporary()).toHaveLength(2);
    const plan = await planUndo(office);
    await operate(office, { name: 'undo-import', payload: { import: plan?.import ?? '' } });
    expect(await everythingIn(office)).toEqual(before);
  });

  test('gives the same in any order of rows and tables, and twice changes nothing', async () => {
    const units = table(
      'units',
      ['CB5', 'Chi bộ Năm', 'Chi bộ', 'DB'],
      ['CB6', 'Chi bộ Sáu', 'Chi bộ', 'DB'],
    );
    const guest = (code: string, at: string) => [
      ...[code, `Người ${code}`, '1/1/1980', 'Đảng viên chính thức', 'CB', 'Không', ''],
      ...['', '', '', '', '', at, '01/11/2026', ''],
    ];
    const people = table('people', guest('P6', 'CB5'), guest('P7', 'CB6'), guest('P8', 'CB2'));
    await importAll(office, [units, people]);
    const whole = await everythingIn(office);
    const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(order, fc.boolean(), async (places, isTurned) => {
        await office.database.people.deleteMany({ _id: /^P[678]$/ });
        await office.database.units.deleteMany({ _id: /^CB[56]$/ });
        const rows = places.flatMap((place) => people.rows[place] ?? []);
        const shuffled = { ...people, rows: rows.map(({ cells }, at) => ({ line: at + 2, cells })) };
        const source = isTurned ? [shuffled, units] : [units, shuffled];
        await importAll(office, source);
        expect(await everythingIn(office)).toEqual(whole);
        const again = await importAll(office, source);
        expect(again.every(({ created, changed }) => created + changed === 0)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });
});

test.each([
  ['as in the template', HEADERS],
  ['in capitals and with stars', ['NƠI SINH HOẠT TẠM THỜI *', 'TẠM THỜI TỪ NGÀY', 'TẠM THỜI ĐẾN NGÀY']],
  ['by other names', ['Chi bộ sinh hoạt tạm thời', 'Tạm thời từ ngày', 'Tạm thời đến ngày']],
])('the columns are found %s', (_how, written) => {
  const cells = ['Mã', 'Họ và tên', 'Ngày sinh', ...written];
  const { table: read } = toTable({
    name: 'nguoi',
    lines: [
      { line: 1, cells },
      { line: 2, cells: ['P2', 'Trần Thị Hai', '1985', 'CB2', '1/11/2026', ''] },
    ],
  });
  expect(read.rows[0]?.cells).toMatchObject({ [HEADERS[0] ?? '']: 'CB2', [HEADERS[1] ?? '']: '1/11/2026' });
});

test('the columns are found below a heading of their own, over two rows', () => {
  const { table: read } = toTable({
    name: 'nguoi',
    lines: [
      { line: 1, cells: ['Mã', 'Họ và tên', 'Ngày sinh', 'Sinh hoạt tạm thời', '', ''] },
      { line: 2, cells: ['', '', '', 'Chi bộ', 'Từ ngày', 'Đến ngày'] },
      { line: 3, cells: ['P2', 'Trần Thị Hai', '1985', 'CB2', '1/11/2026', '31/12/2026'] },
    ],
  });
  expect(read.rows[0]?.cells).toMatchObject({
    ...{ [HEADERS[0] ?? '']: 'CB2', [HEADERS[1] ?? '']: '1/11/2026', [HEADERS[2] ?? '']: '31/12/2026' },
  });
});

test('an import tells who takes part elsewhere for a time, and those who lead either unit', async () => {
  const payload = { tables: [listed({ at: 'CB2', from: '01/11/2026' })], issues: [] };
  await operate(office, { name: 'import-organisation', payload });
  const [command] = await listUntold(office.database, { until: office.now });
  expect(command?.outcome).toMatchObject({
    news: [
      { kind: 'temporary-begun', people: ['P2'], values: { unit: 'Chi bộ Hai', day: '2026-11-01' } },
      { kind: 'members-changed', people: ['P1'] },
    ],
  });
});
