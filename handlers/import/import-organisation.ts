import { insertImportBatches, removeImportBatchesBefore } from '../../models/organisation/import-batch.ts';
import { type ImportedCollection, writeDocuments } from '../../models/organisation/imported-documents.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { insertSubmissions, type Submission } from '../../models/review/submission.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import { AppError, isDuplicateKey } from '../../models/store/errors.ts';
import { type Journal, sealJournal } from './journal.ts';
import { outcomesOf, type TableOutcome } from './outcomes.ts';
import { type ImportDependencies, type ImportPlan, planImport } from './plan-import.ts';
import type { ImportIssue, ImportSource } from './table.ts';
import { groupWrites, type WriteGroup } from './writes.ts';

/** Either all mistakes, and nothing was written, or what was written. */
export type ImportResult = { issues: ImportIssue[] } | { outcomes: TableOutcome[] };

/** Writes in one transaction, so that it takes no longer than a second or two. */
const WRITES_AT_ONCE = 1_000;

/** So long an import can be taken back. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

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
 * Writes a plan and reports progress in writes. A transaction has about a thousand, whole groups of what belongs together,
 * and rows refer only to earlier rows, so an interrupted import can be completed by running it again. With the id of its
 * `command` it is kept what each transaction did, to take the import back. Throws `import-busy` if another import wrote the
 * same rows at the same moment.
 */
export async function applyImport(
  dependencies: ImportDependencies,
  job: { plan: ImportPlan; report: (done: number, total: number) => void; command?: string },
): Promise<void> {
  const { database, keys, now } = dependencies;
  const { command } = job;
  const batches = batchesOf(groupsIn(dependencies, job.plan));
  const sizes = batches.map((groups) => groups.reduce((sum, group) => sum + sizeOf(group), 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  if (command !== undefined) await removeImportBatchesBefore(database, new Date(now.getTime() - KEPT_MS));
  try {
    for (const [place, groups] of batches.entries()) {
      await database.transaction(async (session) => {
        await writeGroups(database, { groups, session });
        if (command !== undefined) {
          const batches = sealJournal(keys, {
            of: { import: command, place, at: now },
            journal: journalOf(groups),
          });
          await insertImportBatches(database, { batches, session });
        }
        await raiseOrganisationVersion(database, session);
      });
      done += sizes[place] ?? 0;
      job.report(done, total);
    }
  } catch (cause) {
    if (!isDuplicateKey(cause)) throw cause;
    throw new AppError('import-busy', { message: 'Another import wrote the same rows', cause });
  }
}

/** What is written together in one transaction. */
type Group = ({ collection: ImportedCollection } & WriteGroup) | { submission: Submission };

/** What a plan writes, in its order. */
function groupsIn({ keys }: ImportDependencies, plan: ImportPlan): Group[] {
  const documents = plan.tables.flatMap(({ table, changed, created }) => {
    const changes = [...changed, ...created.map((after) => ({ before: null, after }))];
    return groupWrites(keys, { table, changes }).map((group) => ({ collection: table, ...group }));
  });
  return [...documents, ...plan.submissions.created.map((submission) => ({ submission }))];
}

function sizeOf(group: Group): number {
  return 'writes' in group ? group.writes.length : 1;
}

function batchesOf(groups: readonly Group[]): Group[][] {
  const batches: Group[][] = [];
  let size = WRITES_AT_ONCE;
  for (const group of groups) {
    size += sizeOf(group);
    if (size > WRITES_AT_ONCE) {
      batches.push([]);
      size = sizeOf(group);
    }
    batches.at(-1)?.push(group);
  }
  return batches;
}

/** What the changes of one transaction are, to take them back. */
function journalOf(groups: readonly Group[]): Journal {
  return {
    documents: groups.flatMap((group) => {
      if (!('writes' in group)) return [];
      const { collection, changes } = group;
      return changes.map((change) => ({ collection, ...change }));
    }),
    submissions: groups.flatMap((group) => ('submission' in group ? [group.submission] : [])),
  };
}

/** Writes groups in their order, collection by collection. */
async function writeGroups(
  database: Database,
  { groups, session }: { groups: readonly Group[]; session: ClientSession },
): Promise<void> {
  const documents = groups.filter((group) => 'writes' in group);
  for (const [collection, some] of Map.groupBy(documents, (group) => group.collection)) {
    const writes = some.flatMap((group) => group.writes);
    await writeDocuments(database, { collection, writes, session });
  }
  const submissions = groups.flatMap((group) => ('submission' in group ? [group.submission] : []));
  if (submissions.length > 0) await insertSubmissions(database, { submissions, session });
}
