import type { Database } from '../../models/connection.ts';
import type { KeyRing } from '../../models/encryption.ts';
import { AppError } from '../../models/errors.ts';
import { planChanges, type TableChanges, writesOf } from './changes.ts';
import { checkHistory } from './check-history.ts';
import { checkPeople } from './check-people.ts';
import { checkUnits } from './check-units.ts';
import { buildDocuments } from './documents.ts';
import { readRows } from './read-rows.ts';
import { planSubmissions, type SubmissionChanges } from './submissions.ts';
import type { ImportIssue, ImportSource } from './table.ts';
import { TABLES, type TableName } from './tables.ts';
import { loadWorld } from './world.ts';

interface Dependencies {
  database: Database;
  keys: KeyRing;
  now: Date;
}

/** Everything that an import would do, decided before the first write. */
interface ImportPlan {
  tables: readonly TableChanges[];
  submissions: SubmissionChanges;
}

/** How many rows of one table became what. */
interface TableOutcome {
  file: string;
  created: number;
  changed: number;
  unchanged: number;
}

/** Either every mistake, and nothing was written; or what was done. */
export type ImportResult = { issues: ImportIssue[] } | { outcomes: TableOutcome[] };

const WRITES_AT_ONCE = 1_000;
const DUPLICATE_KEY = 11_000;

/**
 * Imports an organisation, or a part of one: rows are created or changed, never removed, and what is not in
 * the tables stays. Either all rows are stored, in one transaction, or none. Throws `import-busy` if somebody
 * else imported the same rows at the same moment, and `envelope-unreadable`.
 */
export async function importOrganisation(
  dependencies: Dependencies,
  source: ImportSource,
): Promise<ImportResult> {
  const planned = await planImport(dependencies, source);
  if ('issues' in planned) return planned;
  await applyImport(dependencies, planned.plan);
  return { outcomes: outcomesOf(planned.plan) };
}

/** Checks every row against the others and against what is stored, and says what would be written. */
async function planImport(
  dependencies: Dependencies,
  source: ImportSource,
): Promise<{ issues: ImportIssue[] } | { plan: ImportPlan }> {
  const read = readRows(source.tables, { thisYear: yearOf(dependencies.now) });
  const world = await loadWorld(dependencies.database, read);
  const documents = buildDocuments(read.rows, world);
  const submissions = await planSubmissions(dependencies, {
    rows: read.rows.submissions,
    world,
    documents,
  });
  const issues = [
    ...source.issues,
    ...read.issues,
    ...checkUnits(read.rows, world),
    ...checkPeople(read.rows, world),
    ...checkHistory(read.rows, world),
    ...submissions.issues,
  ];
  if (issues.length > 0) return { issues: issues.sort(byPlace) };
  const tables = await planChanges(dependencies, documents);
  return { plan: { tables, submissions: submissions.changes } };
}

async function applyImport(dependencies: Dependencies, plan: ImportPlan): Promise<void> {
  const { database } = dependencies;
  const writes = plan.tables.map((changes) => writesOf(dependencies, changes));
  const isUnchanged = writes.every(({ operations }) => operations.length === 0);
  if (isUnchanged && plan.submissions.created.length === 0) return;
  try {
    await database.transaction(async (session) => {
      for (const { model, operations } of writes) {
        for (const some of batches(operations)) await model.bulkWrite(some, { session });
      }
      for (const some of batches(plan.submissions.created)) {
        await database.submissions.bulkWrite(
          some.map((document) => ({ insertOne: { document } })),
          { session },
        );
      }
    });
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== DUPLICATE_KEY) throw cause;
    throw new AppError('import-busy', { message: 'Another import wrote the same rows', cause });
  }
}

function* batches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += WRITES_AT_ONCE) {
    yield items.slice(start, start + WRITES_AT_ONCE);
  }
}

function outcomesOf(plan: ImportPlan): TableOutcome[] {
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

/** The year in Vietnam: what "năm nay" stands for. */
export function yearOf(now: Date): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone: 'Asia/Ho_Chi_Minh', year: 'numeric' }).format(now));
}

const FILES: readonly string[] = (Object.keys(TABLES) as TableName[]).map((name) => TABLES[name].file);

function byPlace(one: ImportIssue, other: ImportIssue): number {
  return FILES.indexOf(one.file) - FILES.indexOf(other.file) || one.line - other.line;
}
