import { isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord } from '../../flows/answers/normalize.ts';
import { type CellLine, findHeader, type Header } from '../../handlers/import/find-header.ts';
import { setAside } from '../../handlers/import/set-aside.ts';
import type { CellFont, ImportIssue, ReadSource, Table, TableRow } from '../../handlers/import/table.ts';
import { findTable, TABLE_NAMES, TABLES, type TableName } from '../../handlers/import/tables.ts';
import { AppError } from '../../models/store/errors.ts';
import { columnNotes, headerIssues, joinCells } from './column-findings.ts';
import type { Finding, Line, NamedTable, RawTable, SheetFacts } from './raw-table.ts';

/** A table, what was wrong while reading it, and what an office should know of it. */
export interface ReadTable {
  table: Table;
  issues: ImportIssue[];
  notes: ImportIssue[];
  fonts: CellFont[];
  /** What is told instead where it stands beside tables of an organisation and is none: it is not read then. */
  aside?: ImportIssue[];
  /** Why nothing of it was read, where that ends the import unless it is left out. */
  refusal?: AppError;
}

/** A table that nobody meant has no more columns than this whose names are those of one table. */
const MOST_NAMES_ASIDE = 1;

/**
 * Names the cells of each row by the header, wherever it stands. Rows that are no entries and columns that
 * the table does not have are left out and noted. A row of another width is reported: in a file without a grid its
 * cells may have moved.
 */
export function toTable(raw: RawTable): ReadTable {
  const name = findTable(raw.name);
  const header = findHeader(raw.lines, name);
  const blank = { name: raw.name, rows: [] };
  if (header === undefined) return { ...withFindings(blank, {}), ...(name === undefined && { aside: [] }) };
  if (name === undefined) return strangeTable(raw, header);
  const known = new Set(Object.values<string>(TABLES[name].columns));
  return readTable(raw, { header, table: name, known });
}

/** A table that is named like none: a mistake where it has the columns of one, else something beside the tables. */
function strangeTable(raw: RawTable, header: Header): ReadTable {
  const like = tableLike(raw.lines);
  const blank = { name: raw.name, rows: [] };
  if (like !== undefined) {
    const details = { table: TABLES[like].file };
    return withFindings(blank, { issues: [{ line: 0, code: 'unknown-table-like', details }] });
  }
  const { notes: aside } = withFindings(blank, { notes: [{ line: 0, code: 'table-aside' }] });
  return { ...readTable(raw, { header, table: undefined, known: new Set(['', ...header.names]) }), aside };
}

/** The table that has the columns of these rows. */
function tableLike(lines: readonly CellLine[]): TableName | undefined {
  const counts = TABLE_NAMES.map((like) => ({ like, known: findHeader(lines, like)?.known ?? 0 }));
  const best = counts.reduce((most, one) => (one.known > most.known ? one : most));
  return best.known > MOST_NAMES_ASIDE ? best.like : undefined;
}

/** Reads the columns that are known, but those of which it is not known what they hold. */
function readTable(
  raw: RawTable,
  {
    header,
    table: name,
    known,
  }: { header: Header; table: TableName | undefined; known: ReadonlySet<string> },
): ReadTable {
  const width = raw.sheet === undefined ? lengthOf(header.names) : widthOf(raw.lines);
  const names = Array.from({ length: width }, (_, column) => header.names[column] ?? '');
  const { entries: all, aside, end } = setAside(raw.lines, { table: name, header: { ...header, names } });
  const isFitting = ({ cells }: Line) => raw.sheet !== undefined || fits(cells, width);
  const entries = all.filter(isFitting);
  const wrong = headerIssues({ header, names, entries }, known);
  const used = names.flatMap((one, column) =>
    known.has(one) && wrong.every((finding) => finding.column !== one) ? [column] : [],
  );
  const facts = { raw, header, names, used, entries };
  const table = {
    name: raw.name,
    rows: entries.map((line) => toRow(line, facts)),
    ...(header.line > 1 && { header: header.line }),
  };
  const issues = [
    ...wrong,
    ...(end === undefined ? [] : [end]),
    ...all.filter((line) => !isFitting(line)).map((line) => otherWidth(line, width)),
    ...entries.flatMap((line) => faultsOf(line, facts)),
  ];
  const notes = [...hiddenParts(facts), ...(wrong.length > 0 ? [] : columnNotes(facts)), ...aside];
  return { ...withFindings(table, { issues, notes }), fonts: fontsOf(facts) };
}

/**
 * A table of which nothing can be read: a mistake where it is named like one or, by one of the `guesses` at what its first
 * rows say, has the columns of one; else something beside the tables.
 */
