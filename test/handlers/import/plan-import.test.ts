import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planImport } from '../../../handlers/import/plan-import.ts';
import type { Table } from '../../../handlers/import/table.ts';
import { officeForEach } from '../../support/office.ts';
import { everythingIn, importAll, smallOrganisation, table } from '../../support/organisation.ts';

const office = officeForEach([]);

const organisation = (): Table[] => [
  ...smallOrganisation(),
  table('commitments', ['P1', '2025', '1', 'Một'], ['P1', '2025', '2', 'Hai'], ['P2', '2025', '1', 'Ba']),
  table('remedies', ['P2', '2025', '1', 'Kết luận', 'CB', 'Còn nể nang']),
];

/** The same tables with their rows and themselves in any order. */
const inAnyOrder = (tables: readonly Table[]): fc.Arbitrary<Table[]> =>
  fc
    .tuple(
      ...tables.map(({ name, rows }) =>
        fc
          .shuffledSubarray([...rows], { minLength: rows.length })
          .map((shuffled) => ({ name, rows: shuffled.map((row, at) => ({ ...row, line: at + 2 })) })),
      ),
    )
    .chain((shuffled) => fc.shuffledSubarray(shuffled, { minLength: shuffled.length }));

async function plan(tables: readonly Table[]) {
  const planned = await planImport(office, { tables, issues: [] });
  if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
  const byId = (one: { _id: string }, other: { _id: string }) => (one._id < other._id ? -1 : 1);
  return planned.plan.tables.map(({ created, changed, ...rest }) => ({
    ...rest,
    created: created.toSorted(byId),
    changed: changed.length,
  }));
}

test('whatever the order of rows and sheets, the same is stored', async () => {
  const expected = await plan(organisation());
  await fc.assert(
    fc.asyncProperty(inAnyOrder(organisation()), async (tables) => {
      expect(await plan(tables)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('whatever the order, a second time changes nothing', async () => {
  await importAll(office, organisation());
  await fc.assert(
    fc.asyncProperty(inAnyOrder(organisation()), async (tables) => {
      for (const { created, changed } of await plan(tables)) expect([created, changed]).toEqual([[], 0]);
    }),
    { numRuns: 40 },
  );
});

/** What an office changes in its lists: the table, the row from 0, the column, and what it says then. */
const CHANGES = [
  ['nguoi', 0, 'Họ và tên', 'Nguyễn Văn Mốt'],
  ['nguoi', 0, 'Nơi sinh hoạt đảng', 'TD'],
  ['nguoi', 1, 'Ngày sinh', '30/12/1985'],
  ['nguoi', 1, 'Diện đảng viên', 'Đảng viên chính thức'],
  ['nguoi', 1, 'Nơi sinh hoạt đảng', 'CB'],
  ['nguoi', 2, 'Đơn vị công tác', 'DB'],
  ['don-vi', 2, 'Tên', 'Tổ đảng Hai'],
  ['don-vi', 3, 'Mã đơn vị cấp trên', ''],
  ['tap-the', 1, 'Tên', 'Ban Tổng Giám đốc'],
  ['chuc-vu', 2, 'Chức vụ', 'Phó Tổng Giám đốc'],
  ['chuc-vu', 2, 'Cương vị', 'Thành viên'],
  ['cam-ket', 1, 'Nội dung cam kết', 'Hai, nói rõ hơn'],
  ['khac-phuc', 0, 'Nguồn', 'Chỉ ra'],
] as const;

test('a change that is taken back by the list before it leaves everything as it was', async () => {
  await importAll(office, organisation());
  // Sealed texts are sealed anew with each change.
  const opened = async () => {
    const all = JSON.stringify(await everythingIn(office));
    return all.replace(/v1\.k1\.[\w-]+\.[\w-]+/g, 'sealed');
  };
  const before = await opened();
  await fc.assert(
    fc.asyncProperty(fc.subarray([...CHANGES], { minLength: 1 }), async (changes) => {
      const changed = organisation().map(({ name, rows }) => ({
        name,
        rows: rows.map((row, at) => {
          const own = changes.filter(([file, index]) => file === name && index === at);
          const cells = own.map(([, , column, said]) => [column, said]);
          return { ...row, cells: { ...row.cells, ...Object.fromEntries(cells) } };
        }),
      }));
      await importAll(office, changed);
      await importAll(office, organisation());
      expect(await opened()).toBe(before);
    }),
    { numRuns: 12 },
  );
});
