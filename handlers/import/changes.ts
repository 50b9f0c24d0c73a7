import { isDeepStrictEqual } from 'node:util';
import {
  type DocumentWrite,
  type Fields,
  findDocuments,
} from '../../models/organisation/imported-documents.ts';
import {
  COMMITMENT_TEXTS,
  CONCLUSION_TEXTS,
  type Narrative,
  openFields,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
  sealFields,
} from '../../models/review/sealed-fields.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Documents } from './documents.ts';

/** How one table changes. */
export interface TableChanges {
  table: keyof Documents;
  created: Fields[];
  changed: { before: Fields; after: Fields }[];
  unchanged: number;
}

const NARRATIVES: Partial<Record<keyof Documents, Narrative<string>>> = {
  commitments: COMMITMENT_TEXTS,
  remedies: REMEDY_TEXTS,
  suggestions: SUGGESTION_TEXTS,
  conclusions: CONCLUSION_TEXTS,
};

/** The order of writing: each table refers only to tables before it. */
const ORDER: readonly (keyof Documents)[] = [
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

async function loadStored(
  { database, keys }: Dependencies,
  wanted: { table: keyof Documents; ids: readonly string[] },
): Promise<Map<string, Fields>> {
  const narrative = NARRATIVES[wanted.table];
  const found = await findDocuments(database, { collection: wanted.table, ids: wanted.ids });
  return new Map(
    found.map((document) => [
      document._id,
      narrative === undefined ? document : openFields(keys, { narrative, document: document as Sealed }),
    ]),
  );
}

type Sealed = Fields & Record<string, string>;

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

/** The writes for the changes of one table, with sealed texts. */
export function writesOf(
  dependencies: Pick<Dependencies, 'keys'>,
  changes: TableChanges,
): { collection: keyof Documents; writes: DocumentWrite[] } {
  const narrative = NARRATIVES[changes.table];
  const seal = (document: Fields) =>
    narrative === undefined
      ? document
      : sealFields(dependencies.keys, { narrative, document: document as Sealed });
  const replaced = changes.changed.map(({ after }) => ({
    replaceOne: { filter: { _id: after._id }, replacement: seal(after) },
  }));
  const created = changes.created.map((document) => ({ insertOne: { document: seal(document) } }));
  return { collection: changes.table, writes: [...replaced, ...created] };
}
