import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importOrganisation } from '../../../handlers/import/import-organisation.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { FullList, Table } from '../../../handlers/import/table.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { everythingIn, importAll, smallOrganisation, table } from '../../support/organisation.ts';

const TODAY = '2026-11-23';
const office = officeForEach([
  ...smallOrganisation(),
  table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB']),
  table('people', ['P4', 'Vũ Văn Bốn', '04/04/1974', 'Đảng viên chính thức', 'CB2', 'Không', '']),
]);

const listOf = (...codes: string[]): Table[] => {
  const [, , people] = smallOrganisation();
  const rows = people?.rows.filter(({ cells }) => codes.includes(cells.Mã ?? '')) ?? [];
  return [{ name: 'nguoi', rows }];
};
const full = (unit: string, answers: Partial<FullList> = {}): FullList => ({
  ...{ unit, left: [], moved: [], forgotten: [] },
  ...answers,
});
const importFull = (tables: Table[], fullList: FullList) =>
  importOrganisation(office, { tables, issues: [], fullList });

describe('whoever belongs to the unit and is not in its full list', () => {
  test('is asked for, one by one, and nothing is written', async () => {
    const before = await everythingIn(office);
    expect(await importFull(listOf('P1'), full('DB'))).toEqual({
      issues: [
        ['P2', 'Trần Thị Hai', 'TD'],
        ['P3', 'Lê Văn Ba', 'CT'],
        ['P4', 'Vũ Văn Bốn', 'CB2'],
      ].map(([person, name, unit]) => ({
        ...{ file: 'nguoi', line: 0, column: null, code: 'missing-in-list' },
        details: { person, name, unit },
      })),
    });
    expect(await everythingIn(office)).toEqual(before);
  });

  test('is not asked for where they belong to another unit, or have left it', async () => {
    const leave = { person: 'P2', on: TODAY, why: 'died' } as const;
    await operate(office, { name: 'end-membership', payload: leave });
    expect(await importFull(listOf('P1'), full('CB'))).not.toHaveProperty('issues');
  });

  test('is not asked for where they leave on a day to come', async () => {
    const left = [{ person: 'P2', on: '2026-12-31', why: 'transferred' as const }];
    expect(await importFull(listOf('P1'), full('CB', { left }))).not.toHaveProperty('issues');
    expect(await importFull(listOf('P1'), full('CB'))).not.toHaveProperty('issues');
  });

  test('stays who and where they are if they were forgotten', async () => {
    const before = await office.database.people.findById('P2').lean();
    expect(await importFull(listOf('P1'), full('CB', { forgotten: ['P2'] }))).not.toHaveProperty('issues');
    expect(await office.database.people.findById('P2').lean()).toEqual(before);
  });

  test('is not asked for under a code that stands for them', async () => {
    const rows = table('people', ['P02', 'Trần Thị Hai', '31/12/1985', 'Đảng viên dự bị', 'TD', 'Có', 'CT']);
    const same = [{ code: 'P02', known: 'P2' }];
    const source = { tables: [...listOf('P1'), rows], issues: [], fullList: full('CB') };
    const result = await importOrganisation(office, { ...source, answers: { same, different: [] } });
    expect(result).not.toHaveProperty('issues');
  });

  test('may have moved to a unit where people take part, and to no other', async () => {
    const moved = (unit: string) => full('CB', { moved: [{ person: 'P2', unit, on: TODAY }] });
    const planned = await planImport(office, { tables: listOf('P1'), issues: [], fullList: moved('CB2') });
    expect(planned).toMatchObject({
      plan: { departures: { moved: [{ person: 'P2', unit: 'CB2' }], left: [] } },
    });
    for (const [unit, code] of Object.entries({
      CT: 'not-a-membership-unit',
      XX: 'unknown-code',
      TD: 'missing-in-list',
    })) {
      expect(await importFull(listOf('P1'), moved(unit))).toMatchObject({ issues: [{ code }] });
    }
  });
});

