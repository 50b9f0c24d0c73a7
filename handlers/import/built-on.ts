import { isDeepStrictEqual } from 'node:util';
import { findReferences, type ReferringCollection } from '../../models/organisation/references.ts';
import { findVersions } from '../../models/review/version.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { loadStored } from './changes.ts';
import type { DocumentChange, Journal, SubmissionKey } from './journal.ts';
import { TABLES } from './tables.ts';

/** What is stored of whoever has joined, linked or not any more. */
const JOINED = ['identities', 'invitations', 'consents'] as const;

/** Why an import cannot be taken back: what it wrote was changed since, or something refers to what it created. */
export interface BuiltOn {
  /** The rest of the key of a sentence: that it was changed, or what refers to it. */
  what: 'changed' | 'submissions' | Exclude<ReferringCollection, (typeof JOINED)[number]> | 'joined';
  /** The table and the code of what the import wrote. */
  file: string;
  code: string;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/** Everything that was built on what an import wrote. Throws `envelope-unreadable`. */
export async function findBuiltOn(dependencies: Dependencies, journal: Journal): Promise<BuiltOn[]> {
  return [
    ...(await findChanged(dependencies, journal)),
    ...(await findReferring(dependencies.database, journal.documents)),
    ...(await findSubmissions(dependencies.database, journal)),
  ];
}

/** What is stored otherwise than the import left it. */
export async function findChanged(
  dependencies: Dependencies,
  { documents, session }: { documents: readonly DocumentChange[]; session?: ClientSession },
): Promise<BuiltOn[]> {
  const changed: BuiltOn[] = [];
  for (const [table, some] of Map.groupBy(documents, ({ collection }) => collection)) {
    const stored = await loadStored(dependencies, {
      table,
      ids: some.map(({ after }) => after._id),
      session,
    });
    for (const { after } of some) {
      if (isDeepStrictEqual(stored.get(after._id), after)) continue;
      changed.push({ what: 'changed', file: TABLES[table].file, code: after._id });
    }
  }
  return changed;
}

async function findReferring(database: Database, documents: readonly DocumentChange[]): Promise<BuiltOn[]> {
  const own = new Set(documents.map(({ collection, after }) => `${collection} ${after._id}`));
  const files = filesOfCreated(documents);
  const references = await findReferences(database, { codes: new Set(files.keys()) });
  const found = references
    .filter(({ collection, id }) => !own.has(`${collection} ${id}`))
    .map(({ collection, code }): BuiltOn => {
      const what = isJoined(collection) ? 'joined' : collection;
      return { what, file: files.get(code) ?? '', code };
    });
  return [...new Map(found.map((one) => [`${one.what} ${one.code}`, one])).values()];
}

function isJoined(collection: ReferringCollection): collection is (typeof JOINED)[number] {
  return JOINED.some((one) => one === collection);
}

/** The files of what was created with a code that others may name. */
function filesOfCreated(documents: readonly DocumentChange[]): Map<string, string> {
  const created = documents.filter(
    ({ collection, before }) => before === null && ['units', 'collectives', 'people'].includes(collection),
  );
  return new Map(created.map(({ collection, after }) => [after._id, TABLES[collection].file]));
}

/** Submissions of created people, later ones beside created submissions, and created ones that were withdrawn. */
async function findSubmissions(database: Database, { documents, submissions }: Journal): Promise<BuiltOn[]> {
  const created = new Set(
    documents.flatMap(({ collection, before, after }) =>
      collection === 'people' && before === null ? [after._id] : [],
    ),
  );
  const keyOf = ({ person, cycle, number }: SubmissionKey) => `${person}/${cycle}/${number}`;
  const own = new Set(submissions.map(keyOf));
  const people = new Set([...created, ...submissions.map(({ person }) => person)]);
  const isAfter = (one: SubmissionKey) =>
    submissions.some(
      ({ person, cycle, number }) => person === one.person && cycle === one.cycle && number < one.number,
    );
  const versions = await findVersions(database, { people: [...people] });
  const built = versions.filter((version) =>
    own.has(keyOf(version))
      ? version.withdrawnAt !== undefined
      : created.has(version.person) || isAfter(version),
  );
  const codes = new Set(built.map(({ person }) => person));
  return [...codes].map((code) => ({ what: 'submissions', file: TABLES.people.file, code }));
}
