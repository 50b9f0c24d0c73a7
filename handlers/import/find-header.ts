import { isBlank } from '../../flows/answers/hidden-characters.ts';
import {
  firstPartOf,
  headerKey,
  headerText,
  isPart,
  isRemark,
  type KnownNames,
  knownNames,
  type Match,
  matchOf,
} from './header-names.ts';
import type { TableName } from './tables.ts';

/** The cells of one row of a file or sheet, from the left; `line` is where it begins. */
export interface CellLine {
  line: number;
  cells: readonly string[];
  /** Of a sheet, the columns whose cell is merged with the one left of it. */
  covered?: ReadonlySet<number>;
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
  /** Columns that have the rest of what the one left of them has, as the given name beside the family name. */
  continued: ReadonlySet<number>;
  /** Names over several columns of which it is not known what each one is, with what stands below. */
  unclear: readonly { name: string; parts: readonly string[] }[];
}

/** Above a header stand titles, the name of the office, a motto: never so many rows. */
export const MOST_ROWS_ABOVE = 40;

/**
 * Finds the header below titles: the row, or the two rows one above the other, that name most columns of the table, and where it is
 * repeated the first of them.
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
  const best = bestOf([...singles, ...pairs]);
  if (best === undefined) return undefined;
  const { first, last, columns, count, unclear } = best;
  const names = namesOf(columns);
  const continued = columns.flatMap(({ isRest, match }, at) =>
    isRest && match?.name === names[at] ? [at] : [],
  );
  return {
    ...{ first, last, line: lines[last]?.line ?? 1, names, known: count },
    ...{ continued: new Set(continued), unclear: unclear.filter(({ name }) => names.includes(name)) },
  };
}

interface Column {
  written: string;
  match: Match | undefined;
  /** Whether it has the rest of what the column left of it has. */
  isRest: boolean;
}

interface Candidate extends Pick<Header, 'first' | 'last' | 'unclear'> {
  columns: readonly Column[];
  /** How many columns of the table it names. */
  count: number;
  /** Whether its second row certainly belongs to the header, though it may name no other column. */
  isSure: boolean;
}

/**
 * The one that names most columns, or one above it that names most of those: a header that is repeated on each page may be worded
 * better there, and what stands between is no title.
 */
function bestOf(all: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const one of all) if (best === undefined || isBetter(one, best)) best = one;
  if (best === undefined) return undefined;
  const { first, count } = best;
  const entry = all.findLast((one) => one.first === one.last && one.last < first && one.count === 0);
  const above = all.filter(
    (one) => entry !== undefined && one.last < entry.first && one.count > 1 && one.count * 2 > count,
  );
  return bestOf(above) ?? best;
}

function isBetter(one: Candidate, best: Candidate): boolean {
  const isSecondRow = one.isSure && one.first === best.first && one.count === best.count && one.count > 0;
  return one.count > best.count || isSecondRow;
}

function oneRow(
  lines: readonly CellLine[],
  { at: row, known }: { at: number; known: KnownNames },
): Candidate {
  const line = lines[row];
  const columns: Column[] = [];
  for (let at = 0; at < widthOf(line); at += 1) {
    const written = line?.cells[at] ?? '';
    const left = columns.at(-1)?.match;
    const isRest = line?.covered?.has(at) === true && isBlank(written) && left !== undefined;
    columns.push({ written, match: isRest ? left : matchOf(written, known), isRest });
  }
  joinParts(columns, known);
  return { first: row, last: row, columns, count: countOf(columns), unclear: [], isSure: false };
}

/** “Họ đệm” and “Tên” side by side are a name, if no column has the whole one. */
function joinParts(columns: Column[], known: KnownNames): void {
  for (const [at, { written, match }] of columns.entries()) {
    const [whole, next] = [firstPartOf(written, known), columns[at + 1]];
    if (match !== undefined || whole === undefined || next === undefined) continue;
    if (next.match !== undefined || !isPart(next.written, whole) || firstPartOf(next.written, known))
      continue;
    columns.splice(at, 2, { written, match: whole, isRest: false }, { ...next, match: whole, isRest: true });
  }
}

/** A name of the upper row with the cells below it, up to the next name. */
interface Group {
  title: string;
  match: Match | undefined;
  start: number;
  belows: string[];
}

/** What a cell of the lower row is to the name of its group; an `entry` is what belongs into a named column. */
type Kind = 'blank' | 'name' | 'part' | 'remark' | 'unclear' | 'entry' | 'other';

const OF_HEADER: readonly Kind[] = ['blank', 'name', 'part', 'remark', 'unclear'];
const OF_HEADER_ONLY: readonly Kind[] = ['part', 'remark', 'unclear'];

