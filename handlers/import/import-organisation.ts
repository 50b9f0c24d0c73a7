import {
  type DocumentWrite,
  type ImportedCollection,
  writeDocuments,
} from '../../models/organisation/imported-documents.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { insertSubmissions, type Submission } from '../../models/review/submission.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import { AppError, isDuplicateKey } from '../../models/store/errors.ts';
import { writesOf } from './changes.ts';
import { outcomesOf, type TableOutcome } from './outcomes.ts';
import { type ImportDependencies, type ImportPlan, planImport } from './plan-import.ts';
import type { ImportIssue, ImportSource } from './table.ts';

/** Either all mistakes, and nothing was written, or what was written. */
export type ImportResult = { issues: ImportIssue[] } | { outcomes: TableOutcome[] };

/** Rows in one transaction, so that it takes no longer than a second or two. */
const WRITES_AT_ONCE = 1_000;

/**
 * Imports an organisation, or a part of one: rows are created or changed, never removed, and what is not in
 * the tables stays. Throws what `applyImport` throws, and `envelope-unreadable`.
 */
export async function importOrganisation(
  dependencies: ImportDependencies,
  source: ImportSource,
): Promise<ImportResult> {
  const planned = await planImport(dependencies, source);
  if ('issues' in planned) return planned;
  await applyImport(dependencies, { plan: planned.plan, report: () => undefined });
  return { outcomes: outcomesOf(planned.plan) };
}

/**
 * Writes a plan and reports progress in rows. A transaction has a thousand rows, and rows refer only to earlier rows, so
 * an interrupted import can be completed by running it again. Throws `import-busy` if another import wrote the same rows
 * at the same moment.
 */
export async function applyImport(
  dependencies: ImportDependencies,
  job: { plan: ImportPlan; report: (done: number, total: number) => void },
): Promise<void> {
  const { database } = dependencies;
  const rows = rowsIn(dependencies, job.plan);
  try {
    for (let done = 0; done < rows.length; done += WRITES_AT_ONCE) {
      const some = rows.slice(done, done + WRITES_AT_ONCE);
      await database.transaction(async (session) => {
        await writeRows(database, { rows: some, session });
        await raiseOrganisationVersion(database, session);
      });
      job.report(done + some.length, rows.length);
    }
  } catch (cause) {
    if (!isDuplicateKey(cause)) throw cause;
    throw new AppError('import-busy', { message: 'Another import wrote the same rows', cause });
  }
}

/** One row to be written. */
type Row = { collection: ImportedCollection; write: DocumentWrite } | { submission: Submission };

function rowsIn(dependencies: ImportDependencies, plan: ImportPlan): Row[] {
  const documents = plan.tables.flatMap((changes) => {
    const { collection, writes } = writesOf(dependencies, changes);
    return writes.map((write) => ({ collection, write }));
  });
  return [...documents, ...plan.submissions.created.map((submission) => ({ submission }))];
}

/** Writes rows in their order, grouped by collection. */
async function writeRows(
  database: Database,
  { rows, session }: { rows: readonly Row[]; session: ClientSession },
): Promise<void> {
  const documents = rows.flatMap((row) => ('write' in row ? [row] : []));
  for (const [collection, some] of Map.groupBy(documents, (row) => row.collection)) {
    const writes = some.map(({ write }) => write);
    await writeDocuments(database, { collection, writes, session });
  }
  const submissions = rows.flatMap((row) => ('submission' in row ? [row.submission] : []));
  if (submissions.length > 0) await insertSubmissions(database, { submissions, session });
}
