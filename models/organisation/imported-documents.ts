import type { AnyBulkWriteOperation, ClientSession, Model } from 'mongoose';
import type { Database } from '../store/connection.ts';
import { findAmong } from '../store/find-among.ts';

/** The collections that an import of lists fills. */
export type ImportedCollection =
  | 'units'
  | 'collectives'
  | 'people'
  | 'posts'
  | 'commitments'
  | 'remedies'
  | 'suggestions'
  | 'conclusions';

/** A document of any of them, seen only as fields. */
export type Fields = { _id: string } & Record<string, unknown>;

/** One document to be created or replaced. */
export type DocumentWrite = AnyBulkWriteOperation<Fields>;

/** The documents of a collection that have one of these ids. */
export function findDocuments(
  database: Database,
  wanted: { collection: ImportedCollection; ids: readonly string[]; session?: ClientSession | undefined },
): Promise<Fields[]> {
  const { collection, ids, session } = wanted;
  return findAmong(modelOf(database, collection), { field: '_id', values: ids, session });
}

/** Writes within a transaction; throws a duplicate key (`isDuplicateKey`) where a created document is there already. */
export async function writeDocuments(
  database: Database,
  batch: { collection: ImportedCollection; writes: readonly DocumentWrite[]; session: ClientSession },
): Promise<void> {
  const { collection, writes, session } = batch;
  await modelOf(database, collection).bulkWrite([...writes], { session });
}

function modelOf(database: Database, collection: ImportedCollection): Model<Fields> {
  // The compiler cannot connect the name of a collection with the type of its model.
  return database[collection] as unknown as Model<Fields>;
}
