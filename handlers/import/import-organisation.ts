import type { AnyBulkWriteOperation, Model } from '../../models/connection.ts';
import { raiseEdition } from '../../models/edition.ts';
import { AppError, isDuplicateKey } from '../../models/errors.ts';
import { writesOf } from './changes.ts';
import { outcomesOf, type TableOutcome } from './outcomes.ts';
import { type ImportDependencies, type ImportPlan, planImport } from './plan-import.ts';
import type { ImportIssue, ImportSource } from './table.ts';

/** Either every mistake, and nothing was written; or what was done. */
export type ImportResult = { issues: ImportIssue[] } | { outcomes: TableOutcome[] };

/** Rows of one transaction, so that it takes a second or two. */
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
 * Writes what was planned, and reports how many rows of how many are written. A thousand rows at a time are written as
 * one, in an order in which nothing refers to what comes after it: an import that was interrupted is completed by
 * running it again. Throws `import-busy` if somebody else imported the same rows at the same moment.
 */
export async function applyImport(
  dependencies: ImportDependencies,
  of: { plan: ImportPlan; report: (done: number, total: number) => void },
): Promise<void> {
  const { database } = dependencies;
  const writes = writesIn(dependencies, of.plan);
  try {
    for (let done = 0; done < writes.length; done += WRITES_AT_ONCE) {
      const some = writes.slice(done, done + WRITES_AT_ONCE);
      await database.transaction(async (session) => {
        for (const [model, operations] of Map.groupBy(some, (write) => write.model)) {
          await model.bulkWrite(
            operations.map(({ operation }) => operation),
            { session },
          );
        }
        await raiseEdition(database, session);
      });
      of.report(done + some.length, writes.length);
    }
  } catch (cause) {
    if (!isDuplicateKey(cause)) throw cause;
    throw new AppError('import-busy', { message: 'Another import wrote the same rows', cause });
  }
}

/** One row to be written. The tables differ in their rows, which only their own writes know. */
interface Write {
  model: Model<{ _id: string }>;
  operation: AnyBulkWriteOperation<{ _id: string }>;
}

function writesIn(dependencies: ImportDependencies, plan: ImportPlan): Write[] {
  const rows = plan.tables.flatMap((changes) => {
    const { model, operations } = writesOf(dependencies, changes);
    return operations.map((operation) => ({ model, operation }) as unknown as Write);
  });
  const submissions = plan.submissions.created.map(
    (document) =>
      ({
        model: dependencies.database.submissions,
        operation: { insertOne: { document } },
      }) as unknown as Write,
  );
  return [...rows, ...submissions];
}
