import { hiddenIn, isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord } from '../../flows/answers/normalize.ts';
import { type CellLine, findHeader, type Header } from '../../handlers/import/find-header.ts';
import { setAside } from '../../handlers/import/set-aside.ts';
import type {
  CellFont,
  FontEncoding,
  ImportIssue,
  IssueCode,
  ReadSource,
  Table,
  TableRow,
} from '../../handlers/import/table.ts';
import { findTable, TABLES, type TableName } from '../../handlers/import/tables.ts';

/** Something to be told of a table before anybody has looked at what its cells say. */
export interface Finding {
  line: number;
  column?: string | undefined;
  code: IssueCode;
  details?: ImportIssue['details'];
}

/** A table, what was wrong while reading it, and what an office should know of it. */
export interface ReadTable {
  table: Table;
  issues: ImportIssue[];
  notes: ImportIssue[];
  fonts: CellFont[];
}

/** One row as it was read. What only a sheet has is by column, from 0. */
export interface Line extends CellLine {
  /** Results of formulas, and mistakes of the sheet's own. */
  faults?: ReadonlyMap<number, 'cell-formula' | 'cell-error'>;
  fonts?: ReadonlyMap<number, { encoding: FontEncoding; capitals: boolean }>;
  /** Columns whose words are struck out. */
  struck?: ReadonlySet<number>;
  hidden?: 'row-hidden' | 'row-filtered' | undefined;
  /** All that is in the row is one cell that is merged across columns. */
  across?: boolean;
}

/** What only a sheet has. */
export interface SheetFacts {
  hidden: boolean;
  hiddenColumns: readonly number[];
  /** Cells that are merged over several rows. */
  merged: readonly { line: number; last: number; column: number }[];
}

/** The rows of a file or sheet. */
export interface RawTable {
  name: string;
  lines: readonly Line[];
  sheet?: SheetFacts;
}

/**
 * Names the cells of each row by the header, wherever it stands. Rows that are no entries and columns that
 * the table does not have are left out and noted. A row of another width is reported: in a file without a grid its
 * cells may have moved.
 */
export function toTable(raw: RawTable): ReadTable {
  const name = findTable(raw.name);
  const header = findHeader(raw.lines, name);
  if (header === undefined) return withFindings({ name: raw.name, rows: [] }, { issues: [], notes: [] });
  const width = raw.sheet === undefined ? lengthOf(header.names) : widthOf(raw.lines);
  const names = Array.from({ length: width }, (_, column) => header.names[column] ?? '');
  const body = raw.lines.slice(header.last + 1);
  const { entries, aside } = setAside(body, { table: name, header: { ...header, names } });
  const isFitting = ({ cells }: Line) => raw.sheet !== undefined || fits(cells, width);
  const fitting = entries.filter(isFitting);
  const used = usedColumns(names, name);
  const facts = { names, used, header, entries: fitting, raw };
  const table = {
    name: raw.name,
    rows: fitting.map((line) => toRow(line, { names, used })),
    ...(header.line > 1 && { header: header.line }),
  };
  const issues = [
    ...repeatedNames(facts),
    ...entries.filter((line) => !isFitting(line)).map((line) => otherWidth(line, width)),
    ...fitting.flatMap((line) => faultsOf(line, facts)),
  ];
  const notes = [...hiddenParts(facts), ...unusedColumns(facts, name), ...headerNotes(facts), ...aside];
  return { ...withFindings(table, { issues, notes }), fonts: fontsOf(facts) };
}

/** A table of which nothing can be read. */
export function unreadableTable(name: string, finding: Finding): ReadTable {
  return withFindings({ name, rows: [] }, { issues: [finding], notes: [] });
}

/** The name of a table as it is compared: without case, accents and spaces, as “Đơn vị”. */
export function tableName(written: string): string {
  return foldWord(written).replace(/[\s_]+/g, '-');
}

