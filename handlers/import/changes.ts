import { isDeepStrictEqual } from 'node:util';
import { type Fields, findDocuments } from '../../models/organisation/imported-documents.ts';
import {
  COMMITMENT_TEXTS,
  CONCLUSION_TEXTS,
  type Narrative,
  openFields,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
} from '../../models/review/sealed-fields.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Documents } from './documents.ts';

/** How one table changes. */
export interface TableChanges {
  table: keyof Documents;
  created: Fields[];
  changed: { before: Fields; after: Fields }[];
  unchanged: number;
}

/** The texts of documents that are sealed. */
export const NARRATIVES: Partial<Record<keyof Documents, Narrative<string>>> = {
  commitments: COMMITMENT_TEXTS,
  remedies: REMEDY_TEXTS,
  suggestions: SUGGESTION_TEXTS,
  conclusions: CONCLUSION_TEXTS,
};

/** The order of writing: each table refers only to tables before it. */
export const ORDER: readonly (keyof Documents)[] = [
  'units',
  'collectives',
  'people',
  'posts',
  'commitments',
  'remedies',
  'suggestions',
  'conclusions',
];

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/** Compares the documents with what is stored. Throws `envelope-unreadable`. */
export async function planChanges(dependencies: Dependencies, documents: Documents): Promise<TableChanges[]> {
  const changes: TableChanges[] = [];
  for (const table of ORDER) {
    const incoming = documents[table] as unknown as Fields[];
    const stored = await loadStored(dependencies, { table, ids: incoming.map(({ _id }) => _id) });
    changes.push(compare({ table, incoming, stored }));
  }
  return changes;
}

/** The stored documents of a table by their ids, with readable texts. Throws `envelope-unreadable`. */
export async function loadStored(
  { database, keys }: Dependencies,
  wanted: { table: keyof Documents; ids: readonly string[]; session?: ClientSession | undefined },
): Promise<Map<string, Fields>> {
  const { table, ids, session } = wanted;
  const narrative = NARRATIVES[table];
  const found = await findDocuments(database, { collection: table, ids, session });
  return new Map(
    found.map((document) => [
      document._id,
      narrative === undefined ? document : openFields(keys, { narrative, document: document as Sealed }),
    ]),
  );
}

export type Sealed = Fields & Record<string, string>;

function compare(both: {
  table: keyof Documents;
  incoming: readonly Fields[];
  stored: ReadonlyMap<string, Fields>;
}): TableChanges {
  const changes: TableChanges = { table: both.table, created: [], changed: [], unchanged: 0 };
  for (const after of both.incoming) {
    const before = both.stored.get(after._id);
    if (before === undefined) changes.created.push(after);
    else if (isDeepStrictEqual(before, after)) changes.unchanged += 1;
    else changes.changed.push({ before, after });
  }
  return changes;
}
