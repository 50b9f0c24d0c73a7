import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWorkbook } from '../bot/admin/workbook/write-workbook.ts';
import { TABLES } from '../handlers/import/tables.ts';

type Rows = (string | number)[][];

const IN_CELL = 30;
const SURNAMES = ['Nguyễn', 'Trần', 'Đặng', 'Vũ', 'Hoàng', 'Phạm', 'Bùi'];
const GIVEN = ['Tuấn', 'Đức', 'Hạnh', 'Thủy', 'Dũng'];

/** The lists of an organisation of so many people, a commitment each, in chi bộ of thirty with a bí thư and a phó bí thư. */
function listsOf(people: number): Record<string, Rows> {
  const cells = Array.from({ length: Math.ceil(people / IN_CELL) }, (_, place) => place + 1);
  const all = Array.from({ length: people }, (_, place) => place);
  const codeOf = (place: number) => `N${String(place + 1).padStart(5, '0')}`;
  const columnsOf = (table: keyof typeof TABLES, most?: number) =>
    Object.values<string>(TABLES[table].columns).slice(0, most);
  return {
    [TABLES.units.file]: [
      columnsOf('units'),
      ['DB', 'Đảng bộ Tổng công ty', 'Đảng bộ cơ sở', ''],
      ...cells.map((cell) => [`CB${cell}`, `Chi bộ ${cell}`, 'Chi bộ', 'DB']),
    ],
    [TABLES.collectives.file]: [
      columnsOf('collectives'),
      ...cells.map((cell) => [`CU${cell}`, `Chi ủy ${cell}`, 'Chi ủy', `CB${cell}`]),
    ],
    [TABLES.people.file]: [
      columnsOf('people', 7),
      ...all.map((place) => {
        const name = `${SURNAMES[place % 7]} Văn ${GIVEN[place % 5]} ${place + 1}`;
        const born = `${String((place % 28) + 1).padStart(2, '0')}/${String((place % 12) + 1).padStart(2, '0')}/${1960 + (place % 40)}`;
        const cell = `CB${Math.floor(place / IN_CELL) + 1}`;
        return [codeOf(place), name, born, 'Đảng viên chính thức', cell, 'Không', ''];
      }),
    ],
    [TABLES.posts.file]: [
      columnsOf('posts', 5),
      ...all.flatMap((place) => {
        const [role, title] = POSTS[place % IN_CELL] ?? [];
        if (role === undefined || title === undefined) return [];
        return [[codeOf(place), `CU${Math.floor(place / IN_CELL) + 1}`, role, title, 'Đảng']];
      }),
    ],
    [TABLES.commitments.file]: [
      columnsOf('commitments'),
      ...all.map((place) => [codeOf(place), 2025, 1, `Dự đủ các kỳ sinh hoạt, việc số ${place + 1}.`]),
    ],
  };
}

const POSTS = [
  ['Cấp trưởng', 'Bí thư chi bộ'],
  ['Cấp phó', 'Phó bí thư chi bộ'],
  ['Thành viên', 'Chi ủy viên'],
] as const;

/** Writes the lists as a folder of CSV files and as a workbook; returns where both are. */
export async function writeLists(
  home: string,
  { people }: { people: number },
): Promise<{ folder: string; workbook: string }> {
  const lists = listsOf(people);
  const folder = join(home, 'lists');
  const workbook = join(home, 'lists.xlsx');
  await mkdir(folder);
  for (const [file, rows] of Object.entries(lists)) {
    const text = rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
    await writeFile(join(folder, `${file}.csv`), `${text}\n`);
  }
  const sheets = Object.entries(lists).map(([name, rows]) => ({ name, rows }));
  await writeFile(workbook, await writeWorkbook({ sheets }));
  return { folder, workbook };
}
