import { dropHidden, hiddenIn, isBlank } from '../../flows/answers/hidden-characters.ts';
import { problemsOf } from './cells.ts';
import { headerKey } from './header-names.ts';
import type { ImportIssue, Located, Table, TableRow } from './table.ts';
import { findTable, OPTIONAL_COLUMNS, type Rows, rowSchemas, TABLES, type TableName } from './tables.ts';

/** Every row that was understood, by table. */
export type LocatedRows = { [Name in TableName]: Located<Rows[Name]>[] };

/** The rows of an import. */
export interface ReadRows {
  rows: LocatedRows;
  /**
   * The codes of all rows, also of those that were not understood. It has every code where a table came without its
   * column of codes: that is one mistake, not one for each row that names a code.
   */
  declared: ReadonlySet<string>;
  issues: ImportIssue[];
  /** Characters that were dropped from cells which were understood. */
  notes: ImportIssue[];
}

/** Codes that rows declare, where a table lacks its column of codes: any other may be among them. */
class AnyCodes extends Set<string> {
  override has(): boolean {
    return true;
  }
}

/** An entry has no more cells that are wrong; below the first row it is a header in other words. */
const MOST_WRONG = 2;

interface Reading {
  name: TableName;
  table: Table;
}

type AnySchema = ReturnType<typeof rowSchemas>[TableName];

/** Turns cells into typed rows and reports every cell that cannot be. */
export function readRows(tables: readonly Table[], options: { thisYear: number }): ReadRows {
  const schemas = rowSchemas(options.thisYear);
  const rows = emptyRows();
  const issues: ImportIssue[] = [];
  const notes: ImportIssue[] = [];
  const declared = new Set<string>();
  let isEveryCode = false;
  for (const table of tables) {
    const name = findTable(table.name);
    if (name === undefined) {
      issues.push({ file: table.name, line: 0, column: null, code: 'unknown-table', details: {} });
      continue;
    }
    const columnIssues = checkColumns({ name, table });
    issues.push(...columnIssues);
    for (const code of declaredCodes({ name, table })) declared.add(code);
    const codes = codeColumn(name);
    isEveryCode ||=
      codes !== undefined && columnIssues.some(({ column }) => column === codes || column === null);
    if (columnIssues.length > 0) continue;
    const read = readTable({ name, table }, schemas[name]);
    issues.push(...read.issues);
    for (const note of read.notes) notes.push(note);
    // Each table is read with its own schema; the compiler cannot follow that through the loop.
    (rows[name] as Located<unknown>[]).push(...read.rows);
  }
  return { rows, declared: isEveryCode ? new AnyCodes(declared) : declared, issues, notes };
}

function emptyRows(): LocatedRows {
  return {
    units: [],
    collectives: [],
    people: [],
    posts: [],
    commitments: [],
    remedies: [],
    suggestions: [],
    conclusions: [],
    submissions: [],
  };
}

function headersOf(name: TableName): Map<string, string> {
  return new Map(Object.entries(TABLES[name].columns).map(([field, header]) => [header, field]));
}

/** Columns that a table does not have were left out when it was read. */
function checkColumns({ name, table }: Reading): ImportIssue[] {
  const [first] = table.rows;
  if (first === undefined) return [];
  const at = { file: table.name, line: table.header ?? 1, details: {} };
  const demanded = [...headersOf(name)].flatMap(([header, field]) =>
    OPTIONAL_COLUMNS[name]?.includes(field) ? [] : [header],
  );
  const missing = demanded.filter((header) => !(header in first.cells));
  if (missing.length === demanded.length) {
    const details = { columns: missing.map((header) => `“${header}”`).join(', ') };
    return [{ ...at, column: null, code: 'missing-header', details }];
  }
  return missing.map((column) => ({ ...at, column, code: 'missing-column' }));
}

/** The header of the column with codes, where the table has one of its own. */
function codeColumn(name: TableName): string | undefined {
  const columns: Readonly<Record<string, string>> = TABLES[name].columns;
  return columns._id;
}

function declaredCodes({ name, table }: Reading): string[] {
  const header = codeColumn(name);
  if (header === undefined) return [];
  return table.rows.map((row) =>
    dropHidden(row.cells[header] ?? '')
      .trim()
      .normalize('NFC'),
  );
}

