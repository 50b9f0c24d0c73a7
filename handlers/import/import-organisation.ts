import { raiseEdition } from '../../models/edition.ts';
import { AppError, isDuplicateKey } from '../../models/errors.ts';
import { writeDocuments } from '../../models/imported-documents.ts';
import { insertSubmissions } from '../../models/submission.ts';
import { writesOf } from './changes.ts';
import { outcomesOf, type TableOutcome } from './outcomes.ts';
import { type ImportDependencies, type ImportPlan, planImport } from './plan-import.ts';
import type { ImportIssue, ImportSource } from './table.ts';

/** Either every mistake, and nothing was written; or what was done. */
export type ImportResult = { issues: ImportIssue[] } | { outcomes: TableOutcome[] };

const WRITES_AT_ONCE = 1_000;

/**
 * Imports an organisation, or a part of one: rows are created or changed, never removed, and what is not in
 * the tables stays. Either all rows are stored, in one transaction, or none. Throws `import-busy` if somebody
 * else imported the same rows at the same moment, and `envelope-unreadable`.
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

/** Writes what was planned, all of it or nothing, and reports how many rows of how many are written. Throws `import-busy`. */
export async function applyImport(
  dependencies: ImportDependencies,
  of: { plan: ImportPlan; report: (done: number, total: number) => void },
): Promise<void> {
  const { database } = dependencies;
  const { created } = of.plan.submissions;
  const tables = of.plan.tables.map((changes) => writesOf(dependencies, changes));
  const total = tables.reduce((sum, { writes }) => sum + writes.length, created.length);
  if (total === 0) return;
  try {
    await database.transaction(async (session) => {
      let done = 0;
      const report = (written: number) => {
        done += written;
        of.report(done, total);
      };
      for (const { collection, writes } of tables) {
        for (const some of batches(writes)) {
          await writeDocuments(database, { collection, writes: some, session });
          report(some.length);
        }
      }
      for (const some of batches(created)) {
        await insertSubmissions(database, { submissions: some, session });
        report(some.length);
      }
    });
  } catch (cause) {
    if (!isDuplicateKey(cause)) throw cause;
    throw new AppError('import-busy', { message: 'Another import wrote the same rows', cause });
  }
  await raiseEdition(database);
}

function* batches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += WRITES_AT_ONCE) {
    yield items.slice(start, start + WRITES_AT_ONCE);
  }
}
