import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Table } from '../../../handlers/import/table.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import { operate } from '../../support/commands.ts';
import { officeForAll } from '../../support/office.ts';
import { everythingIn, importAll, table } from '../../support/organisation.ts';

const PEOPLE = ['P1', 'P2', 'P3', 'P4'] as const;
const COLLECTIVES = ['DU', 'BGD'] as const;
const CELLS = ['CB1', 'CB2'] as const;
const LAST_DAYS = ['30/06/2024', '31/12/2024', '30/06/2025', '15/10/2026'] as const;

const office = officeForAll([]);

const units: Table = table(
  'units',
  ['DB', 'Đảng bộ', 'Đảng bộ cơ sở', ''],
  ['DB2', 'Đảng bộ Hai', 'Đảng bộ cơ sở', ''],
  ['CT', 'Công ty', 'Doanh nghiệp', 'DB'],
);
const collectives: Table = table(
  'collectives',
  ['DU', 'Đảng ủy', 'Đảng ủy', 'DB'],
  ['BGD', 'Ban Giám đốc', 'Ban Giám đốc', 'CT'],
);

/** The posts in one collective: of everybody, with at most one head of the present; earlier heads have ended. */
const postsIn = (collective: string) =>
  fc
    .record({
      heads: fc.shuffledSubarray([...PEOPLE]),
      isLed: fc.boolean(),
      days: fc.shuffledSubarray([...LAST_DAYS], { minLength: LAST_DAYS.length }),
      roles: fc.array(fc.constantFrom('Cấp phó', 'Thành viên'), { minLength: 4, maxLength: 4 }),
    })
    .map(({ heads, isLed, days, roles }) =>
      PEOPLE.map((person, place) => {
        const head = heads.indexOf(person);
        const lastDay = head === 0 && isLed ? '' : (days[place] ?? '');
        return head < 0
          ? [person, collective, roles[place] as string, 'Thành viên', 'Chính quyền', '', '']
          : [person, collective, 'Cấp trưởng', 'Đứng đầu', 'Chính quyền', '', lastDay];
      }),
    );

/** The whole organisation: where the cells and the people are, and who holds what. */
const organisation = fc
  .record({
    parents: fc.array(fc.constantFrom('DB', 'DB2'), { minLength: 2, maxLength: 2 }),
    homes: fc.array(fc.constantFrom(...CELLS), { minLength: 4, maxLength: 4 }),
    posts: fc.tuple(...COLLECTIVES.map(postsIn)),
  })
  .map(({ parents, homes, posts }): Table[] => [
    units,
    table(
      'units',
      ...CELLS.map((code, place) => [code, `Chi bộ ${code}`, 'Chi bộ', parents[place] as string]),
    ),
    collectives,
    table(
      'people',
      ...PEOPLE.map((code, place) => [
        ...[code, `Người ${code}`, '1/1/1980', 'Đảng viên chính thức', homes[place] as string, 'Không', ''],
      ]),
    ),
    table('posts', ...posts.flat()),
  ]);

/** The same tables with their rows and themselves in any order. */
const inAnyOrder = (tables: readonly Table[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...tables], { minLength: tables.length }),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    )
    .map(([shuffled, keys]) =>
      shuffled.map(({ name, rows }) => ({
        name,
        rows: rows
          .map((row, place) => ({ row, key: keys[place] ?? 0 }))
          .sort((one, other) => one.key - other.key)
          .map(({ row: { cells } }, place) => ({ line: place + 2, cells })),
      })),
    );

const change = fc.record({ before: organisation, after: organisation }).chain(({ before, after }) =>
  fc.record({
    before: fc.constant(before),
    after: fc.constant(after),
    shuffled: inAnyOrder(after),
    back: inAnyOrder(before),
  }),
);

test('any order of rows and sheets gives the same, twice changes nothing, and the reverse and an undo restore everything', async () => {
  await fc.assert(
    fc.asyncProperty(change, async ({ before, after, shuffled, back }) => {
      await importAll(office, before);
      const first = await everythingIn(office);
      const payload = { tables: shuffled, issues: [] };
      await operate(office, { name: 'import-organisation', payload });
      const plan = await planUndo(office);
      if (plan !== null) await operate(office, { name: 'undo-import', payload: { import: plan.import } });
      expect(await everythingIn(office)).toEqual(first);
      await importAll(office, after);
      const changed = await everythingIn(office);
      await importAll(office, back);
      expect(await everythingIn(office)).toEqual(first);
      await importAll(office, shuffled);
      expect(await everythingIn(office)).toEqual(changed);
      const again = await importAll(office, after);
      expect(again.every((table) => table.created + table.changed === 0)).toBe(true);
    }),
    { numRuns: 25 },
  );
}, 120_000);
