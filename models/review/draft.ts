import mongoose, { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';
import { draftContext } from '../chat/conversation.ts';
import type { KeyRing } from '../store/encryption.ts';

const schema = new Schema(
  {
    /** Random, as in Redis. */
    _id: { type: String, required: true },
    /** Code of the person in whose conversation it is: its author. */
    author: { type: String, required: true, index: true },
    form: { type: String, required: true },
    cycle: { type: String, required: true },
    subject: { type: new Schema({ kind: String, id: String }, { _id: false }), required: true },
    /** The revision of the conversation that was copied last. */
    revision: { type: Number, required: true },
    copiedAt: { type: Date, required: true },
    /** Sealed fields by name, as Redis holds them: `facts`, `cursor`, `answer:<step>`, `text:<part>`. */
    fields: { type: Map, of: String, required: true },
  },
  { collection: 'drafts', strict: 'throw', versionKey: false },
);
schema.index({ form: 1, cycle: 1 });

/** The copy of a live draft: where it is restored from should Redis lose it. */
export type Draft = InferSchemaType<typeof schema>;

export function defineDrafts(connection: Connection): Model<Draft> {
  return connection.model<Draft>('Draft', schema);
}

/** What a draft is about and whose it is. There is one for each identity. */
export interface DraftIdentity {
  form: string;
  /** Id of the cycle. */
  cycle: string;
  subject: { kind: 'person'; id: string };
  /** Code of a person. */
  author: string;
}

/** An identity as the text by which stores compare it. */
export function identityText({ form, cycle, subject, author }: DraftIdentity): string {
  return JSON.stringify({ form, cycle, subject: { kind: subject.kind, id: subject.id }, author });
}

export function readIdentity(text: string): DraftIdentity {
  return JSON.parse(text) as DraftIdentity;
}

/** A copied draft with its fields opened, but for what was written. */
export interface OpenedDraft {
  author: string;
  cycle: string;
  copiedAt: Date;
  fields: Readonly<Record<string, string>>;
}

/** The copied drafts of a form in these cycles, of all authors or of one; one after another, for operators only. */
export async function* readDrafts(
  { database, keys }: { database: { drafts: Model<Draft> }; keys: Pick<KeyRing, 'open'> },
  wish: { form: string; cycles: readonly string[]; author?: string },
): AsyncGenerator<OpenedDraft> {
  const { cycles, ...rest } = wish;
  const found = database.drafts
    .find({ ...rest, cycle: mongoose.trusted({ $in: [...cycles] }) })
    .lean<Draft[]>()
    .cursor();
  for await (const { _id, author, cycle, copiedAt, fields } of found as AsyncIterable<Draft>) {
    const entries = Object.entries(fields as unknown as Record<string, string>)
      .filter(([field]) => !field.startsWith('text:') && !field.startsWith('submission:'))
      .map(([field, sealed]) => [
        field,
        keys.open(sealed, draftContext({ person: author, draft: _id, field })),
      ]);
    yield { author, cycle, copiedAt, fields: Object.fromEntries(entries) };
  }
}
