import type { ClientSession, Model } from 'mongoose';

/**
 * Reads a document that a command relies on, and bumps its revision in the command's transaction: of two commands
 * that rely on the same document one waits for the other and reads it anew. Without the bump both would go by what
 * the document was before either of them. Null if there is no such document.
 */
export function bumpRevision<Stored extends { _id: string; revision: number }>(
  model: Model<Stored>,
  of: { id: string; session: ClientSession },
): Promise<Stored | null> {
  return (model as unknown as Model<{ _id: string; revision: number }>)
    .findByIdAndUpdate(of.id, { $inc: { revision: 1 } }, { session: of.session, returnDocument: 'after' })
    .lean<Stored | null>()
    .exec();
}
