import type { Fields } from '../../models/organisation/imported-documents.ts';
import { lastMembershipOf } from '../../models/organisation/membership.ts';
import type { Coded } from '../../models/organisation/other-codes.ts';
import type { Person } from '../../models/organisation/person.ts';
import type { TableChanges } from './changes.ts';
import type { ImportPlan } from './plan-import.ts';
import { COLUMN_TERMS, TABLES } from './tables.ts';
import { YES_NO_TERMS } from './terms.ts';

/** The numbers of created, changed and unchanged rows of one table. */
export interface TableOutcome {
  file: string;
  created: number;
  changed: number;
  unchanged: number;
}

/** A column that changes. Values are left out where they are a person's or a collective's own words. */
export type FieldChange = { column: string } | { column: string; before: string; after: string };

/** A row that is stored already and changes. */
export interface RowChange {
  file: string;
  /** The code of a unit, collective or person; of anything else its parts, as in `P1/2025/2`. */
  code: string;
  fields: FieldChange[];
}

/** Columns with words about a person, and with digests. Only the fact that they change is shown. */
const UNSHOWN: readonly string[] = ['text', 'strengths', 'weaknesses', 'rank', 'citizenId', 'partyCard'];

/** How many rows of each table are created, changed and left as they are. */
export function outcomesOf(plan: ImportPlan): TableOutcome[] {
  return [
    ...plan.tables.map(({ table, created, changed, unchanged }) => ({
      file: TABLES[table].file,
      created: created.length,
      changed: changed.length,
      unchanged,
    })),
    {
      file: TABLES.submissions.file,
      created: plan.submissions.created.length,
      changed: 0,
      unchanged: plan.submissions.unchanged,
    },
  ];
}

/** Every row that changes, and what in it. */
export function rowChangesOf(plan: ImportPlan): RowChange[] {
  return plan.tables.flatMap(({ table, changed }) =>
    changed.map(({ before, after }) => ({
      file: TABLES[table].file,
      code: after._id,
      fields: fieldChanges(table, { before, after }),
    })),
  );
}

function fieldChanges(
  table: TableChanges['table'],
  { before, after }: TableChanges['changed'][number],
): FieldChange[] {
  const columns = Object.entries<string>(TABLES[table].columns);
  if (before.otherCodes !== undefined || after.otherCodes !== undefined) {
    columns.push(['otherCodes', 'Mã khác trong danh sách']);
  }
  // If a unit above was moved, the row of this unit is unchanged, but its ancestors are not.
  if (table === 'units' && before.parent === after.parent) columns.push(['ancestors', 'Các cấp trên']);
  return columns.flatMap(([field, column]): FieldChange[] => {
    const [one, other] = [before, after].map((row) =>
      toText(`${table}.${field}`, cellsOf(table, row)[field]),
    );
    if (one === undefined || other === undefined || one === other) return [];
    return UNSHOWN.includes(field) ? [{ column }] : [{ column, before: one, after: other }];
  });
}

/** A stored row by its columns: the days of a person are those of their last membership. */
function cellsOf(table: TableChanges['table'], row: Fields): Readonly<Record<string, unknown>> {
  const { otherCodes } = row as Coded;
  const shown = otherCodes === undefined ? row : { ...row, otherCodes: otherCodes.map(({ code }) => code) };
  return table === 'people' ? { ...shown, ...lastDays(row as unknown as Person) } : shown;
}

function lastDays(person: Person) {
  const { from = null, to = null, why = null } = lastMembershipOf(person) ?? {};
  return { from, to, why };
}

function toText(field: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return YES_NO_TERMS[value ? 'yes' : 'no'][0];
  if (Array.isArray(value)) return value.join(' / ');
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value));
  if (day !== null) return `${day[3]}/${day[2]}/${day[1]}`;
  return COLUMN_TERMS[field]?.[String(value)]?.[0] ?? String(value);
}