test('nobody leaves before they came, or moves or has died on a day to come', async () => {
  const started = { person: 'P2', unit: 'TD', on: '2026-11-20' };
  await operate(office, {
    name: 'end-membership',
    payload: { person: 'P2', on: '2026-06-01', why: 'transferred' },
  });
  await operate(office, { name: 'start-membership', payload: started });
  const left = [{ person: 'P2', on: '2026-11-20', why: 'died' as const }];
  const moved = [{ person: 'P2', on: '2026-12-24', unit: 'CB2' }];
  expect(await importFull(listOf('P1'), full('CB', { left }))).toMatchObject({
    issues: [{ code: 'answer-too-early', details: { who: 'P2 (Trần Thị Hai)', day: '20/11/2026' } }],
  });
  const dead = [{ person: 'P2', on: '2026-12-24', why: 'died' as const }];
  expect(await importFull(listOf('P1'), full('CB', { left: dead }))).toMatchObject({
    issues: [{ code: 'death-to-come', details: { who: 'P2 (Trần Thị Hai)', day: '24/12/2026' } }],
  });
  expect(await importFull(listOf('P1'), full('CB', { moved }))).toMatchObject({
    issues: [{ code: 'answer-to-come', details: { who: 'P2 (Trần Thị Hai)', day: '24/12/2026' } }],
  });
});

test('a unit that is not there has no list', async () => {
  await expect(importFull(listOf('P1'), full('XX'))).rejects.toMatchObject({ code: 'unit-unknown' });
});

test('whatever is listed and answered, nobody is removed, and whoever is missing is asked for', async () => {
  const CODES = ['P1', 'P2', 'P3', 'P4'];
  const some = fc.subarray(CODES);
  await fc.assert(
    fc.asyncProperty(some, some, some, async (listed, left, forgotten) => {
      const departed = left.map((person) => ({ person, on: TODAY, why: 'transferred' as const }));
      const fullList = full('DB', { left: departed, forgotten });
      const planned = await planImport(office, { tables: listOf(...listed), issues: [], fullList });
      const missing = CODES.filter((code) => !listed.includes(code) || code === 'P4');
      const open = missing.filter((code) => !left.includes(code) && !forgotten.includes(code));
      const answered = CODES.filter((code) => left.includes(code) || forgotten.includes(code));
      const both = answered.filter((code) => left.includes(code) && forgotten.includes(code));
      const unasked = answered.filter((code) => !missing.includes(code) && !both.includes(code));
      if ('issues' in planned) {
        const told = (code: string) => planned.issues.filter((issue) => issue.code === code);
        expect(told('missing-in-list').map(({ details }) => details.person)).toEqual(open);
        for (const [code, people] of Object.entries({
          'answers-differ': both,
          'answer-for-listed': unasked,
        })) {
          const whos = told(code).map(({ details }) => String(details.who).slice(0, 2));
          expect(whos.toSorted()).toEqual(people);
        }
        expect(planned.issues.length).toBe(open.length + both.length + unasked.length);
      } else {
        expect([open, both, unasked]).toEqual([[], [], []]);
        expect(planned.plan.departures.left.map(({ person }) => person)).toEqual(
          missing.filter((code) => left.includes(code)),
        );
      }
    }),
    { numRuns: 30 },
  );
  expect(await office.database.people.countDocuments()).toBe(CODES.length);
});

