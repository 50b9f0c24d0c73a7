import mongoose, { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';

const schema = new Schema(
  {
    /** Code of the person. */
    _id: { type: String, required: true },
    revision: { type: Number, required: true },
    copiedAt: { type: Date, required: true },
    /** Sealed, as Redis has them. */
    head: { type: String, required: true },
    cards: { type: String, required: true },
    /** Id of the draft in front; empty where there is none. */
    front: { type: String, default: '' },
    /** Commands without an outcome, sealed. */
    pending: [new Schema({ id: String, sealed: String }, { _id: false })],
  },
  { collection: 'conversations', strict: 'throw', versionKey: false },
);

/** The copy of a live conversation without its drafts. The conversation is restored from it if Redis loses it. */
export type ConversationCopy = InferSchemaType<typeof schema>;

export function defineConversations(connection: Connection): Model<ConversationCopy> {
  return connection.model<ConversationCopy>('Conversation', schema);
}

/** Commands that had no outcome when they were copied. Reads every conversation. */
export async function listPending(
  conversations: Model<ConversationCopy>,
): Promise<{ person: string; command: string }[]> {
  const found = await conversations
    .find({ pending: mongoose.trusted({ $ne: [] }) })
    .select(['pending.id'])
    .lean();
  return found.flatMap(({ _id, pending }) => pending.map(({ id }) => ({ person: _id, command: id ?? '' })));
}

/**
 * Conversations that were copied within `withinMs` before `until`, or later; before the newest copy if nothing is known
 * of when the last ones were made. Reads every conversation, because this is only asked after a loss, and an index would
 * be written anew with each copy.
 */
export async function listActive(
  conversations: Model<ConversationCopy>,
  { withinMs, until }: { withinMs: number; until: Date | undefined },
): Promise<{ person: string; copiedAt: Date }[]> {
  const newest = await conversations.findOne().sort({ copiedAt: -1 }).select('copiedAt').lean();
  if (newest === null) return [];
  const since = new Date((until ?? newest.copiedAt).getTime() - withinMs);
  const found = await conversations
    .find({ copiedAt: mongoose.trusted({ $gte: since }) })
    .select('copiedAt')
    .lean();
  return found.map(({ _id, copiedAt }) => ({ person: _id, copiedAt }));
}
