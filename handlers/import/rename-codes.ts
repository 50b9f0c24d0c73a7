import type { LocatedRows } from './read-rows.ts';
import type { Rows, TableName } from './tables.ts';

/** The columns of each table that hold codes. */
export const CODE_FIELDS = {
  units: ['_id', 'parent'],
  collectives: ['_id', 'unit'],
  people: ['_id', 'unit', 'workplace', 'temporaryUnit'],
  posts: ['person', 'collective'],
  commitments: ['person'],
  remedies: ['person', 'from'],
  suggestions: ['subject', 'from'],
  conclusions: ['person', 'place'],
  submissions: ['person'],
} as const satisfies { [Name in TableName]: readonly (keyof Rows[Name])[] };

/** The same rows, in which a code that is a key of `names` is replaced by its value, wherever it stands. */
export function renameCodes(rows: LocatedRows, names: ReadonlyMap<string, string>): LocatedRows {
  if (names.size === 0) return rows;
  const renamed = Object.entries(CODE_FIELDS).map(([name, fields]) => [
    name,
    rows[name as TableName].map(({ line, row }) => ({ line, row: renameIn(row, { fields, names }) })),
  ]);
  // Only codes change, and the compiler cannot follow the names of the tables through the entries.
  return Object.fromEntries(renamed) as LocatedRows;
}

function renameIn<Row extends object>(
  row: Row,
  by: { fields: readonly string[]; names: ReadonlyMap<string, string> },
): Row {
  const codes = Object.entries(row).flatMap(([field, value]) => {
    const name = by.fields.includes(field) && typeof value === 'string' ? by.names.get(value) : undefined;
    return name === undefined ? [] : [[field, name]];
  });
  return codes.length === 0 ? row : { ...row, ...Object.fromEntries(codes) };
}
