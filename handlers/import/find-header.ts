import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord } from '../../flows/answers/normalize.ts';
import { ENCODINGS } from './encodings/decode.ts';
import { decodeText, isPlain } from './encodings/recognise.ts';
import { TABLES, type TableName } from './tables.ts';

/** The cells of one row of a file or sheet, from the left; `line` is where it begins. */
export interface CellLine {
  line: number;
  cells: readonly string[];
}

/** The one or two rows that name the columns. */
export interface Header {
  /** Positions of its first and last row among the rows that were given. */
  first: number;
  last: number;
  /** The line of its last row. */
  line: number;
  /** For each column its name as in `TABLES`, or as it is written where no table has it; '' without a name. */
  names: readonly string[];
  /** How many columns of the table it names. */
  known: number;
}

/** Above a header stand titles, the name of the office, a motto: never so many rows. */
export const MOST_ROWS_ABOVE = 40;

/** Other names that offices have for a column, by the name in `TABLES`. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'Họ và tên': ['Họ tên', 'Họ, tên', 'Họ và tên đảng viên'],
  'Ngày sinh': ['Năm sinh', 'Ngày, tháng, năm sinh', 'Ngày tháng năm sinh', 'Ngày, năm sinh'],
  'Nơi sinh hoạt tạm thời': [
    ...['Chi bộ sinh hoạt tạm thời', 'Sinh hoạt tạm thời tại'],
    ...['Sinh hoạt tạm thời chi bộ', 'Sinh hoạt tạm thời tại chi bộ', 'Sinh hoạt tạm thời nơi sinh hoạt'],
  ],
  'Sinh hoạt tạm thời từ ngày': ['Tạm thời từ ngày', 'Sinh hoạt tạm thời từ'],
  'Sinh hoạt tạm thời đến ngày': [
    ...['Tạm thời đến ngày', 'Sinh hoạt tạm thời đến', 'Sinh hoạt tạm thời đến hết ngày'],
  ],
};

interface Match {
  name: string;
  isOther: boolean;
}

type Known = ReadonlyMap<string, Match>;

/**
 * Finds the header below titles: the row, or the two rows one above the other, that name most columns of the table.
 * Where none names any, and in an unknown table, it is the first row that is not blank.
 */
export function findHeader(lines: readonly CellLine[], table: TableName | undefined): Header | undefined {
  const known = knownNames(table);
  const filled = lines
    .flatMap(({ cells }, at) => (cells.every(isBlank) ? [] : [at]))
    .slice(0, MOST_ROWS_ABOVE);
  const singles = filled.map((at) => oneRow(lines, { at, known }));
  const pairs = filled.flatMap((at, index) => {
    const next = filled[index + 1];
    return next === undefined ? [] : (twoRows(lines, { first: at, last: next, known }) ?? []);
  });
  let best: Candidate | undefined;
  for (const one of [...singles, ...pairs]) if (best === undefined || one.count > best.count) best = one;
  if (best === undefined) return undefined;
  const { first, last, columns, count } = best;
  return { first, last, line: lines[last]?.line ?? 1, names: namesOf(columns), known: count };
}

/** A header as it is compared: whatever its case, accents, spaces, stars and what it adds in brackets. */
export function headerKey(written: string): string {
  const plain = dropHidden(written).normalize('NFKC');
  const bare = plain.replace(/\([^()]*\)|\[[^[\]]*\]/g, ' ').replace(/[*:.†•]+/g, '');
  return foldWord(isBlank(bare) ? plain : bare).replace(/\s*,\s*/g, ', ');
}

/** A header as it is shown: composed, with single spaces of one kind, and nothing that is not seen. */
export function headerText(written: string): string {
  return dropHidden(written).replace(/\s+/g, ' ').trim().normalize('NFC');
}

function knownNames(table: TableName | undefined): Known {
  if (table === undefined) return new Map();
  const names = Object.values<string>(TABLES[table].columns);
  const others = names.flatMap((name) => (OTHER_NAMES[name] ?? []).map((other) => ({ name, other })));
  return new Map([
    ...others.map(({ name, other }): [string, Match] => [headerKey(other), { name, isOther: true }]),
    ...names.map((name): [string, Match] => [headerKey(name), { name, isOther: false }]),
  ]);
}

interface Candidate {
  first: number;
  last: number;
  columns: { written: string; match: Match | undefined }[];
  /** How many columns of the table it names. */
  count: number;
}

function oneRow(lines: readonly CellLine[], { at, known }: { at: number; known: Known }): Candidate {
  const columns = (lines[at]?.cells ?? []).map((written) => ({ written, match: matchOf(written, known) }));
  return { first: at, last: at, columns, count: countOf(columns) };
}

/** A cell of the lower row belongs to what stands above it, or to the left of that, where cells are merged. */
function twoRows(
  lines: readonly CellLine[],
  { first, last, known }: { first: number; last: number; known: Known },
): Candidate | undefined {
  const upper = lines[first]?.cells ?? [];
  const lower = lines[last]?.cells ?? [];
  const columns: Candidate['columns'] = [];
  let group = '';
  for (let at = 0; at < Math.max(upper.length, lower.length); at += 1) {
    const [above = '', below = ''] = [upper[at], lower[at]];
    if (!isBlank(above)) group = above;
    const matchAbove = matchOf(above, known);
    const match = isBlank(below)
      ? matchAbove
      : (matchOf(`${group} ${below}`, known) ?? matchOf(below, known));
    // Below a column that has its name already stands what belongs into it.
    if (match === undefined && matchAbove !== undefined) return undefined;
    columns.push({ written: isBlank(below) || above === below ? above : `${above} ${below}`, match });
  }
  return { first, last, columns, count: countOf(columns) };
}

/** A header says the same in an encoding before Unicode. */
function matchOf(written: string, known: Known): Match | undefined {
  const match = known.get(headerKey(written));
  if (match !== undefined || isPlain(written)) return match;
  return ENCODINGS.map((encoding) => known.get(headerKey(decodeText(written, encoding)))).find(
    (other) => other !== undefined,
  );
}

function countOf(columns: Candidate['columns']): number {
  return new Set(columns.flatMap(({ match }) => match?.name ?? [])).size;
}

/** Another name counts only where no column has the table's own: “Ngày sinh” beside “Năm sinh”. */
function namesOf(columns: Candidate['columns']): string[] {
  const own = new Set(columns.flatMap(({ match }) => (match?.isOther === false ? match.name : [])));
  return columns.map(({ written, match }) =>
    match === undefined || (match.isOther && own.has(match.name)) ? headerText(written) : match.name,
  );
}
