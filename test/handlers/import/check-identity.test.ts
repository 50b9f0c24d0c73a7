import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importOrganisation } from '../../../handlers/import/import-organisation.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { IdentityAnswers, Table } from '../../../handlers/import/table.ts';
import { linkIdentity } from '../../../models/chat/identity.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { addRetired, admitKeyRing, retireKeys } from '../../../models/store/key-check.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { everythingIn, importAll, importIssues, NOW, table } from '../../support/organisation.ts';

const office = officeForEach();

/** A row of a person: code, name, birth date and, if any, personal numbers. */
const person = (...[code = '', name = '', born = '', ...numbers]: string[]) => [
  ...[code, name, born, 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
  // Without days of the membership.
  ...['', '', '', ...numbers],
];
/** P1 as it is stored. */
const P1 = ['Nguyễn Văn Một', '01/02/1970'] as const;

async function answer(tables: Table[], answers: Partial<IdentityAnswers>) {
  return importOrganisation(office, { tables, issues: [], answers: { same: [], different: [], ...answers } });
}

const names = async () =>
  (await office.database.people.find({}).sort({ _id: 1 }).lean()).map(({ _id, name }) => `${_id} ${name}`);

async function link(code: string) {
  const chat = { channel: 'web', user: code, chat: code };
  await linkIdentity(office, { ...chat, person: code, consent: null, now: NOW });
}

describe('somebody new with the name and birth date of somebody known', () => {
  const doubled = [table('people', person('DV9', ...P1))];

  test('is asked about, and nothing is written', async () => {
    const before = await everythingIn(office);
    expect(await importIssues(office, doubled)).toEqual([
      {
        ...{ file: 'nguoi', line: 2, column: 'Mã', code: 'same-person' },
        details: { code: 'DV9', known: 'P1', name: 'Nguyễn Văn Một', born: '01/02/1970' },
      },
    ]);
    expect(await everythingIn(office)).toEqual(before);
  });

  test('however the name is written', async () => {
    const issues = await importIssues(office, [table('people', person('DV9', ' NGUYEN  VĂN một', P1[1]))]);
    expect(issues).toMatchObject([{ code: 'same-person', details: { known: 'P1' } }]);
  });

  test('also where the list has the year of birth alone', async () => {
    const issues = await importIssues(office, [table('people', person('DV9', P1[0], '1970'))]);
    expect(issues).toMatchObject([{ code: 'same-person', details: { known: 'P1' } }]);
    expect(await importIssues(office, [table('people', person('P2', P1[0], '1970'))])).toMatchObject([
      { code: 'other-person' },
    ]);
    await importAll(office, [table('people', person('DV9', P1[0], '1971'))]);
  });

  test('is that person if the office says so, with all rows that name the code', async () => {
    const tables = [
      ...doubled,
      table('commitments', ['DV9', '2025', '1', 'Một điều']),
      table('posts', ['DV9', 'DU', 'Cấp trưởng', 'Bí thư', 'Đảng']),
    ];
    const result = await answer(tables, { same: [{ code: 'DV9', known: 'P1' }] });
    expect(result).not.toHaveProperty('issues');
    expect(await office.database.people.countDocuments()).toBe(3);
    expect(await office.database.commitments.findById('P1/2025/1').lean()).not.toBeNull();
    expect(await office.database.posts.findById('P1/DU').lean()).toMatchObject({ title: 'Bí thư' });
  });

  test('is somebody else if the office says so, and is not asked about again', async () => {
    await answer(doubled, { different: ['DV9'] });
    expect(await names()).toEqual([
      'DV9 Nguyễn Văn Một',
      'P1 Nguyễn Văn Một',
      'P2 Trần Thị Hai',
      'P3 Lê Văn Ba',
    ]);
    await importAll(office, doubled);
  });

  test('stays in doubt if the office answers something that was not asked', async () => {
    const result = await answer(doubled, { same: [{ code: 'DV9', known: 'P2' }], different: ['P1'] });
    expect(result).toMatchObject({
      issues: [
        { line: 0, code: 'answer-without-row', details: { answer: '--different P1', who: 'P1' } },
        { line: 2, code: 'answer-unasked', details: { answer: '--same DV9=P2', who: 'DV9' } },
        { line: 2, code: 'same-person' },
      ],
    });
  });

  test('is settled by codes in any spelling', async () => {
    expect(await answer(doubled, { different: ['dv9'] })).not.toHaveProperty('issues');
    const again = [table('people', person('DV8', 'Trần Thị Hai', '31/12/1985'))];
    expect(await answer(again, { same: [{ code: 'dv8', known: 'р2' }] })).not.toHaveProperty('issues');
    expect(await names()).not.toContain('DV8 Trần Thị Hai');
  });

  test('is not settled by answers that contradict each other, whatever their order', async () => {
    const before = await everythingIn(office);
    const [same, other] = [
      { code: 'DV9', known: 'P1' },
      { code: 'dv9', known: 'P2' },
    ];
    for (const answers of [
      { same: [same, other] },
      { same: [other, same] },
      { same: [same], different: ['DV9'] },
    ]) {
      const result = await answer(doubled, answers);
      const told = 'issues' in result ? result.issues : [];
      expect(told).toContainEqual(expect.objectContaining({ line: 2, code: 'answers-differ' }));
    }
    expect(await everythingIn(office)).toEqual(before);
  });

  test('is asked about also where both are new', async () => {
    const twins = [
      table('people', person('A1', 'Vũ Thị Tư', '1/1/1990'), person('A2', 'Vũ Thị Tư', '1/1/1990')),
    ];
    const details = { code: 'A2', known: 'A1', line: 2 };
    expect(await importIssues(office, twins)).toMatchObject([{ code: 'same-person-row', line: 3, details }]);
    expect(await answer(twins, { different: ['A2'] })).not.toHaveProperty('issues');
  });
});

test('an answer that was given before is none too many, and one that would be dropped is refused', async () => {
  const rows = [table('people', person('DV9', ...P1), person('DV8', 'Trần Thị Hai', '31/12/1985'))];
  const answers = { same: [{ code: 'DV9', known: 'P1' }], different: ['DV8'] };
  expect(await answer(rows, answers)).not.toHaveProperty('issues');
  expect(await answer(rows, answers)).not.toHaveProperty('issues');
  // DV9 has become another code of P1, so it has no person whom it could keep.
  const kept = await answer([table('people', person('DV9', 'Lý Chín', '9/9/1979'))], {
    same: [{ code: 'DV9', known: 'DV9' }],
  });
  expect(kept).toMatchObject({ issues: [{ code: 'answer-unasked', details: { answer: '--same DV9' } }] });
});

test('somebody new for whom a number says who they are is told', async () => {
  await importAll(office, [table('people', person('P1', ...P1, '001070012345'))]);
  const rows = [table('people', person('DV9', 'Nguyễn Văn Mốt', P1[1], '001070012345'))];
  expect(await answer(rows, { different: ['DV9'] })).toMatchObject({ issues: [{ code: 'answer-unasked' }] });
});

test('what the office answered stands in the audit event', async () => {
  const tables = [table('people', person('DV9', ...P1), person('DV8', 'Trần Thị Hai', '31/12/1985'))];
  const answers = { same: [{ code: 'DV9', known: 'P1' }], different: ['DV8'] };
  await operate(office, { name: 'import-organisation', payload: { tables, issues: [], answers } });
  const event = await office.database.auditEvents.findOne({ kind: 'organisation-imported' }).lean();
  expect(event?.facts).toMatchObject({ same: 'DV9=P1', different: 'DV8' });
  expect(event?.people).toContain('DV8');
});

test('codes that only lost zeros are named, of people and of units', async () => {
  await importAll(office, [
    table('units', ['CB01', 'Chi bộ Không Một', 'Chi bộ', 'DB']),
    table('people', person('007', 'Đỗ Bảy', '7/7/1977')),
  ]);
  const tables = [
    table('units', ['CB1', 'Chi bộ Không Một', 'Chi bộ', 'DB']),
    table('people', person('7', 'Đỗ Văn Bảy', '7/7/1977')),
    table(
      'posts',
      ['7', 'DU', 'Thành viên', 'Ủy viên', 'Đảng'],
      ['07', 'DU', 'Thành viên', 'Ủy viên', 'Đảng'],
    ),
  ];
  const issues = await importIssues(office, tables);
  expect(issues.map(({ code, details }) => [code, details.code, details.known])).toEqual([
    ['lost-zeros', 'CB1', 'CB01'],
    ['lost-zeros', '7', '007'],
    ['unknown-code-near', '07', '007'],
  ]);
});

describe('a code whose name and birth date both change', () => {
  const other = [table('people', person('P1', 'Hoàng Văn Khác', '09/09/1979'))];

  test('is asked about while somebody is linked to it', async () => {
    await link('P1');
    const details = { code: 'P1', known: 'P1', name: P1[0], born: P1[1] };
    expect(await importIssues(office, other)).toMatchObject([{ code: 'other-person', details }]);
    expect(await answer(other, { different: ['P1'] })).toHaveProperty('issues');
    expect(await answer(other, { same: [{ code: 'P1', known: 'P1' }] })).not.toHaveProperty('issues');
    expect(await names()).toContain('P1 Hoàng Văn Khác');
  });

  test('is asked about where something was handed in under it', async () => {
    await insertSubmission(office.database, {
      ...{ person: 'P1', cycle: 'DB-2025', number: 1, pack: { id: 'p', version: '1' }, flowVersion: 'v' },
      ...{ submittedAt: NOW, recordedAt: NOW, late: false, answers: [] },
    });
    expect(await importIssues(office, other)).toMatchObject([{ code: 'other-person' }]);
  });

  test('is an ordinary change while nobody is', async () => {
    await importAll(office, other);
    expect(await names()).toContain('P1 Hoàng Văn Khác');
  });

  test('is asked about where it takes those of somebody else who is known', async () => {
    const moved = [table('people', person('P2', ...P1))];
    expect(await importIssues(office, moved)).toMatchObject([
      { code: 'other-person', details: { known: 'P2' } },
    ]);
  });

  test('is an ordinary change where only one of them changes', async () => {
    await link('P1');
    await importAll(office, [table('people', person('P1', 'Nguyễn Văn Một A', P1[1]))]);
    await importAll(office, [table('people', person('P1', 'Nguyễn Văn Một A', '02/01/1970'))]);
    expect(await names()).toContain('P1 Nguyễn Văn Một A');
  });
});

describe('a personal number', () => {
  const CCCD = '001070012345';
  const CARD = '52.123456';
  const numbered = (code: string, ...more: string[]) => [table('people', person(code, ...P1, ...more))];

  test('is not stored, and neither told as a change', async () => {
    await importAll(office, numbered('P1', CCCD, CARD));
    const stored = JSON.stringify(await everythingIn(office));
    for (const number of [CCCD, '52123456', CARD]) expect(stored).not.toContain(number);
    const planned = await planImport(office, { tables: numbered('P1', '001070099999'), issues: [] });
    expect(JSON.stringify(planned)).not.toMatch(/0010700(12345|99999)/);
  });

  test('finds its person under another code, before name and birth date do', async () => {
    await importAll(office, numbered('P1', CCCD, CARD));
    const renamed = [table('people', person('DV9', 'Nguyễn Văn Mốt', P1[1], '001 070 012 345'))];
    const planned = await planImport(office, { tables: renamed, issues: [] });
    expect(planned).toMatchObject({
      plan: { notes: [{ code: 'person-by-number', details: { code: 'DV9', known: 'P1' } }] },
    });
    await importAll(office, renamed);
    expect(await names()).toContain('P1 Nguyễn Văn Mốt');
    expect(await office.database.people.countDocuments()).toBe(3);
  });

  test('tells two people of one name and birth date apart', async () => {
    await importAll(office, numbered('P1', CCCD));
    await importAll(office, numbered('DV9', '001070099999'));
    expect(await office.database.people.countDocuments()).toBe(4);
  });

  test('stays where a list does not have the column, or leaves the cell blank', async () => {
    await importAll(office, numbered('P1', CCCD));
    const before = await office.database.people.findById('P1').lean();
    await importAll(office, numbered('P1', ''));
    const [list] = numbered('P1');
    const cells = Object.entries(list?.rows[0]?.cells ?? {}).filter(
      ([header]) => !/^S(ố|inh hoạt)|^Lý do/.test(header),
    );
    await importAll(office, [{ name: 'nguoi', rows: [{ line: 2, cells: Object.fromEntries(cells) }] }]);
    expect(await office.database.people.findById('P1').lean()).toEqual(before);
  });

  test('is refused in two rows, for two people, and where digits are missing', async () => {
    await importAll(office, numbered('P1', CCCD, CARD));
    await importAll(office, [table('people', person('P4', 'Bốn', '4/4/1974', '', '52.999999'))]);
    const issues = await importIssues(office, [
      table(
        'people',
        person('P2', 'Trần Thị Hai', '31/12/1985', CCCD),
        person('A1', 'A', '1/1/1991', '001091000001'),
        person('A2', 'B', '1/1/1992', '001091000001'),
        person('A3', 'C', '1/1/1993', '1091000002', '123'),
        person('P1', ...P1, '001070012345', '52 999999'),
      ),
    ]);
    expect(issues.map(({ line, code }) => [line, code])).toEqual([
      [2, 'number-of-another'],
      [4, 'same-number'],
      [5, 'bad-citizen-id'],
      [5, 'bad-party-card'],
      [6, 'same-number'],
      [6, 'numbers-of-two'],
    ]);
    expect(JSON.stringify(issues)).not.toContain('1091');
  });

  test('is asked about where it leads to somebody of another name and birth date', async () => {
    await importAll(office, numbered('P1', CCCD));
    const rows = [table('people', person('DV9', 'Hoàng Văn Khác', '09/09/1979', CCCD))];
    expect(await importIssues(office, rows)).toMatchObject([
      { code: 'other-person', details: { code: 'DV9', known: 'P1' } },
    ]);
  });

  test('is known again after the key was renewed and the old one taken out', async () => {
    const [old, fresh] = [generateKeyRing(), generateKeyRing().replace('k1:', 'k2:')];
    const { database } = office;
    const source = 'ENCRYPTION_KEYS';
    office.keys = createKeyRing(old);
    await admitKeyRing(database, { keys: office.keys, source });
    await importAll(office, numbered('P1', CCCD));
    const both = createKeyRing(`${fresh},${old}`);
    await admitKeyRing(database, { keys: both, source });
    await retireKeys({ database, keys: both }, { ids: ['k1'], now: NOW });
    office.keys = await addRetired(database, createKeyRing(fresh));
    await importAll(office, [table('people', person('DV9', ...P1, CCCD))]);
    expect(await office.database.people.countDocuments()).toBe(3);
  });
});

test('no order of rows makes two people of one', async () => {
  const rows = [
    person('P01', 'Lý Một', '1/1/1971'),
    person('p01', 'Lý Một', '1/1/1971'),
    person('Р01', 'Lý Một', '1/1/1971'),
    person('P1', ...P1),
    person('1', ...P1),
    person('X7', 'Lý Bảy', '7/7/1977'),
  ];
  const size = await office.database.people.countDocuments();
  const anyRows = fc.shuffledSubarray(rows, { minLength: 2 });
  await fc.assert(
    fc.asyncProperty(anyRows, async (some) => {
      const planned = await planImport(office, { tables: [table('people', ...some)], issues: [] });
      const isOnePerson = new Set(some.map(([, name]) => name)).size === some.length;
      if ('plan' in planned) expect(isOnePerson).toBe(true);
      else expect(planned.issues.every(({ code }) => /^(same|lost)/.test(code))).toBe(true);
    }),
    { numRuns: 40 },
  );
  expect(await office.database.people.countDocuments()).toBe(size);
});
