import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord, shorten } from '../../flows/answers/normalize.ts';
import type { CellLine, Header } from './find-header.ts';
import { type Again, createAgain, REPEATED, type Said } from './header-again.ts';
import { headerText, isRemark } from './header-names.ts';
import type { IssueCode } from './table.ts';
import { TABLES, type TableName } from './tables.ts';

/** A row that is no entry of the table, and what it is. */
interface RowAside {
  line: number;
  code: IssueCode;
  details: { text?: string };
}

/** A header below which stands something else than what the first one names. */
interface End {
  line: number;
  code: Exclude<Said, typeof REPEATED>;
}

/** “Tổng cộng”, “Cộng: 12”, “Tổng số đảng viên: 12”, “Total”; not “Tống Văn An”. */
const TOTAL =
  /^(?:tong so|tong cong|cong|cong trang|cong don|mang sang|tong|total)(?:$|\s*[:=(\d].*)|^(?:tong so|tong cong)\s/;
/** “Trang 2/5”, “- 2 -”. */
const PAGE = /^[\s–-]*(?:(?:trang|page)(?: so)?\s*)?\d{1,3}(?:\s*\/\s*\d{1,3})?[\s–-]*$/;
const NUMERAL = /^\s*(?:[IVXLC]+|[A-ZĐ])[.)]?\s*$/;
/** “I. …”, “B- …”: nobody's name begins like that. */
const NUMBERED = /^\s*(?:[IVXLC]+|[A-ZĐ])\s*[.):/-]/;
/** How names of units and headings of groups begin, as no name of a person does: words that may lack accents, and short ones. */
const TITLE =
  /^(?:\d+(?:\.\d+)*[.):/-]? )?(?:chi bo|chi uy|dang bo|dang uy|dang doan|to dang|ban chi uy|cong ty|cong doan|doan the|don vi|bo phan|van phong|xi nghiep|nha may|phan xuong|trung tam|can bo|lanh dao|dang vien)(?!\p{L})/u;
const SHORT_TITLE =
  /^(?:\d+(?:\.\d+)*[.):/-]?\s*)?(?:phòng|ban|khối|khoa|tổ|đội|viện|cục|vụ|sở|các)(?!\p{L})/u;
const NUMBER_OF_COLUMN = /^[([]?(\d{1,2}|[a-z])[)\]]?$/i;
const LONGEST_SHOWN = 60;
const LONGEST_LABEL = 80;
/** What stands below a table, such as “Người lập biểu”, fills no more cells of a row. */
const MOST_CELLS_BELOW = 3;

/**
 * Leaves out rows that are no entries: totals, numbers of columns and pages, titles and headers that are repeated on each page,
 * headings between groups, and what stands below the table. A row that could be an entry with something missing stays. `end` is
 * a header of something else: nothing is read from there on.
 */
export function setAside<Line extends CellLine>(
  all: readonly Line[],
  { table, header }: { table: TableName | undefined; header: Header },
): { entries: Line[]; aside: RowAside[]; end?: End | undefined } {
  const body = all.slice(header.last + 1);
  if (table === undefined) return { entries: body.filter((line) => !isEmpty(line)), aside: [] };
  const shape = shapeOf(header, table);
  const { pages, aside, end } = toPages(body, createAgain(all, { header, table, used: shape.used }));
  const read = pages.map((lines) => readPage(lines, shape));
  return {
    entries: read.flatMap(({ entries }) => entries),
    aside: [...aside, ...read.flatMap((page) => page.aside)].sort((one, other) => one.line - other.line),
    end,
  };
}

function isEmpty({ cells }: CellLine): boolean {
  return cells.every(isBlank);
}

/** The rows between headers that are repeated; without one, all of them. */
function toPages<Line extends CellLine>(
  lines: readonly Line[],
  again: Again,
): { pages: Line[][]; aside: RowAside[]; end?: End } {
  const pages: Line[][] = [[]];
  const aside: RowAside[] = [];
  let isUnderHeader = false;
  for (const line of lines) {
    const code: Said | undefined = isEmpty(line) ? undefined : again(line, { isUnderHeader });
    if (code !== undefined && code !== REPEATED) return { pages, aside, end: { line: line.line, code } };
    isUnderHeader = code === REPEATED;
    if (code === undefined) pages.at(-1)?.push(line);
    else {
      aside.push({ line: line.line, code, details: shown(line) });
      pages.push([]);
    }
  }
  return { pages, aside };
}

function readPage<Line extends CellLine>(
  lines: readonly Line[],
  shape: Shape,
): { entries: Line[]; aside: RowAside[] } {
  const entries: Line[] = [];
  const aside: RowAside[] = [];
  const state = { isFirst: true, isBelow: false };
  const end = lines.findLastIndex((line) => shape.hasKey(line) && !isTotal(line, shape));
  for (const [at, line] of lines.entries()) {
    if (isEmpty(line)) {
      if (at > end) state.isBelow = true;
      continue;
    }
    const code = kindOf(line, { shape, ...state });
    if (code === 'row-total' && at > end) state.isBelow = true;
    if (code !== 'row-column-numbers' && code !== 'row-remark') state.isFirst = false;
    if (code === undefined) entries.push(line);
    else aside.push({ line: line.line, code, details: code === 'row-beside' ? {} : shown(line) });
  }
  return { entries, aside };
}

