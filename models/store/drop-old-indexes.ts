import { type Connection, mongo } from 'mongoose';

const INDEX_NOT_FOUND = 27;

/**
 * Drops the indexes that no schema of the connection's models names any more: each costs every write, and nothing is read
 * by it. Told before each. Two at once do no harm.
 */
export async function dropOldIndexes(
  connection: Connection,
  tell: (dropped: { collection: string; index: string }) => void,
): Promise<void> {
  for (const model of Object.values(connection.models)) {
    const { toDrop } = await model.diffIndexes();
    for (const index of toDrop) {
      tell({ collection: model.collection.collectionName, index });
      await model.collection.dropIndex(index).catch(unlessGone);
    }
  }
}

/** Another process has dropped it at the same moment. */
function unlessGone(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError) || error.code !== INDEX_NOT_FOUND) throw error;
}
