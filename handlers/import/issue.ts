import { foldWithoutZeros } from './fold-code.ts';
import type { ImportIssue, IssueCode } from './table.ts';
import { TABLES, type TableName } from './tables.ts';
import type { World } from './world.ts';

/** The cell of an issue. */
export interface Place<Name extends TableName> {
  table: Name;
  line: number;
  field: keyof (typeof TABLES)[Name]['columns'] & string;
}

/** Makes the issue of one cell. */
export function issueAt<Name extends TableName>(
  place: Place<Name>,
  problem: { code: IssueCode; details?: ImportIssue['details'] },
): ImportIssue {
  const { file, columns } = TABLES[place.table];
  const column = (columns as Readonly<Record<string, string>>)[place.field] ?? null;
  return { file, line: place.line, column, code: problem.code, details: problem.details ?? {} };
}

/** Makes the issue of a list of people as a whole. */
export function issueOfList(code: IssueCode, details: ImportIssue['details']): ImportIssue {
  return { file: TABLES.people.file, line: 0, column: null, code, details };
}

/**
 * The issue of a cell that refers to a code which is neither stored nor in any row of the import; it names the code that
 * differs only in zeros before a number.
 */
export function unknownCode<Name extends TableName>(
  place: Place<Name>,
  reference: { code: string; among: readonly ReadonlyMap<string, unknown>[]; world: World },
): ImportIssue[] {
  const { code, among, world } = reference;
  if (world.declared.has(code) || among.some((known) => known.has(code))) return [];
  const near = world.near.get(foldWithoutZeros(code));
  const isThere =
    near !== undefined && near !== code && [world.declared, ...among].some((one) => one.has(near));
  if (!isThere) return [issueAt(place, { code: 'unknown-code', details: { code } })];
  return [issueAt(place, { code: 'unknown-code-near', details: { code, known: near } })];
}
