import { describe, expect, test } from 'vitest';
import { importOrganisation } from '../../../handlers/commands/import-organisation.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { Table } from '../../../handlers/import/table.ts';
import { listUntold } from '../../../models/command.ts';
import type { Person } from '../../../models/organisation/person.ts';
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
const TODAY = '2026-11-23';

/** The row of P2 with another unit and other days. */
function listed({ unit = 'TD', from = '', to = '', why = '' } = {}): Table {
  return table('people', [
    ...['P2', 'Trần Thị Hai', '1985-12-31', 'Đảng viên dự bị', unit, 'Có', 'CT'],
    ...[from, to, why],
  ]);
}

async function memberships(): Promise<Person['memberships']> {
  return (await office.database.people.findById('P2').lean())?.memberships;
}

/** What an import tells without being a mistake. */
async function notesOn(rows: Table): Promise<string[]> {
  const planned = await planImport(office, { tables: [rows], issues: [] });
  return 'plan' in planned ? planned.plan.notes.map(({ code }) => code) : [];
}

describe('a list without the columns of days', () => {
  /** The same rows as an office has them that has never heard of these columns. */
  function withoutDays({ name, rows }: Table): Table {
    const unknown = ['Sinh hoạt từ ngày', 'Sinh hoạt đến ngày', 'Lý do rời'];
    const cells = (row: Table['rows'][number]) =>
      Object.fromEntries(Object.entries(row.cells).filter(([header]) => !unknown.includes(header)));
    return { name, rows: rows.map((row) => ({ ...row, cells: cells(row) })) };
  }

  test('is imported as ever, and changes nothing of what is stored', async () => {
    const before = await everythingIn(office);
    const outcomes = await importAll(office, smallOrganisation().map(withoutDays));
    expect(outcomes.map(({ created, changed }) => created + changed)).not.toContain(1);
    expect(await everythingIn(office)).toEqual(before);
  });

  test('never takes back that somebody has left, and says so', async () => {
    const payload = { person: 'P2', on: '2026-11-20', why: 'transferred' } as const;
    await operate(office, { name: 'end-membership', payload });
    const before = await everythingIn(office);
    expect(await notesOn(withoutDays(listed()))).toEqual(['left-stays']);
    await importAll(office, [withoutDays(listed())]);
    expect(await everythingIn(office)).toEqual(before);
  });

  test('says that it moves somebody back who was moved since', async () => {
    await operate(office, { name: 'move-membership', payload: { person: 'P2', to: 'CB', on: '2026-11-20' } });
    expect(await notesOn(withoutDays(listed()))).toEqual(['moves-back']);
    expect(await notesOn(withoutDays(listed({ unit: 'CB' })))).toEqual([]);
  });

  test('moves somebody on the day of the import, and back on the same day without a trace', async () => {
    const before = await everythingIn(office);
    await importAll(office, [withoutDays(listed({ unit: 'CB' }))]);
    expect(await memberships()).toEqual([
      { unit: 'TD', from: null, to: '2026-11-22', why: 'transferred' },
      { unit: 'CB', from: TODAY, to: null, why: null },
    ]);
    await importAll(office, [withoutDays(listed())]);
    expect(await everythingIn(office)).toEqual(before);
  });
});

