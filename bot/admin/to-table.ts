import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import type { ImportIssue, IssueCode, Table, TableRow } from '../../handlers/import/table.ts';

/** Something that is wrong in a table before anybody has looked at what its cells say. */
export interface Finding {
  line: number;
  column?: string;
  code: IssueCode;
  details?: ImportIssue['details'];
}

/** A table and what was wrong while reading it. */
export interface ReadTable {
  table: Table;
  issues: ImportIssue[];
}

/** The cells of one row, from the left. */
export interface Line {
  line: number;
  cells: readonly string[];
}

/** Names the cells of each row by the header; blank rows are left out, rows of another width reported. */
export function toTable(table: {
  name: string;
  header: Line | undefined;
  lines: Iterable<Line>;
  findings: readonly Finding[];
}): ReadTable {
  const headers = (table.header?.cells ?? []).map(headerText);
  const rows: TableRow[] = [];
  const findings = [...findRepeated(headers, table.header?.line ?? 1), ...table.findings];
  for (const { line, cells } of table.lines) {
    if (cells.every(isBlank)) continue;
    if (cells.length === headers.length) {
      rows.push({ line, cells: Object.fromEntries(headers.map((key, at) => [key, cells[at] ?? ''])) });
      continue;
    }
    const details = { expected: headers.length, found: cells.length };
    findings.push({ line, code: 'file-columns', details });
  }
  const { name } = table;
  return { table: { name, rows }, issues: findings.map((finding) => toIssue(name, finding)) };
}

/** A table of which nothing can be read. */
export function unreadableTable(name: string, finding: Finding): ReadTable {
  return { table: { name, rows: [] }, issues: [toIssue(name, finding)] };
}

/** The name of a table as it is compared: as a header, and whatever its case. */
export function tableName(written: string): string {
  return headerText(written).toLowerCase();
}

/** A header as it is compared: composed, with single spaces of one kind, and nothing that is not seen. */
export function headerText(written: string): string {
  return dropHidden(written).replace(/\s+/g, ' ').trim().normalize('NFC');
}

function toIssue(file: string, finding: Finding): ImportIssue {
  const { line, column = null, code, details = {} } = finding;
  return { file, line, column, code, details };
}

function findRepeated(headers: readonly string[], line: number): Finding[] {
  return headers
    .filter((header, index) => headers.indexOf(header) !== index)
    .map((column) => ({ line, column, code: 'duplicate', details: { line } }));
}