describe('an answer', () => {
  const died = { person: 'P2', why: 'died', on: TODAY } as const;
  const CB2 = { person: 'P2', unit: 'CB2', on: TODAY } as const;

  test.each<[string, Partial<FullList>, string]>([
    [
      'left and moved',
      { left: [died], moved: [CB2] },
      '--left P2=Qua đời@23/11/2026, --moved P2=CB2@23/11/2026',
    ],
    [
      'left for two reasons',
      { left: [died, { ...died, why: 'exempted' }] },
      '--left P2=Qua đời@23/11/2026, --left P2=Miễn công tác và sinh hoạt đảng@23/11/2026',
    ],
    [
      'left on two days',
      { left: [died, { ...died, on: '2026-11-01' }] },
      '--left P2=Qua đời@23/11/2026, --left P2=Qua đời@01/11/2026',
    ],
    [
      'left and forgotten, in two spellings',
      { left: [died], forgotten: ['p2'] },
      '--left P2=Qua đời@23/11/2026, --forgotten P2',
    ],
  ])('that contradicts another one is refused with the name: %s', async (_, answers, answer) => {
    const before = await everythingIn(office);
    expect(await importFull(listOf('P1'), full('CB', answers))).toEqual({
      issues: [
        {
          ...{ file: 'nguoi', line: 0, column: null, code: 'answers-differ' },
          details: { who: 'P2 (Trần Thị Hai)', answer },
        },
      ],
    });
    expect(await everythingIn(office)).toEqual(before);
  });

  test('that is given twice is one, and its import can be taken back', async () => {
    const before = await everythingIn(office);
    const fullList = full('CB', { left: [died, died] });
    await operate(office, {
      name: 'import-organisation',
      payload: { tables: listOf('P1'), issues: [], fullList },
    });
    expect(await office.database.people.findById('P2').lean()).toMatchObject({
      memberships: [{ unit: 'TD', why: 'died' }],
    });
    const undo = await planUndo(office);
    await operate(office, { name: 'undo-import', payload: { import: undo?.import ?? '' } });
    expect(await everythingIn(office)).toEqual(before);
  });

  test('has its codes in any spelling, and those that the office said earlier', async () => {
    const same = [{ code: 'DV2', known: 'P2' }];
    const row = ['DV2', 'Trần Thị Hai', '31/12/1985', 'Đảng viên dự bị', 'TD', 'Có', 'CT'];
    const answers = { same, different: [] };
    await importOrganisation(office, { tables: [table('people', row)], issues: [], answers });
    for (const person of ['p2', 'Р2', 'dv2']) {
      const fullList = full('cb', { moved: [{ ...CB2, person, unit: 'cb2' }] });
      const planned = await planImport(office, { tables: listOf('P1'), issues: [], fullList });
      expect(planned).toMatchObject({ plan: { departures: { moved: [CB2] } } });
    }
  });

  test.each<[string, Partial<FullList>, string]>([
    ['nobody', { left: [{ ...died, person: 'P99' }] }, 'answer-for-nobody'],
    ['somebody in the list', { forgotten: ['P1'] }, 'answer-for-listed'],
    [
      'somebody in another unit',
      { moved: [{ ...CB2, person: 'P4', unit: 'TD' }] },
      'answer-for-another-unit',
    ],
  ])('about %s is refused', async (_, answers, code) => {
    const forgotten = ['P2', ...(answers.forgotten ?? [])];
    const result = await importFull(listOf('P1'), full('CB', { ...answers, forgotten }));
    expect(result).toMatchObject({ issues: [{ code }] });
  });

  test('that was recorded before changes nothing, and another one about who has left is refused', async () => {
    await importFull(listOf('P1'), full('CB', { left: [died] }));
    const before = await everythingIn(office);
    expect(await importFull(listOf('P1'), full('CB', { left: [died] }))).not.toHaveProperty('issues');
    expect(await everythingIn(office)).toEqual(before);
    expect(
      await importFull(listOf('P1'), full('CB', { left: [{ ...died, why: 'exempted' }] })),
    ).toMatchObject({ issues: [{ code: 'answer-for-departed', details: { day: '22/11/2026' } }] });
  });
});

test('a list without a question is an ordinary import', async () => {
  await importAll(office, listOf('P1'));
  expect(await office.database.people.countDocuments()).toBe(4);
});
