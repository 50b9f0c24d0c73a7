import { dayOf, yearOf } from '../../flows/rules/calendar.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { planChanges, type TableChanges } from './changes.ts';
import { checkHistory } from './check-history.ts';
import { checkMemberships } from './check-memberships.ts';
import { checkPeople } from './check-people.ts';
import { checkUnits } from './check-units.ts';
import { buildDocuments } from './documents.ts';
import { readRows } from './read-rows.ts';
import { planSubmissions, type SubmissionChanges } from './submissions.ts';
import type { ImportIssue, ImportSource } from './table.ts';
import { TABLES, type TableName } from './tables.ts';
import { loadWorld } from './world.ts';

/** What an import needs. */
export interface ImportDependencies {
  database: Database;
  keys: KeyRing;
  now: Date;
}

/** Everything that an import would do, decided before the first write. */
export interface ImportPlan {
  tables: readonly TableChanges[];
  submissions: SubmissionChanges;
  /** Cells that are imported differently from how they are written. */
  notes: readonly ImportIssue[];
}

/**
 * Checks every row against the other rows and the stored data, and returns what would be written, without writing. Throws
 * `envelope-unreadable`.
 */
export async function planImport(
  dependencies: ImportDependencies,
  source: ImportSource,
): Promise<{ issues: ImportIssue[] } | { plan: ImportPlan }> {
  const read = readRows(source.tables, { thisYear: yearOf(dependencies.now) });
  const today = dayOf(dependencies.now);
  const world = await loadWorld(dependencies.database, { read, today });
  const documents = buildDocuments(read.rows, world);
  const submissions = await planSubmissions(dependencies, {
    rows: read.rows.submissions,
    world,
    documents,
  });
  const memberships = checkMemberships(read.rows, { world, today });
  const unreadable = new Set(source.issues.map(placeOf));
  const issues = [
    ...source.issues,
    ...read.issues.filter((issue) => !unreadable.has(placeOf(issue))),
    ...checkUnits(read.rows, world),
    ...checkPeople(read.rows, world),
    ...memberships.issues,
    ...checkHistory(read.rows, world),
    ...submissions.issues,
  ];
  if (issues.length > 0) return { issues: issues.sort(byPlace) };
  const tables = await planChanges(dependencies, documents);
  const notes = [...read.notes, ...memberships.notes].sort(byPlace);
  return { plan: { tables, submissions: submissions.changes, notes } };
}

/** Identifies a cell, so that a cell that could not be read is not reported a second time. */
function placeOf({ file, line, column }: ImportIssue): string {
  return `${file} ${line} ${column ?? ''}`;
}

const FILES: readonly string[] = (Object.keys(TABLES) as TableName[]).map((name) => TABLES[name].file);

function byPlace(one: ImportIssue, other: ImportIssue): number {
  return FILES.indexOf(one.file) - FILES.indexOf(other.file) || one.line - other.line;
}