describe('a list with days', () => {
  test('says from when, up to when and why; a second import changes nothing', async () => {
    const row = listed({ from: '01/03/2026', to: '20/11/2026', why: 'Chuyển sinh hoạt đảng' });
    await importAll(office, [row]);
    const ended = { unit: 'TD', from: '2026-03-01', to: '2026-11-20', why: 'transferred' };
    expect(await memberships()).toEqual([ended]);
    const again = await importAll(office, [row]);
    expect(again).toContainEqual({ file: 'nguoi', created: 0, changed: 0, unchanged: 1 });
  });

  test('moves somebody on the day that it names, and takes in who comes back', async () => {
    await importAll(office, [listed({ unit: 'CB', from: '2026-11-10' })]);
    await importAll(office, [listed({ unit: 'CB', to: '2026-11-15', why: 'nghỉ việc' })]);
    await importAll(office, [listed({ unit: 'TD', from: '2026-11-20' })]);
    expect(await memberships()).toEqual([
      { unit: 'TD', from: null, to: '2026-11-09', why: 'transferred' },
      { unit: 'CB', from: '2026-11-10', to: '2026-11-15', why: 'left-work' },
      { unit: 'TD', from: '2026-11-20', to: null, why: null },
    ]);
  });

  test.each([
    ['days in the wrong order', { from: '20/11/2026', to: '19/11/2026' }, 'days-reversed'],
    ['a reason without a day', { why: 'Qua đời' }, 'reason-without-day'],
    ['a reason that there is not', { to: '20/11/2026', why: 'Đi chơi' }, 'bad-term'],
    ['a day that there is not', { to: '31/11/2026' }, 'bad-date'],
    ['a day without its year', { to: '24-11' }, 'day-without-year'],
    ['a move on a day to come', { unit: 'CB', from: '24/11/2026' }, 'move-to-come'],
    ['a first day to come of somebody who is there', { from: '24/11/2027' }, 'present-to-come'],
    ['a day before somebody was born', { to: '20/11/1899', why: 'Qua đời' }, 'day-before-birth'],
    ['a day of a year that is a mistake', { to: '20/11/2999', why: 'Qua đời' }, 'day-impossible'],
    ['a death on a day to come', { to: '24/11/2026', why: 'Qua đời' }, 'death-to-come'],
    ['a first day of a year that is a mistake', { from: '24/11/2062' }, 'day-impossible'],
  ])('is refused for %s', async (_what, days, code) => {
    const issues = await importIssues(office, [listed(days)]);
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  test.each([
    ['in another unit on a day before they came to theirs', { unit: 'TD', from: '2026-11-10' }],
    ['in theirs from a day on which they were in the one before', { unit: 'CB', from: '2026-10-01' }],
  ])('is refused where it puts somebody %s, whose membership would be lost', async (_what, row) => {
    const move = (to: string, on: string) =>
      operate(office, { name: 'move-membership', payload: { person: 'P2', to, on } });
    await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
    await move('CB2', '2026-10-15');
    await move('CB', '2026-11-15');
    const issues = await importIssues(office, [listed(row)]);
    expect(issues).toMatchObject([{ code: 'membership-lost', column: 'Sinh hoạt từ ngày' }]);
  });

  test('is refused where a unit without a day takes the place of one that somebody comes to later', async () => {
    const leave = { person: 'P2', on: '2026-11-20', why: 'transferred' } as const;
    await operate(office, { name: 'end-membership', payload: leave });
    await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
    const start = { person: 'P2', unit: 'CB2', on: '2026-12-01' };
    await operate(office, { name: 'start-membership', payload: start });
    const issues = await importIssues(office, [listed({ unit: 'CB' })]);
    expect(issues).toMatchObject([{ code: 'membership-lost', details: { unit: 'CB2', day: '01/12/2026' } }]);
  });

  test('is refused where it puts somebody who has left into another unit without a day, or on one before they left', async () => {
    await importAll(office, [listed({ to: '20/11/2026', why: 'nghỉ việc' })]);
    const issues = await importIssues(office, [listed({ unit: 'CB' })]);
    expect(issues).toMatchObject([{ code: 'left-before', details: { day: '20/11/2026' } }]);
    const early = await importIssues(office, [listed({ unit: 'CB', from: '20/11/2026' })]);
    expect(early).toMatchObject([{ code: 'left-before', details: { day: '20/11/2026' } }]);
  });
});

test('an import tells those who moved, and those who lead a unit that somebody came to or left', async () => {
  const source = { tables: [listed({ unit: 'CB' })], issues: [] };
  await operate(office, { name: importOrganisation.name, payload: source });
  const [command] = await listUntold(office.database, { until: office.now });
  expect(command?.outcome).toMatchObject({
    news: [
      { kind: 'moved-to-unit-on', people: ['P2'], values: { unit: 'Chi bộ Một', on: '2026-11-23' } },
      { kind: 'members-changed', people: ['P1'] },
    ],
  });
});
