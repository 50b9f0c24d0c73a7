import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord, shorten } from '../../flows/answers/normalize.ts';
import type { CellLine, Header } from './find-header.ts';
import { type Again, createAgain } from './header-again.ts';
import { headerText, isRemark } from './header-names.ts';
import type { IssueCode } from './table.ts';
import { TABLES, type TableName } from './tables.ts';

/** A row that is no entry of the table, and what it is. */
interface RowAside {
  line: number;
  code: IssueCode;
  details: { text?: string };
}

/** “Tổng cộng”, “Cộng: 12”, “Tổng số đảng viên: 12”, “Total”; not “Tống Văn An”. */
const TOTAL = /^(?:tong so|tong cong|cong|tong|total)(?:$|\s*[:=(\d].*)|^(?:tong so|tong cong)\s/;
const NUMERAL = /^\s*(?:[IVXLC]+|[A-ZĐ])[.)]?\s*$/;
/** “I. …”, “B- …”: nobody's name begins like that. */
const NUMBERED = /^\s*(?:[IVXLC]+|[A-ZĐ])\s*[.):/-]/;
/** How names of units and headings of groups begin, as no name of a person does: words that may lack accents, and short ones. */
const TITLE =
  /^(?:\d+(?:\.\d+)*[.):/-]? )?(?:chi bo|chi uy|dang bo|dang uy|dang doan|to dang|ban chi uy|cong ty|cong doan|doan the|don vi|bo phan|van phong|xi nghiep|nha may|phan xuong|trung tam|can bo|lanh dao|dang vien)(?!\p{L})/u;
const SHORT_TITLE =
  /^(?:\d+(?:\.\d+)*[.):/-]?\s*)?(?:phòng|ban|khối|khoa|tổ|đội|viện|cục|vụ|sở|các)(?!\p{L})/u;
const NUMBER_OF_COLUMN = /^[([]?(\d{1,2}|[a-z])[)\]]?$/i;
/** Rows that may stand between a header and the first entry below it. */
const OF_HEADER: readonly (IssueCode | undefined)[] = ['row-column-numbers', 'row-remark'];
const LONGEST_SHOWN = 60;
const LONGEST_LABEL = 80;
/** What stands below a table, such as “Người lập biểu”, fills no more cells of a row. */
const MOST_CELLS_BELOW = 3;

/**
 * Leaves out rows that are no entries: totals, numbers of columns, titles and headers that are repeated on each page, headings
 * between groups, and what stands below the table. A row that could be an entry with something missing stays. `moved` is a row
 * that names the columns in another order: nothing is read from there on.
 */
export function setAside<Line extends CellLine>(
  all: readonly Line[],
  { table, header }: { table: TableName | undefined; header: Header },
): { entries: Line[]; aside: RowAside[]; moved?: Line } {
  const lines = all.slice(header.last + 1);
  const entries: Line[] = [];
  const aside: RowAside[] = [];
  const shape = shapeOf(all, { header, table });
  const state = { isFirst: true, isBelow: false, isUnderHeader: false };
  const end = lines.findLastIndex((line) => shape.hasKey(line) && !isTotal(line, shape));
  for (const [at, line] of lines.entries()) {
    const texts = line.cells.filter((cell) => !isBlank(cell));
    if (texts.length === 0) {
      if (at > end) state.isBelow = true;
      continue;
    }
    const code = table === undefined ? undefined : kindOf(line, { shape, texts, ...state });
    if (code === 'row-other-header') return { entries, aside, moved: line };
    if (code === 'row-total' && at > end) state.isBelow = true;
    Object.assign(state, belowHeader(code, state));
    if (code === undefined) entries.push(line);
    else aside.push({ line: line.line, code, details: code === 'row-beside' ? {} : shown(texts) });
  }
  return { entries, aside };
}

/** Where the row below one of a kind stands. */
function belowHeader(
  code: IssueCode | undefined,
  { isFirst }: { isFirst: boolean },
): Pick<Row, 'isFirst' | 'isUnderHeader'> {
  const isUnderHeader = code === 'row-repeated-header';
  return { isFirst: isUnderHeader || (isFirst && OF_HEADER.includes(code)), isUnderHeader };
}

function shown(texts: readonly string[]): { text: string } {
  return { text: shorten(headerText(texts.join(' · ')), LONGEST_SHOWN) };
}

interface Shape {
  again: Again;
  /** Columns that the table has. */
  used: readonly number[];
  /** Columns that make an entry unique. */
  keyColumns: readonly number[];
  /** Columns with names of people. */
  nameColumns: readonly number[];
  hasKey(line: CellLine): boolean;
}

function shapeOf(
  lines: readonly CellLine[],
  { header, table }: { header: Header; table: TableName | undefined },
): Shape {
  const { names } = header;
  const columns: Readonly<Record<string, string>> = table === undefined ? {} : TABLES[table].columns;
  const key: readonly string[] = table === undefined ? [] : TABLES[table].key;
  const inKey = new Set(key.map((field) => columns[field]));
  const known = new Set(Object.values(columns));
  const at = (is: (name: string) => boolean) => names.flatMap((name, column) => (is(name) ? [column] : []));
  const keyColumns = at((name) => inKey.has(name));
  const used = at((name) => known.has(name));
  return {
    again: createAgain(lines, { header, table, used }),
    used,
    keyColumns,
    nameColumns: table === 'people' ? at((name) => name === TABLES.people.columns.name) : [],
    hasKey: ({ cells }) => keyColumns.some((column) => isCode(cells[column] ?? '')),
  };
}

interface Row {
  shape: Shape;
  /** Its cells that are not blank. */
  texts: readonly string[];
  /** Whether there was no entry yet below the header, or below one that is repeated. */
  isFirst: boolean;
  isBelow: boolean;
  /** Whether the row above is a header that is repeated. */
  isUnderHeader: boolean;
}

function kindOf(
  line: CellLine,
  { shape, texts, isFirst, isBelow, isUnderHeader }: Row,
): IssueCode | undefined {
  const again = shape.again(line, { isUnderHeader });
  if (again !== undefined) return again;
  if (isFirst && areNumbers(texts)) return 'row-column-numbers';
  if (isFirst && texts.every(isRemark)) return 'row-remark';
  if (isTotal(line, shape)) return 'row-total';
  if (isHeading(line, shape)) return 'row-heading';
  if (isBelow && !shape.hasKey(line) && texts.length <= MOST_CELLS_BELOW) return 'row-below';
  return isBeside(line, shape) ? 'row-beside' : undefined;
}

/** Nothing in the columns of the table, as in rows that are numbered beforehand. */
function isBeside({ cells }: CellLine, { used }: Shape): boolean {
  return used.length > 0 && used.every((column) => isBlank(cells[column] ?? ''));
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
