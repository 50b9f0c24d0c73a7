import { describe, expect, test } from 'vitest';
import { applyImport, importOrganisation } from '../../../handlers/import/import-organisation.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { Table } from '../../../handlers/import/table.ts';
import type { Post } from '../../../models/organisation/post.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import {
  everythingIn,
  importAll,
  importIssues,
  smallOrganisation,
  table,
} from '../../support/organisation.ts';

const office = officeForEach([
  ...smallOrganisation(),
  table('people', ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Đảng viên chính thức', 'CB', 'Không', 'CT']),
  table('posts', ['P4', 'BGD', 'Thành viên', 'Kế toán trưởng', 'Chính quyền']),
]);

/** The roles in a collective, by the codes of their people. */
async function rolesIn(collective: string): Promise<Record<string, string>> {
  const posts = await office.database.posts.find({ collective }).lean();
  return Object.fromEntries(posts.map(({ person, role }) => [person, role]));
}

/** Each order of some rows. */
function ordersOf<Row>(rows: readonly Row[]): Row[][] {
  if (rows.length < 2) return [[...rows]];
  return rows.flatMap((first, place) => ordersOf(rows.toSpliced(place, 1)).map((rest) => [first, ...rest]));
}

const NEW_HEADS = [
  ['P1', 'BGD', 'Thành viên', 'Cố vấn', 'Chính quyền'],
  ['P3', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền'],
  ['P4', 'BGD', 'Cấp phó', 'Phó Giám đốc', 'Chính quyền'],
];
const OLD_HEADS = [
  ['P1', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền'],
  ['P3', 'BGD', 'Cấp phó', 'Phó Giám đốc', 'Chính quyền'],
  ['P4', 'BGD', 'Thành viên', 'Kế toán trưởng', 'Chính quyền'],
];

test('the old head steps back, a deputy and a member move up, whatever the order of the rows', async () => {
  for (const [order, rows] of ordersOf(NEW_HEADS).entries()) {
    await importAll(office, [table('posts', ...rows)]);
    expect(await rolesIn('BGD'), `order ${order}`).toEqual({ P1: 'member', P3: 'head', P4: 'deputy' });
    await importAll(office, [table('posts', ...(ordersOf(OLD_HEADS)[order] ?? []))]);
    expect(await rolesIn('BGD'), `back, order ${order}`).toEqual({ P1: 'head', P3: 'deputy', P4: 'member' });
  }
});

describe('a head who has left makes room for the next one, whose row alone is in the list', () => {
  const next = table('posts', ['P3', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền']);
  const former = () => office.database.posts.findOne({ person: 'P1', collective: 'BGD' }).lean();

  test('where the same list has their last day', async () => {
    const [row] = smallOrganisation().find(({ name }) => name === 'nguoi')?.rows ?? [];
    const left = Object.values(row?.cells ?? {}).slice(0, 7);
    await importAll(office, [next, table('people', [...left, '', '31/10/2026', 'Nghỉ việc'])]);
    expect(await former()).toMatchObject({ role: 'head', to: '2026-10-31' });
    expect(await rolesIn('BGD')).toMatchObject({ P3: 'head' });
  });

  test('where it was recorded before', async () => {
    const payload = { person: 'P1', on: '2026-11-01', why: 'left-work' } as const;
    await operate(office, { name: 'end-membership', payload });
    await importAll(office, [next]);
    expect(await former()).toMatchObject({ role: 'head', to: '2026-10-31' });
  });

  test('where the office says so of a full list', async () => {
    const rest = smallOrganisation().filter(({ name }) => !['nguoi', 'chuc-vu'].includes(name));
    const fullList = {
      ...{ unit: 'DB', moved: [], forgotten: ['P2', 'P3', 'P4'] },
      left: [{ person: 'P1', why: 'left-work', on: '2026-11-01' } as const],
    };
    const result = await importOrganisation(office, { tables: [...rest, next], issues: [], fullList });
    expect(result).not.toHaveProperty('issues');
    expect(await former()).toMatchObject({ role: 'head', to: '2026-10-31' });
  });

  test('where they are begun one by one', async () => {
    const gone = { person: 'P1', on: '2026-11-01', why: 'left-work' } as const;
    await operate(office, { name: 'end-membership', payload: gone });
    const post = { person: 'P3', collective: 'BGD', title: 'Giám đốc', from: '2026-11-02' } as const;
    const begun = await operate(office, {
      name: 'start-post',
      payload: { ...post, role: 'head', branch: 'government' },
    });
    expect(begun).toMatchObject({ status: 'recorded' });
    expect(await former()).toMatchObject({ to: '2026-10-31' });
  });
});

test('a head who leaves is given a last day, and the next one a first day', async () => {
  const rows = [
    ['P3', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', '1/10/2026', ''],
    ['P1', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', '', '30/09/2026'],
  ];
  for (const order of [rows, rows.toReversed()]) {
    await importAll(office, smallOrganisation());
    await importAll(office, [table('posts', ...order)]);
    expect(await office.database.posts.findById('P1/BGD').lean()).toMatchObject({ to: '2026-09-30' });
    expect(await office.database.posts.findById('P3/BGD').lean()).toMatchObject({ from: '2026-10-01' });
  }
});

test('two heads who were written down the wrong way round change places', async () => {
  const until = (person: string) => [person, 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', '', '30/9/2026'];
  const since = (person: string) => [person, 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', '1/10/2026', ''];
  await importAll(office, [table('posts', until('P1'), since('P3'))]);

  await importAll(office, [table('posts', until('P3'), since('P1'))]);

  const posts = await office.database.posts.find({ collective: 'BGD', role: 'head' }).sort({ _id: 1 }).lean();
  expect(posts.map(({ person, from, to }) => [person, from, to])).toEqual([
    ['P1', '2026-10-01', undefined],
    ['P3', undefined, '2026-09-30'],
  ]);
});

describe('two heads at once', () => {
  const names = { P1: 'Nguyễn Văn Một', P3: 'Lê Văn Ba', P4: 'Phạm Thị Bốn' };
  const clash = (person: keyof typeof names, other: keyof typeof names) => ({
    ...{ collective: 'BGD', person, name: names[person], other, otherName: names[other] },
  });
  const head = (person: string, from = '', to = '') => [
    ...[person, 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', from, to],
  ];

  test('are both named, where the old one is not in the list', async () => {
    for (const person of ['P3', 'P4'] as const) {
      const before = await everythingIn(office);
      expect(await importIssues(office, [table('posts', head(person))])).toMatchObject([
        { line: 2, column: 'Cương vị', code: 'second-head', details: clash(person, 'P1') },
      ]);
      expect(await everythingIn(office)).toEqual(before);
    }
  });

  test('are named once, where both are in the list', async () => {
    const old = ['P1', 'BGD', 'Thành viên', 'Cố vấn', 'Chính quyền'];
    expect(await importIssues(office, [table('posts', head('P3'), old, head('P4'))])).toMatchObject([
      { line: 4, code: 'second-head', details: clash('P4', 'P3') },
    ]);
  });

  test.each([
    { terms: 'both go on', of: [head('P1'), head('P3', '1/1/2027')] },
    {
      terms: 'one begins before the other ends',
      of: [head('P1', '', '31/12/2026'), head('P3', '1/12/2026')],
    },
    { terms: 'both end on the same day', of: [head('P1', '', '30/6/2026'), head('P3', '', '30/6/2026')] },
  ])('are refused where $terms', async ({ of }) => {
    for (const rows of [of, of.toReversed()]) {
      const issues = await importIssues(office, [table('posts', ...rows)]);
      expect(issues.map(({ line, code }) => [line, code])).toEqual([[3, 'second-head']]);
    }
  });

  test.each([
    { terms: 'one took over on the last day of the other', of: [head('P1', '', '23/11/2026'), head('P3')] },
    { terms: 'one begins after the other', of: [head('P1', '', '31/12/2026'), head('P3', '1/1/2027')] },
    {
      terms: 'it is over, and when the second began is not known',
      of: [head('P1', '', '30/6/2026'), head('P3', '', '30/7/2026')],
    },
  ])('are none where $terms', async ({ of }) => {
    for (const rows of [of, of.toReversed()]) await importAll(office, [table('posts', ...rows)]);
  });
});

describe('a list of more rows than one transaction takes', () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, number) => `${prefix}${String(number).padStart(4, '0')}`);
  const people = many('M', 700);
  const posts = (role: string, later: string): Table =>
    table('posts', ...[...people.map((code) => [code, 'BGD', role, later, 'Chính quyền']), ...NEW_HEADS]);
  const list = [
    table(
      'people',
      ...people.map((code) => [code, `Người ${code}`, '1/1/1980', 'Quần chúng', '', 'Không', 'CT']),
    ),
    posts('Thành viên', 'Chuyên viên'),
  ];

  test('that is interrupted anywhere is completed by running it again', async () => {
    const headsSeen: string[][] = [];
    for (let until = 1; ; until += 1) {
      let transactions = 0;
      const interrupted = {
        ...office,
        database: {
          ...office.database,
          transaction: (...work: Parameters<typeof office.database.transaction>) => {
            transactions += 1;
            if (transactions > until) return Promise.reject(new Error('killed'));
            return office.database.transaction(...work);
          },
        },
      };
      const planned = await planImport(office, { tables: list, issues: [] });
      if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
      const ended = await applyImport(interrupted, { plan: planned.plan, report: () => undefined }).then(
        () => true,
        () => false,
      );
      const heads = await office.database.posts.find({ collective: 'BGD', role: 'head' }).lean();
      headsSeen.push(heads.map(({ person }) => person));
      if (ended) break;
    }
    expect(headsSeen.length).toBeGreaterThan(1);
    expect(headsSeen.every((heads) => heads.length === 1)).toBe(true);
    expect(await rolesIn('BGD')).toMatchObject({ P1: 'member', P3: 'head', P4: 'deputy', M0699: 'member' });
    const again = await importAll(office, list);
    expect(again.every(({ created, changed }) => created + changed === 0)).toBe(true);
  });
});

describe('the days of a term', () => {
  const post = (...days: string[]) =>
    table('posts', ['P4', 'BGD', 'Thành viên', 'Kế toán trưởng', 'Chính quyền', ...days]);
  const withoutDays = (): Table => ({
    name: 'chuc-vu',
    rows: post().rows.map(({ line, cells: { 'Từ ngày': _from, 'Đến ngày': _to, ...cells } }) => ({
      ...{ line, cells },
    })),
  });
  const stored = (): Promise<Post | null> => office.database.posts.findById('P4/BGD').lean();

  test('stay as they are stored where a table has no columns for them, and are taken out by blank cells', async () => {
    await importAll(office, [post('1/1/2026', '31/12/2026')]);
    await importAll(office, [withoutDays()]);
    expect(await stored()).toMatchObject({ from: '2026-01-01', to: '2026-12-31' });

    await importAll(office, [post('', '')]);
    const { from, to } = (await stored()) as Post;
    expect([from, to]).toEqual([undefined, undefined]);
  });

  test('stay as well where the table tells of what is held until a post to come begins', async () => {
    const advisor = { role: 'member', title: 'Cố vấn', branch: 'government', from: '2026-12-01' } as const;
    const payload = { ...advisor, person: 'P4', collective: 'BGD' };
    await operate(office, { name: 'start-post', payload });
    const before = await stored();
    await importAll(office, [withoutDays()]);
    expect(await stored()).toEqual(before);

    await importAll(office, [post('15/12/2026', '')]);
    expect(await stored()).toMatchObject({ from: '2026-12-15', earlier: [{ title: 'Kế toán trưởng' }] });
  });

  test('that is over are told where a table has no columns for them', async () => {
    await importAll(office, [post('', '30/06/2026')]);
    const planned = await planImport(office, { tables: [withoutDays()], issues: [] });
    expect('plan' in planned && planned.plan.notes).toMatchObject([
      { line: 2, code: 'post-ended', details: { person: 'P4', collective: 'BGD', day: '30/06/2026' } },
    ]);
  });

  test('must be days, the last one not before the first', async () => {
    const issues = await importIssues(office, [post('31/02/2026', '')]);
    expect(issues).toMatchObject([{ column: 'Từ ngày', code: 'bad-date' }]);
    expect(await importIssues(office, [post('2/1/2026', '1/1/2026')])).toMatchObject([
      { column: 'Đến ngày', code: 'ends-before-it-begins' },
    ]);
  });

  test('a Party post that has ended may be that of somebody who has left the Party', async () => {
    const left = table('people', ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Quần chúng', '', 'Không', 'CT']);
    const ended = table('posts', ['P4', 'DU', 'Thành viên', 'Ủy viên', 'Đảng', '', '30/6/2026']);
    const result = await importOrganisation(office, { tables: [left, ended], issues: [] });
    expect(result).toHaveProperty('outcomes');
  });
});