function shown({ cells }: CellLine): { text: string } {
  const texts = cells.filter((cell) => !isBlank(cell));
  return { text: shorten(headerText(texts.join(' · ')), LONGEST_SHOWN) };
}

interface Shape {
  /** Columns that the table has. */
  used: readonly number[];
  /** Columns that make an entry unique. */
  keyColumns: readonly number[];
  /** Columns with names of people. */
  nameColumns: readonly number[];
  hasKey(line: CellLine): boolean;
}

function shapeOf({ names }: Header, table: TableName): Shape {
  const columns: Readonly<Record<string, string>> = TABLES[table].columns;
  const key: readonly string[] = TABLES[table].key;
  const inKey = new Set(key.map((field) => columns[field]));
  const known = new Set(Object.values(columns));
  const at = (is: (name: string) => boolean) => names.flatMap((name, column) => (is(name) ? [column] : []));
  const keyColumns = at((name) => inKey.has(name));
  const used = at((name) => known.has(name));
  return {
    used,
    keyColumns,
    nameColumns: table === 'people' ? at((name) => name === TABLES.people.columns.name) : [],
    hasKey: ({ cells }) => keyColumns.some((column) => isCode(cells[column] ?? '')),
  };
}

interface Row {
  shape: Shape;
  /** Whether there was no entry yet below the header. */
  isFirst: boolean;
  isBelow: boolean;
}

function kindOf(line: CellLine, { shape, isFirst, isBelow }: Row): IssueCode | undefined {
  const texts = line.cells.filter((cell) => !isBlank(cell));
  if (isFirst && areNumbers(texts)) return 'row-column-numbers';
  if (isFirst && texts.every(isRemark)) return 'row-remark';
  if (isTotal(line, shape)) return 'row-total';
  if (isHeading(line, shape)) return 'row-heading';
  if (isBelow && !shape.hasKey(line) && texts.length <= MOST_CELLS_BELOW) return 'row-below';
  if (isBeside(line, shape)) return 'row-beside';
  return texts.length === 1 && !shape.hasKey(line) && texts.every(isPage) ? 'row-page' : undefined;
}

/** Nothing in the columns of the table, as in rows that are numbered beforehand. */
function isBeside({ cells }: CellLine, { used }: Shape): boolean {
  return used.length > 0 && used.every((column) => isBlank(cells[column] ?? ''));
}

function isPage(text: string): boolean {
  return PAGE.test(foldWord(text));
}

/** (1) (2) (3), or A B 1 2: each one more than the one before. */
function areNumbers(texts: readonly string[]): boolean {
  const numbers = texts.map((text) => NUMBER_OF_COLUMN.exec(text.trim())?.[1]?.toLowerCase());
  if (texts.length < 3 || numbers.includes(undefined)) return false;
  return numbers.every((one, at) => at === 0 || one === '1' || follows(numbers[at - 1] ?? '', one ?? ''));
}

function follows(before: string, one: string): boolean {
  const [previous, next] = [before, one].map((text) => (/\d/.test(text) ? Number(text) : text.charCodeAt(0)));
  return next === (previous ?? 0) + 1;
}

/** A label of a total, no entry beside it: most columns are blank. */
function isTotal({ cells }: CellLine, { used, keyColumns }: Shape): boolean {
  const label = cells.findIndex((cell) => cell.length <= LONGEST_LABEL && TOTAL.test(foldWord(cell)));
  if (label === -1) return false;
  const filled = used.filter((column) => !isBlank(cells[column] ?? ''));
  const otherKeys = keyColumns.filter((column) => column !== label && filled.includes(column));
  return otherKeys.length === 0 && filled.length * 2 <= Math.max(used.length, 2);
}

/**
 * One cell of words, which is merged across columns, stands where a code belongs, or follows a numeral such as II: a name of what
 * follows. No entry has one cell alone. Among people, a name of a unit is none of a person.
 */
function isHeading({ cells, covered }: CellLine, { used, keyColumns, nameColumns }: Shape): boolean {
  const filled = cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
  const textAt = (column: number | undefined) => (column === undefined ? '' : (cells[column] ?? ''));
  if (nameColumns.length > 0 && filled.length === 2 && NUMERAL.test(textAt(filled[0]))) {
    return !isCode(textAt(filled[1]));
  }
  const [column, ...others] = filled.filter((one) => used.includes(one));
  if (column === undefined || others.length > 0) return false;
  if (covered?.has(column + 1) === true) return true;
  const beside = filled.filter((one) => one !== column);
  if (keyColumns.includes(column) && !isCode(textAt(column))) return true;
  if (nameColumns.includes(column) && isTitle(textAt(column))) return true;
  return beside.length > 0 && beside.every((one) => NUMERAL.test(textAt(one)));
}

function isTitle(text: string): boolean {
  const written = dropHidden(text).normalize('NFC').trim();
  return NUMBERED.test(written) || TITLE.test(foldWord(written)) || SHORT_TITLE.test(written.toLowerCase());
}

/** A code has no spaces. */
function isCode(cell: string): boolean {
  return /^\s*\S+\s*$/.test(dropHidden(cell));
}
