import { listLinkedAmong } from '../../models/chat/identity.ts';
import { listInvitationsOf, removeInvitations } from '../../models/chat/invitation.ts';
import { type Facts, listDoneSince } from '../../models/command.ts';
import {
  findLastImport,
  type ImportBatch,
  listImportBatches,
  removeImportBatches,
} from '../../models/organisation/import-batch.ts';
import { writeDocuments } from '../../models/organisation/imported-documents.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { removeVersions } from '../../models/review/submission.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { type BuiltOn, findBuiltOn, findChanged } from './built-on.ts';
import { ORDER } from './changes.ts';
import { type DocumentChange, type Journal, openJournal } from './journal.ts';
import { TABLES } from './tables.ts';
import { groupWrites } from './writes.ts';

/** The command that imports. */
const IMPORT = 'import-organisation';

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/** What taking back the last import would do. */
export interface UndoPlan extends Pick<ImportBatch, 'import' | 'at'> {
  /** Each of its transactions, the last one first. */
  steps: { place: number; journal: Journal }[];
  whole: Journal;
  /** Why it cannot be taken back; empty where it can. */
  builtOn: BuiltOn[];
  /** The file or folder that it took over; undefined where it was interrupted. */
  file: string | undefined;
  /** The last import after it, if that changed nothing: there is nothing of it to be taken back. */
  idle: { at: Date; file: string } | undefined;
  /** How many invitations that nobody has used are for people who are removed. */
  invitations: number;
}

/** How many rows of a table are removed, and put back as they were. */
export interface UndoneTable {
  file: string;
  removed: number;
  restored: number;
}

/** Looks at the last import that was not taken back; null if there is none. Throws `envelope-unreadable`. */
export async function planUndo(dependencies: Dependencies): Promise<UndoPlan | null> {
  const { database, keys } = dependencies;
  const last = await findLastImport(database);
  if (last === null) return null;
  const batches = await listImportBatches(database, last);
  const steps = [...Map.groupBy(batches, ({ place }) => place)].map(([place, some]) => ({
    ...{ place, journal: openJournal(keys, some) },
  }));
  const whole = {
    documents: steps.flatMap(({ journal }) => journal.documents),
    submissions: steps.flatMap(({ journal }) => journal.submissions),
  };
  const builtOn = await findBuiltOn(dependencies, whole);
  const runs = await listDoneSince(database, { name: IMPORT, at: last.at });
  const run = runs.find(({ _id }) => _id === last.import);
  const idle = runs.find(({ facts }) => facts.created === 0 && facts.changed === 0);
  const invitations = await listInvitationsOf(database, { people: createdPeople(whole.documents) });
  return {
    ...{ import: last.import, at: last.at, steps, whole, builtOn },
    file: run && fileOf(run),
    idle: idle && { at: idle.at, file: fileOf(idle) },
    invitations: invitations.filter(({ usedAt }) => usedAt === null).length,
  };
}

function fileOf({ facts }: { facts: Facts }): string {
  return String(facts.file ?? '');
}

/**
 * Takes an import back, its last transaction first, and reports progress in transactions. One that is interrupted is
 * completed by running it again. Throws `import-built-on` if something was built on it meanwhile.
 */
export async function applyUndo(
  dependencies: Dependencies,
  job: { plan: UndoPlan; report: (done: number, total: number) => void },
): Promise<void> {
  const { database } = dependencies;
  const { steps, import: id } = job.plan;
  for (const [done, { place, journal }] of steps.entries()) {
    await database.transaction(async (session) => {
      await demandUntouched(dependencies, { journal, session });
      await takeBack(dependencies, { journal, session });
      await removeImportBatches(database, { import: id, place, session });
      await raiseOrganisationVersion(database, session);
    });
    job.report(done + 1, steps.length);
  }
}

/** Codes of the people of whom something is removed or put back. */
export function peopleIn({ documents, submissions }: Journal): string[] {
  const named = documents.flatMap(({ collection, after }) => {
    const subject = after.subjectKind === 'person' ? after.subject : after.person;
    const code = collection === 'people' ? after._id : subject;
    return typeof code === 'string' ? [code] : [];
  });
  return [...new Set([...named, ...submissions.map(({ person }) => person)])].sort();
}

/** What is undone of each table, in the order of the tables; only those of which something is. */
export function countUndone({ documents, submissions }: Journal): UndoneTable[] {
  const byTable = Map.groupBy(documents, ({ collection }) => collection);
  const tables = ORDER.map((table): UndoneTable => {
    const some = byTable.get(table) ?? [];
    const removed = some.filter(({ before }) => before === null).length;
    return { file: TABLES[table].file, removed, restored: some.length - removed };
  });
  const handedIn = { file: TABLES.submissions.file, removed: submissions.length, restored: 0 };
  return [...tables, handedIn].filter(({ removed, restored }) => removed + restored > 0);
}

/** That an import cannot be taken back. */
export function builtOnError(count: number): AppError {
  return new AppError('import-built-on', {
    message: 'Something was built on the import',
    details: { count },
  });
}

/**
 * Removes the unused invitations of created people, since whoever joins uses one first: nobody joins before this has ended.
 * Throws `import-built-on` where somebody has joined, or anything was changed.
 */
async function demandUntouched(
  dependencies: Dependencies,
  { journal, session }: { journal: Journal; session: ClientSession },
): Promise<void> {
  const { database } = dependencies;
  const changed = await findChanged(dependencies, { documents: journal.documents, session });
  const created = { people: createdPeople(journal.documents), session };
  const linked = await listLinkedAmong(database, created);
  const invitations = await listInvitationsOf(database, created);
  const used = invitations.flatMap(({ person, usedAt }) => (usedAt === null ? [] : [person]));
  const count = changed.length + new Set([...linked, ...used]).size;
  if (count > 0) throw builtOnError(count);
  await removeInvitations(database, { invitations, session });
}

async function takeBack(
  { database, keys }: Dependencies,
  { journal, session }: { journal: Journal; session: ClientSession },
): Promise<void> {
  const { documents, submissions } = journal;
  await removeVersions(database, { versions: submissions, session });
  const byTable = Map.groupBy(documents, ({ collection }) => collection);
  for (const table of ORDER.toReversed()) {
    const changes = (byTable.get(table) ?? []).map(({ before, after }) => ({ before: after, after: before }));
    const writes = groupWrites(keys, { table, changes }).flatMap((group) => group.writes);
    if (writes.length > 0) await writeDocuments(database, { collection: table, writes, session });
  }
}

function createdPeople(documents: readonly DocumentChange[]): string[] {
  return documents.flatMap(({ collection, before, after }) =>
    collection === 'people' && before === null ? [after._id] : [],
  );
}
