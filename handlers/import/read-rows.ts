import { hiddenIn } from '../../flows/answers/hidden-characters.ts';
import { problemsOf } from './cells.ts';
import type { ImportIssue, Located, Table, TableRow } from './table.ts';
import { OPTIONAL_COLUMNS, type Rows, rowSchemas, TABLES, type TableName } from './tables.ts';

/** Every row that was understood, by table. */
export type LocatedRows = { [Name in TableName]: Located<Rows[Name]>[] };

/** The rows of an import; `declared` has the codes of all rows, also of those that were not understood. */
export interface ReadRows {
  rows: LocatedRows;
  declared: ReadonlySet<string>;
  issues: ImportIssue[];
  /** Characters that were dropped from cells which were understood. */
  notes: ImportIssue[];
}

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
  for (const table of tables) {
    const name = findTable(table.name);
    if (name === undefined) {
      issues.push({ file: table.name, line: 0, column: null, code: 'unknown-table', details: {} });
      continue;
    }
    const columnIssues = checkColumns({ name, table });
    issues.push(...columnIssues);
    for (const code of declaredCodes({ name, table })) declared.add(code);
    if (columnIssues.some((issue) => issue.code === 'missing-column')) continue;
    const read = readTable({ name, table }, schemas[name]);
    issues.push(...read.issues, ...findDuplicates(name, read.rows));
    for (const note of read.notes) notes.push(note);
    // Each table is read with its own schema; the compiler cannot follow that through the loop.
    (rows[name] as Located<unknown>[]).push(...read.rows);
  }
  return { rows, declared, issues, notes };
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

function findTable(file: string): TableName | undefined {
  return (Object.keys(TABLES) as TableName[]).find((name) => TABLES[name].file === file);
}

function headersOf(name: TableName): Map<string, string> {
  return new Map(Object.entries(TABLES[name].columns).map(([field, header]) => [header, field]));
}

function checkColumns({ name, table }: Reading): ImportIssue[] {
  const [first] = table.rows;
  if (first === undefined) return [];
  const known = headersOf(name);
  const at = { file: table.name, line: 1, details: {} };
  const missing = [...known].flatMap(([header, field]) =>
    header in first.cells || OPTIONAL_COLUMNS[name]?.includes(field) ? [] : [header],
  );
  const unknown = Object.keys(first.cells).filter((header) => !known.has(header));
  return [
    ...missing.map((column) => ({ ...at, column, code: 'missing-column' as const })),
    ...unknown.map((column) => ({ ...at, column, code: 'unknown-column' as const })),
  ];
}

function declaredCodes({ name, table }: Reading): string[] {
  const columns: Readonly<Record<string, string>> = TABLES[name].columns;
  const header = columns._id;
  if (header === undefined) return [];
  return table.rows.map((row) => (row.cells[header] ?? '').trim().normalize('NFC'));
}

function readTable({ name, table }: Reading, schema: AnySchema) {
  const headers = headersOf(name);
  const columns: Readonly<Record<string, string>> = TABLES[name].columns;
  const rows: Located<Record<string, unknown>>[] = [];
  const issues: ImportIssue[] = [];
  const notes: ImportIssue[] = [];
  for (const row of table.rows) {
    const parsed = schema.safeParse(fieldsOf(row, headers));
    if (parsed.success) {
      rows.push({ line: row.line, row: parsed.data });
      notes.push(...droppedFrom(row, { file: table.name, headers }));
      continue;
    }
    for (const { code, details, field } of problemsOf(parsed.error)) {
      issues.push({ file: table.name, line: row.line, column: columns[field] ?? null, code, details });
    }
  }
  return { rows, issues, notes };
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

function fieldsOf(row: TableRow, headers: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...headers].map(([header, field]) => [field, row.cells[header] ?? '']));
}

function findDuplicates(name: TableName, rows: readonly Located<Record<string, unknown>>[]): ImportIssue[] {
  const { key, file, columns } = TABLES[name];
  const column = (columns as Readonly<Record<string, string>>)[key[0]] ?? null;
  const firstLines = new Map<string, number>();
  const issues: ImportIssue[] = [];
  for (const { line, row } of rows) {
    const id = JSON.stringify(key.map((field) => row[field]));
    const first = firstLines.get(id);
    if (first === undefined) firstLines.set(id, line);
    else issues.push({ file, line, column, code: 'duplicate', details: { line: first } });
  }
  return issues;
}
