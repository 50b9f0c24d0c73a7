import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import { TABLES, type TableName } from './tables.ts';

/** Names every row that stands for the same thing as an earlier row of its table. */
export function checkDuplicates(rows: LocatedRows): ImportIssue[] {
  return (Object.keys(TABLES) as TableName[]).flatMap((name) => findDuplicates(name, rows[name]));
}

function findDuplicates(name: TableName, rows: readonly Located<object>[]): ImportIssue[] {
  const { key, file, columns } = TABLES[name];
  const column = (columns as Readonly<Record<string, string>>)[key[0]] ?? null;
  const firstLines = new Map<string, number>();
  const issues: ImportIssue[] = [];
  for (const { line, row } of rows) {
    const fields = row as Readonly<Record<string, unknown>>;
    const id = JSON.stringify(key.map((field) => fields[field]));
    const first = firstLines.get(id);
    if (first === undefined) firstLines.set(id, line);
    else issues.push({ file, line, column, code: 'duplicate', details: { line: first } });
  }
  return issues;
}
