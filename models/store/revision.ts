import type { ClientSession, Model } from 'mongoose';

/**
 * Reads a document that a command relies on and raises its revision in the command's transaction. Two commands that rely
 * on the same document then conflict, and the second one reads it again. Without this both would use the old document.
 * Null if there is no such document.
 */
export function bumpRevision<Stored extends { _id: string; revision: number }>(
  model: Model<Stored>,
  wanted: { id: string; session: ClientSession },
): Promise<Stored | null> {
  return (model as unknown as Model<{ _id: string; revision: number }>)
    .findByIdAndUpdate(
      wanted.id,
      { $inc: { revision: 1 } },
      { session: wanted.session, returnDocument: 'after' },
    )
    .lean<Stored | null>()
    .exec();
}
