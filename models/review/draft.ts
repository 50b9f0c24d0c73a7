import { createHash } from 'node:crypto';
import mongoose, { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';
import type { DraftChange } from '../chat/commit-conversation.ts';
import type { StoredDraft } from '../chat/conversation.ts';
import { draftContext } from '../chat/draft-context.ts';
import type { KeyRing } from '../store/encryption.ts';
import { findAmong } from '../store/find-among.ts';

const schema = new Schema(
  {
    /** `draftIdOf` its identity, as in Redis. */
    _id: { type: String, required: true },
    /** Code of the person in whose conversation it is: its author. */
    author: { type: String, required: true, index: true },
    form: { type: String, required: true },
    cycle: { type: String, default: null },
    subject: { type: new Schema({ kind: String, id: String }, { _id: false }), required: true },
    /** The revision of the conversation that was copied last. */
    revision: { type: Number, required: true },
    copiedAt: { type: Date, required: true },
    /** Whether a check after the last copy found that it has no undo that is more than a day old. */
    isOldForgotten: { type: Boolean, default: false },
    /** Sealed fields by name, as Redis holds them: `facts`, `cursor`, `answer:<step>`, `text:<part>`. */
    fields: { type: Map, of: String, required: true },
  },
  { collection: 'drafts', strict: 'throw', versionKey: false },
);
// One index for all that looks through many drafts: each more is written anew with every copy.
schema.index({ cycle: 1, isOldForgotten: 1, copiedAt: 1 });

/** The copy of a live draft. The draft is restored from it if Redis loses it. */
export type Draft = InferSchemaType<typeof schema>;

export function defineDrafts(connection: Connection): Model<Draft> {
  return connection.model<Draft>('Draft', schema);
}

/** What a draft is about and who its author is. There is one draft for each identity. */
export interface DraftIdentity {
  /** Name of the form. */
  form: string;
  /** Id of the cycle; null for a form that belongs to none. */
  cycle: string | null;
  /** What it is about: a person, or something else of a kind that the form knows. */
  subject: { kind: string; id: string };
  /** Code of a person. */
  author: string;
}

/** 132 bits, so that two identities never have the same id. */
const DRAFT_ID_LENGTH = 22;

/** An identity as the text by which stores compare it. */
export function identityText({ form, cycle, subject, author }: DraftIdentity): string {
  return JSON.stringify({ form, cycle, subject: { kind: subject.kind, id: subject.id }, author });
}

/**
 * The id of the draft of an identity. It is always the same, so that a draft that is begun again after a loss of Redis
 * replaces a copy that arrives late, and there is never a second draft.
 */
export function draftIdOf(identity: DraftIdentity): string {
  return createHash('sha256').update(identityText(identity)).digest('base64url').slice(0, DRAFT_ID_LENGTH);
}

export function isSameIdentity(one: DraftIdentity, other: DraftIdentity): boolean {
  return identityText(one) === identityText(other);
}

/** The identity of a draft as its copy has it. */
export function identityOf({
  form,
  cycle = null,
  subject,
  author,
}: Pick<Draft, 'form' | 'cycle' | 'subject' | 'author'>): DraftIdentity {
  return { form, cycle: cycle ?? null, subject: { kind: subject.kind ?? '', id: subject.id ?? '' }, author };
}

export function readIdentity(text: string): DraftIdentity {
  return JSON.parse(text) as DraftIdentity;
}

/**
 * Reads the copied drafts of a form in these cycles one after another, of all authors or of one, with opened fields except
 * the written texts; for operators only.
 */
export async function* readDrafts(
  { database, keys }: { database: { drafts: Model<Draft> }; keys: Pick<KeyRing, 'open'> },
  wish: { form: string; cycles: readonly string[]; author?: string },
): AsyncGenerator<Pick<Draft, 'author' | 'cycle' | 'copiedAt'> & Pick<StoredDraft, 'fields'>> {
  const { cycles, ...rest } = wish;
  const found = database.drafts
    .find({ ...rest, cycle: mongoose.trusted({ $in: [...cycles] }) })
    .lean<Draft[]>()
    .cursor();
  for await (const draft of found as AsyncIterable<Draft>) {
    const { author, copiedAt } = draft;
    const cycle = draft.cycle ?? '';
    const fields = openFields(keys, draft, (field) => !field.startsWith('submission:'));
    yield { author, cycle, copiedAt, fields };
  }
}

/** Opens the fields of a copied draft, except the written texts. */
function openFields(
  keys: Pick<KeyRing, 'open'>,
  { _id: draft, author: person, fields }: Draft,
  isWanted: (field: string) => boolean = () => true,
): Record<string, string> {
  const opened = Object.entries(fields as unknown as Record<string, string>)
    .filter(([field]) => !field.startsWith('text:') && isWanted(field))
    .map(([field, sealed]) => [field, keys.open(sealed, draftContext({ person, draft, field }))]);
  return Object.fromEntries(opened);
}

type Drafts = { drafts: Model<Draft> };

/**
 * Up to `most` drafts that may have undos and whose last copy is from `since` or earlier, so that they were not changed
 * after it.
 */
export async function listUntouched(
  database: Drafts,
  { since, most }: { since: Date; most: number },
): Promise<Pick<Draft, '_id' | 'author' | 'copiedAt'>[]> {
  const found: Pick<Draft, '_id' | 'author' | 'copiedAt'>[] = [];
  for (const cycle of await database.drafts.distinct('cycle')) {
    if (found.length >= most) break;
    const inCycle = await database.drafts
      .find({ cycle, isOldForgotten: false, copiedAt: mongoose.trusted({ $lte: since }) })
      .sort({ copiedAt: 1 })
      .limit(most - found.length)
      .select(['author', 'copiedAt'])
      .lean();
    found.push(...inCycle);
  }
  return found;
}

/** Notes that a draft has no old undos, unless it was copied again meanwhile. */
export async function noteForgotten(
  database: Drafts,
  { _id, copiedAt }: Pick<Draft, '_id' | 'copiedAt'>,
): Promise<void> {
  await database.drafts.updateOne({ _id, copiedAt }, { isOldForgotten: true });
}

/** Who of these authors has copied drafts about themselves of forms of a cycle, and of which; in no order. */
export async function listBegun(
  database: Drafts,
  wanted: { authors: readonly string[] },
): Promise<{ author: string; cycle: string }[]> {
  const found = await findAmong(database.drafts, {
    field: 'author',
    values: wanted.authors,
    only: ['author', 'cycle', 'subject'],
  });
  // What somebody answers for another person is not theirs.
  return found.flatMap(({ author, cycle, subject }) =>
    cycle && subject.id === author ? { author, cycle } : [],
  );
}

/** The copies of all drafts of a person, opened except the written texts. */
export async function listCopies(
  { database, keys }: { database: Drafts; keys: Pick<KeyRing, 'open'> },
  { author }: { author: string },
): Promise<StoredDraft[]> {
  const found = await database.drafts.find({ author }).lean<Draft[]>();
  return found.map((draft) => {
    const identity = identityText(identityOf(draft));
    return { id: draft._id, identity, fields: openFields(keys, draft) };
  });
}

/** Names of the fields of all copied drafts of a person, by the ids of the drafts; nothing is opened. */
export async function listCopiedFields(
  database: Drafts,
  { author }: { author: string },
): Promise<Map<string, string[]>> {
  const found = await database.drafts.find({ author }).lean<Draft[]>();
  return new Map(found.map(({ _id, fields }) => [_id, Object.keys(fields)]));
}

/** Changes the copy of a draft that is not in Redis as a commit would, unless it was copied again meanwhile. */
export async function changeCopy(
  { database, keys }: { database: Drafts; keys: Pick<KeyRing, 'seal'> },
  wanted: {
    copy: Pick<Draft, '_id' | 'author' | 'copiedAt'>;
    change: Pick<DraftChange, 'fields' | 'dropped'>;
  },
): Promise<void> {
  const { _id, author: person, copiedAt } = wanted.copy;
  const { fields, dropped } = wanted.change;
  const seal = (field: string, text: string) => keys.seal(text, draftContext({ person, draft: _id, field }));
  const kept = Object.entries(fields).flatMap(([field, text]) =>
    text === null ? [] : [[`fields.${field}`, seal(field, text)]],
  );
  const gone = dropped.map((part) => [`fields.text:${part}`, 1]);
  await database.drafts.updateOne(
    { _id, copiedAt },
    { $set: Object.fromEntries(kept), ...(gone.length > 0 ? { $unset: Object.fromEntries(gone) } : {}) },
  );
}

/** Removes the copies of a person's drafts that do not live in Redis; returns how many there were. */
export async function removeCopies(
  database: Drafts,
  { author, except }: { author: string; except: readonly string[] },
): Promise<number> {
  const { deletedCount } = await database.drafts.deleteMany({
    author,
    _id: mongoose.trusted({ $nin: [...except] }),
  });
  return deletedCount;
}

/** Removes the copies of drafts of a form about somebody or something; returns how many there were. */
export async function removeCopiesAbout(
  database: Drafts,
  { form, subject, except }: { form: string; subject: string; except: readonly string[] },
): Promise<number> {
  const { deletedCount } = await database.drafts.deleteMany({
    ...{ form, 'subject.id': subject },
    _id: mongoose.trusted({ $nin: [...except] }),
  });
  return deletedCount;
}

/** Drafts of a cycle whose copies were made last before then; one after another. */
export async function* listOfCycle(
  database: Drafts,
  { cycle, before }: { cycle: string; before: Date },
): AsyncGenerator<Pick<Draft, '_id' | 'author' | 'form' | 'cycle' | 'subject' | 'revision'>> {
  const found = database.drafts
    .find({ cycle, copiedAt: mongoose.trusted({ $lt: before }) })
    .select(['author', 'form', 'cycle', 'subject', 'revision'])
    .lean<Draft[]>()
    .cursor();
  yield* found as AsyncIterable<Draft>;
}

/** Codes of the people who have begun to write in a cycle, in order. */
export async function listAuthors(database: Drafts, { cycle }: { cycle: string }): Promise<string[]> {
  return (await database.drafts.distinct('author', { cycle })).sort();
}

/** How many drafts of a cycle there are, whenever they were copied. */
export function countOfCycle(database: Drafts, { cycle }: { cycle: string }): Promise<number> {
  return database.drafts.countDocuments({ cycle });
}

/** Removes the copy of a draft, unless it was copied again meanwhile; whether it is gone. */
export async function removeCopy(
  database: Drafts,
  { _id, revision }: Pick<Draft, '_id' | 'revision'>,
): Promise<boolean> {
  const { deletedCount } = await database.drafts.deleteOne({ _id, revision });
  return deletedCount === 1;
}