/** All tables that were read, as one source. */
export function toSource(read: readonly ReadTable[]): ReadSource {
  return {
    tables: read.map(({ table }) => table),
    issues: read.flatMap(({ issues }) => issues),
    notes: read.flatMap(({ notes }) => notes),
    fonts: read.flatMap(({ fonts }) => fonts),
  };
}

function withFindings(
  table: Table,
  found: { issues: readonly Finding[]; notes: readonly Finding[] },
): ReadTable {
  const toIssue = ({ line, column = undefined, code, details = {} }: Finding): ImportIssue => ({
    file: table.name,
    line,
    column: column ?? null,
    code,
    details,
  });
  return { table, issues: found.issues.map(toIssue), notes: found.notes.map(toIssue), fonts: [] };
}

interface Facts {
  names: readonly string[];
  used: readonly number[];
  header: Header;
  entries: readonly Line[];
  raw: RawTable;
}

/** Columns that the table has; of an unknown table all, so that nothing of it is left out unseen. */
function usedColumns(names: readonly string[], table: TableName | undefined): number[] {
  const known = table === undefined ? undefined : new Set(Object.values<string>(TABLES[table].columns));
  return names.flatMap((name, column) => (known === undefined || known.has(name) ? [column] : []));
}

function toRow({ line, cells }: Line, { names, used }: Pick<Facts, 'names' | 'used'>): TableRow {
  return { line, cells: Object.fromEntries(used.map((at) => [names[at] ?? '', cells[at] ?? ''])) };
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

function repeatedNames({ names, header: { line } }: Facts): Finding[] {
  return names
    .filter((name, at) => name !== '' && names.indexOf(name) !== at)
    .map((column) => ({ line, column, code: 'duplicate', details: { line } }));
}

function faultsOf({ line, faults }: Line, { names, used }: Facts): Finding[] {
  const found = [...(faults ?? [])].filter(([column]) => used.includes(column));
  return found.map(([column, code]) => ({ line, column: names[column] || undefined, code }));
}

/** Rows, columns and sheets that nobody sees are read like the others. */
function hiddenParts({ raw: { sheet }, names, used, header, entries }: Facts): Finding[] {
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

function mergedDown(facts: Pick<Facts, 'names' | 'used' | 'entries'> & { sheet: SheetFacts | undefined }) {
  const read = new Set(facts.entries.map(({ line }) => line));
  const merged = facts.sheet?.merged ?? [];
  return merged
    .filter(({ line, column }) => read.has(line) && facts.used.includes(column))
    .map(({ line, last, column }): Finding => {
      return { line, column: facts.names[column], code: 'merged-down', details: { last } };
    });
}

function unusedColumns({ names, used, header, entries }: Facts, table: TableName | undefined): Finding[] {
  if (table === undefined) return [];
  const unused = names.flatMap((name, at) => (used.includes(at) ? [] : [{ name, at }]));
  return unused.flatMap(({ name, at }): Finding[] => {
    if (name !== '') return [{ line: header.line, column: name, code: 'column-unused' }];
    const first = entries.find(({ cells }) => !isBlank(cells[at] ?? ''));
    if (first === undefined) return [];
    return [{ line: first.line, code: 'column-unnamed', details: { number: at + 1 } }];
  });
}

function headerNotes({ raw: { lines }, header, names, used }: Facts): Finding[] {
  const rows = lines.slice(header.first, header.last + 1);
  return used.flatMap((column): Finding[] => {
    const characters = [...new Set(rows.flatMap(({ cells }) => hiddenIn(cells[column] ?? '')))].join(', ');
    if (characters === '') return [];
    return [{ line: header.line, column: names[column], code: 'hidden-dropped', details: { characters } }];
  });
}

function fontsOf({ raw, names, used, entries }: Facts): CellFont[] {
  return entries.flatMap(({ line, fonts }) =>
    [...(fonts ?? [])]
      .filter(([at]) => used.includes(at))
      .map(([at, font]) => ({ file: raw.name, line, column: names[at] ?? '', ...font })),
  );
}