export function unreadableTable(
  name: string,
  { reason, guesses }: { reason: Finding | AppError; guesses: readonly (readonly CellLine[])[] },
): ReadTable {
  const blank = { name, rows: [] };
  const table =
    reason instanceof AppError
      ? { ...withFindings(blank, {}), refusal: reason }
      : withFindings(blank, { issues: [reason] });
  if (findTable(name) !== undefined || guesses.some((lines) => tableLike(lines) !== undefined)) return table;
  const { notes: aside } = withFindings(blank, { notes: [{ line: 0, code: 'file-aside' }] });
  return { ...table, aside };
}

/** The name of a table as it is compared: without case, accents and spaces, as “Đơn vị”. */
export function tableName(written: string): string {
  return foldWord(written).replace(/[\s_]+/g, '-');
}

/** All tables that were read, as one source, without what stands beside them. Throws the refusal of one that does not. */
export function toSource(all: readonly ReadTable[]): ReadSource {
  const isBeside = all.some(({ aside }) => aside === undefined);
  const left = isBeside ? all.filter(({ aside }) => aside !== undefined) : [];
  const read = all.filter((one) => !left.includes(one));
  const refused = read.find(({ refusal }) => refusal !== undefined);
  if (refused?.refusal !== undefined) throw refused.refusal;
  return {
    tables: read.map(({ table }) => table),
    issues: read.flatMap(({ issues }) => issues),
    notes: [...read.flatMap(({ notes }) => notes), ...left.flatMap(({ aside = [] }) => aside)],
    fonts: read.flatMap(({ fonts }) => fonts),
  };
}

function withFindings(
  table: Table,
  { issues = [], notes = [] }: { issues?: readonly Finding[]; notes?: readonly Finding[] },
): ReadTable {
  const toIssue = ({ line, column = undefined, code, details = {} }: Finding): ImportIssue => ({
    file: table.name,
    line,
    column: column ?? null,
    code,
    details,
  });
  return { table, issues: issues.map(toIssue), notes: notes.map(toIssue), fonts: [] };
}

function toRow({ line, cells }: Line, { names, used, header }: NamedTable): TableRow {
  const texts = new Map<string, string>();
  for (const at of used) {
    const [name, text] = [names[at] ?? '', cells[at] ?? ''];
    texts.set(name, header.continued.has(at) ? joinCells([texts.get(name) ?? '', text]) : text);
  }
  return { line, cells: Object.fromEntries(texts) };
}

function widthOf(lines: readonly Line[]): number {
  return lines.reduce((most, { cells }) => Math.max(most, lengthOf(cells)), 0);
}

/** Without the blank cells at the end. */
function lengthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => !isBlank(cell)) + 1;
}

function fits(cells: readonly string[], width: number): boolean {
  return cells.length >= width && cells.slice(width).every(isBlank);
}

function otherWidth({ line, cells }: Line, expected: number): Finding {
  return { line, code: 'file-columns', details: { expected, found: cells.length } };
}

function faultsOf({ line, faults }: Line, { names, used }: NamedTable): Finding[] {
  const found = [...(faults ?? [])].filter(([column]) => used.includes(column));
  return found.map(([column, code]) => ({ line, column: names[column] || undefined, code }));
}

/** Rows, columns and sheets that nobody sees are read like the others. */
function hiddenParts({ raw: { sheet }, names, used, header, entries }: NamedTable): Finding[] {
  const columns = used.filter((column) => sheet?.hiddenColumns.includes(column));
  return [
    ...(sheet?.hidden === true ? [{ line: 0, code: 'sheet-hidden' as const }] : []),
    ...columns.map((at): Finding => ({ line: header.line, column: names[at], code: 'column-hidden' })),
    ...entries.flatMap(({ line, hidden }) => (hidden === undefined ? [] : [{ line, code: hidden }])),
    ...entries
      .filter(({ struck }) => used.some((column) => struck?.has(column)))
      .map(({ line }): Finding => ({ line, code: 'row-struck-out' })),
    ...mergedDown({ sheet, names, used, entries }),
  ];
}

function mergedDown(
  facts: Pick<NamedTable, 'names' | 'used' | 'entries'> & { sheet: SheetFacts | undefined },
) {
  const read = new Set(facts.entries.map(({ line }) => line));
  const merged = facts.sheet?.merged ?? [];
  return merged
    .filter(({ column }) => facts.used.includes(column))
    .flatMap(({ lines, column }) =>
      lines
        .filter((line) => read.has(line))
        .map((line): Finding => ({ line, column: facts.names[column], code: 'merged-down' })),
    );
}

function fontsOf({ raw, names, used, entries }: NamedTable): CellFont[] {
  return entries.flatMap(({ line, fonts }) =>
    [...(fonts ?? [])]
      .filter(([at]) => used.includes(at))
      .map(([at, font]) => ({ file: raw.name, line, column: names[at] ?? '', ...font })),
  );
}
