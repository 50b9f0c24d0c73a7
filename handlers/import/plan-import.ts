import { dayOf, yearOf } from '../../flows/rules/calendar.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { planChanges, type TableChanges } from './changes.ts';
import { checkDays } from './check-days.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkFullList } from './check-full-list.ts';
import { checkHistory } from './check-history.ts';
import { identifyRows } from './check-identity.ts';
import { checkMemberships } from './check-memberships.ts';
import { checkPeople, findEndedPosts } from './check-people.ts';
import { checkTemporaries, noteChangedTimes } from './check-temporaries.ts';
import { checkUnits, noteSameNames } from './check-units.ts';
import { buildDocuments } from './documents.ts';
import { loadKnown } from './known.ts';
import { keepOtherCodes } from './other-codes.ts';
import { readRows } from './read-rows.ts';
import { spellAnswers } from './spell-answers.ts';
import { spellCodes } from './spell-codes.ts';
import { planSubmissions, type SubmissionChanges } from './submissions.ts';
import type { Departures, IdentityAnswers, ImportIssue, ImportSource } from './table.ts';
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
  /** What was answered to doubts, the codes as they are spelled. */
  answers: IdentityAnswers;
  /** Who left and moved, as was answered to what a full list lacks; `tables` have what changes by it. */
  departures: Departures;
}

/**
 * Checks every row against the other rows and the stored data, and returns what would be written, without writing. Throws
 * `envelope-unreadable`, and `unit-unknown` for a full list.
 */
export async function planImport(
  dependencies: ImportDependencies,
  source: ImportSource,
): Promise<{ issues: ImportIssue[] } | { plan: ImportPlan }> {
  const read = readRows(source.tables, { thisYear: yearOf(dependencies.now) });
  const today = dayOf(dependencies.now);
  const known = await loadKnown(dependencies.database);
  const spelled = spellCodes(read, known);
  const { answers, fullList: list } = spellAnswers(source, { spell: spelled.spell, known });
  const { declared } = read;
  const identified = await identifyRows(dependencies, { rows: spelled.rows, declared, known, answers });
  const { rows } = identified;
  const world = await loadWorld(dependencies.database, {
    ...{ rows, declared, known, today, left: list?.left ?? [] },
  });
  const documents = keepOtherCodes(buildDocuments(rows, world), { known, said: identified.said, today });
  const submissions = await planSubmissions(dependencies, {
    rows: rows.submissions,
    world,
    documents,
  });
  const days = checkDays(rows, { world, today });
  const impossible = new Set(days.map(placeOf));
  const memberships = checkMemberships(rows, { world, today });
  const full = list && checkFullList(rows, { world, today, list });
  const unreadable = new Set(source.issues.map(placeOf));
  const issues = [
    ...source.issues,
    ...read.issues.filter((issue) => !unreadable.has(placeOf(issue))),
    ...spelled.issues,
    ...identified.issues,
    ...checkDuplicates(rows),
    ...checkUnits(rows, world),
    ...checkPeople(rows, world),
    ...days,
    ...[...memberships.issues, ...checkTemporaries(rows, world)].filter(
      (issue) => !impossible.has(placeOf(issue)),
    ),
    ...(full?.issues ?? []),
    ...checkHistory(rows, world),
    ...submissions.issues,
  ];
  if (issues.length > 0) return { issues: issues.sort(byPlace) };
  const people = [...documents.people, ...(full?.departed ?? [])];
  const tables = await planChanges(dependencies, { ...documents, people });
  const notes = [
    ...read.notes,
    ...spelled.notes,
    ...identified.notes,
    ...memberships.notes,
    ...noteSameNames(rows, world),
    ...findEndedPosts(rows, world),
    ...noteChangedTimes(rows, world),
  ].sort(byPlace);
  const departures = full?.departures ?? { left: [], moved: [] };
  return { plan: { tables, submissions: submissions.changes, notes, answers, departures } };
}

/** Identifies a cell, so that a cell that could not be read is not reported a second time. */
function placeOf({ file, line, column }: ImportIssue): string {
  return `${file} ${line} ${column ?? ''}`;
}

const FILES: readonly string[] = (Object.keys(TABLES) as TableName[]).map((name) => TABLES[name].file);

function byPlace(one: ImportIssue, other: ImportIssue): number {
  return FILES.indexOf(one.file) - FILES.indexOf(other.file) || one.line - other.line;
}