/** A cell of the lower row belongs to what stands above it, or to the left of that, where cells are merged. */
function twoRows(
  lines: readonly CellLine[],
  { first, last, known }: { first: number; last: number; known: KnownNames },
): Candidate | undefined {
  const [upper, lower] = [lines[first], lines[last]];
  if (upper === undefined || lower === undefined) return undefined;
  const columns: Column[] = [];
  const unclear: { name: string; parts: string[] }[] = [];
  const kinds: Kind[] = [];
  for (const group of groupsOf(upper, { lower, known })) {
    const own = kindsIn(group, { upper, known });
    kinds.push(...own);
    if (own.includes('unclear') && group.match !== undefined) {
      unclear.push({ name: group.match.name, parts: group.belows.filter((below) => !isBlank(below)) });
    }
    for (const [index, kind] of own.entries()) {
      columns.push(columnOf(group, { index, kind, left: columns.at(-1), upper, lower, known }));
    }
  }
  // A cell that is merged down says the same in both rows, so the lower one is of the header whatever else it says.
  const filled = lower.cells.flatMap((below, at) =>
    isBlank(below) ? [] : [isAlike(below, upper.cells[at])],
  );
  const isMerged = filled.includes(true);
  if (kinds.includes('entry') && !isMerged) return undefined;
  const isHeader = kinds.every((kind) => OF_HEADER.includes(kind));
  const isSure =
    (isMerged && filled.includes(false)) || (isHeader && kinds.some((kind) => OF_HEADER_ONLY.includes(kind)));
  return { first, last, columns, count: countOf(columns), unclear, isSure };
}

function groupsOf(upper: CellLine, { lower, known }: { lower: CellLine; known: KnownNames }): Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < Math.max(widthOf(upper), widthOf(lower)); at += 1) {
    const title = upper.cells[at] ?? '';
    if (at === 0 || !isBlank(title)) {
      groups.push({ title, match: matchOf(title, known), start: at, belows: [] });
    }
    groups.at(-1)?.belows.push(lower.cells[at] ?? '');
  }
  return groups;
}

function kindsIn(group: Group, { upper, known }: { upper: CellLine; known: KnownNames }): Kind[] {
  const kinds = group.belows.map((below, index): Kind => {
    if (isBlank(below)) return 'blank';
    if (index === 0 && group.match !== undefined && isRemark(below)) return 'remark';
    if (nameBelow(group, { below, known }) !== undefined) return 'name';
    if (group.match === undefined) return 'other';
    if (isPart(below, group.match)) return 'part';
    if (upper.covered?.has(group.start + Math.max(index, 1)) === true) return 'unclear';
    return index === 0 ? 'entry' : 'other';
  });
  // Where one of the columns has a name, it is the one that is meant.
  return kinds.includes('name') ? kinds.map((kind) => (kind === 'unclear' ? 'other' : kind)) : kinds;
}

function nameBelow(
  { title }: Group,
  { below, known }: { below: string; known: KnownNames },
): Match | undefined {
  return matchOf(`${title} ${below}`, known) ?? matchOf(below, known);
}

function columnOf(
  group: Group,
  of: {
    index: number;
    kind: Kind;
    left: Column | undefined;
    upper: CellLine;
    lower: CellLine;
    known: KnownNames;
  },
): Column {
  const { index, kind, left, upper, lower, known } = of;
  const [above, below] = [index === 0 ? group.title : '', group.belows[index] ?? ''];
  const written = isBlank(below) || above === below ? above : `${above} ${below}`;
  if (kind === 'name') return { written, match: nameBelow(group, { below, known }), isRest: false };
  if (kind === 'other') return { written, match: undefined, isRest: false };
  if (kind !== 'blank' || index === 0) return { written, match: group.match, isRest: index > 0 };
  const at = group.start + index;
  const isBesideTitle = upper.covered?.has(at) === true && left?.match?.name === group.match?.name;
  const isRest = left?.match !== undefined && (isBesideTitle || lower.covered?.has(at) === true);
  return { written, match: isRest ? left.match : undefined, isRest };
}

/** Cells at the end of a row that are merged with the last one are not among its cells. */
function widthOf(line: CellLine | undefined): number {
  const covered = [...(line?.covered ?? [])].map((column) => column + 1);
  return Math.max(line?.cells.length ?? 0, ...covered);
}

function isAlike(below: string, above = ''): boolean {
  return headerKey(below) === headerKey(above);
}

function countOf(columns: readonly Column[]): number {
  return new Set(columns.flatMap(({ match }) => match?.name ?? [])).size;
}

/** Another name counts only where no column has the table's own: “Ngày sinh” beside “Năm sinh”. */
function namesOf(columns: readonly Column[]): string[] {
  const own = new Set(columns.flatMap(({ match }) => (match?.isOther === false ? match.name : [])));
  return columns.map(({ written, match }) =>
    match === undefined || (match.isOther && own.has(match.name)) ? headerText(written) : match.name,
  );
}