function readTable({ name, table }: Reading, schema: AnySchema) {
  const headers = headersOf(name);
  const columns: Readonly<Record<string, string>> = TABLES[name].columns;
  const rows: Located<Record<string, unknown>>[] = [];
  const issues: ImportIssue[] = [];
  const notes: ImportIssue[] = [];
  const fewest = cellsDemanded(schema) / 2;
  const closed = closedFields(schema);
  for (const [place, row] of table.rows.entries()) {
    const fields = fieldsOf(row, { headers, optional: OPTIONAL_COLUMNS[name] ?? [] });
    const parsed = schema.safeParse(fields);
    if (parsed.success) {
      rows.push({ line: row.line, row: parsed.data });
      notes.push(...droppedFrom(row, { file: table.name, headers }));
      continue;
    }
    const problems = problemsOf(parsed.error);
    const blank = problems.flatMap(({ code, field }) => (code === 'required' ? `“${columns[field]}”` : []));
    if (blank.length > 1 && blank.length >= fewest) {
      // Hardly an entry: that is one mistake, whatever the rest of the row is.
      const at = { file: table.name, line: row.line, column: null };
      issues.push({ ...at, code: 'row-incomplete', details: { columns: blank.join(', ') } });
      continue;
    }
    const wrong = problems.map(({ field }) => field);
    if (
      namesColumns(fields, columns) ||
      (wrong.length > (place === 0 ? 1 : MOST_WRONG) && isSecondHeader(fields, { closed, wrong }))
    ) {
      const details = { columns: problems.map(({ field }) => `“${columns[field]}”`).join(', ') };
      issues.push({ file: table.name, line: row.line, column: null, code: 'row-second-header', details });
      continue;
    }
    for (const { code, details, field } of problems) {
      issues.push({ file: table.name, line: row.line, column: columns[field] ?? null, code, details });
    }
  }
  return { rows, issues, notes };
}

/** How many cells of a row must not be blank. */
function cellsDemanded(schema: AnySchema): number {
  const blank = schema.safeParse(Object.fromEntries(Object.keys(schema.shape).map((field) => [field, ''])));
  return blank.success ? 0 : problemsOf(blank.error).length;
}

/** Fields that take no word but what they expect: terms, days, numbers. */
function closedFields(schema: AnySchema): string[] {
  const words = schema.safeParse(Object.fromEntries(Object.keys(schema.shape).map((field) => [field, 'x'])));
  return words.success ? [] : problemsOf(words.error).map(({ field }) => field);
}

/**
 * Whether a row that cannot be understood names the columns once more, as in another language: there is no digit in it, and
 * no filled cell of a closed field has what is expected there.
 */
function isSecondHeader(
  fields: Readonly<Record<string, string>>,
  { closed, wrong }: { closed: readonly string[]; wrong: readonly string[] },
): boolean {
  const filled = closed.filter((field) => !isBlank(fields[field] ?? ''));
  const hasDigit = Object.values(fields).some((text) => /\d/.test(text));
  return !hasDigit && filled.every((field) => wrong.includes(field));
}

/** Whether two cells of a row have the names of their columns, which no entry has. */
function namesColumns(
  fields: Readonly<Record<string, string>>,
  columns: Readonly<Record<string, string>>,
): boolean {
  const named = Object.entries(columns).filter(
    ([field, column]) => headerKey(fields[field] ?? '') === headerKey(column),
  );
  return named.length > 1;
}

function droppedFrom(
  row: TableRow,
  { file, headers }: { file: string; headers: ReadonlyMap<string, string> },
): ImportIssue[] {
  return [...headers.keys()].flatMap((column): ImportIssue[] => {
    const characters = hiddenIn(row.cells[column] ?? '').join(', ');
    if (characters === '') return [];
    return [{ file, line: row.line, column, code: 'hidden-dropped', details: { characters } }];
  });
}

function fieldsOf(
  row: TableRow,
  { headers, optional }: { headers: ReadonlyMap<string, string>; optional: readonly string[] },
): Record<string, string> {
  const told = [...headers].filter(([header, field]) => header in row.cells || !optional.includes(field));
  return Object.fromEntries(told.map(([header, field]) => [field, row.cells[header] ?? '']));
}
