import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';
import { bumpRevision } from '../store/revision.ts';

/** A difficulty that somebody reported to the office above them (Plan 58, III.2); its texts are sealed. */
export interface Difficulty {
  /** Random. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  /** Of the digests of its texts in audit events. */
  salt: string;
  /** Code of the person who reported it. */
  asker: string;
  /** The collective that they spoke for; null where they spoke for themselves. */
  collective: string | null;
  /** The unit that it comes from. */
  unit: string;
  /** The collectives of the unit above, whose members read and answer it. */
  offices: string[];
  text: string;
  askedAt: Date;
  recordedAt: Date;
  /** Null while it waits. `by` is the code of the person who answered. */
  answer: { by: string; text: string; answeredAt: Date } | null;
  /** Changes with every command that relies on it. */
  revision: number;
}

const answer = new Schema<NonNullable<Difficulty['answer']>>(
  {
    by: { type: String, required: true },
    text: { type: String, required: true },
    answeredAt: { type: Date, required: true },
  },
  { _id: false },
);

const schema = new Schema<Difficulty>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    salt: { type: String, required: true },
    asker: { type: String, required: true },
    collective: { type: String, default: null },
    unit: { type: String, required: true },
    offices: { type: [String], required: true },
    text: { type: String, required: true },
    askedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    answer: { type: answer, default: null },
    revision: { type: Number, default: 0 },
  },
  { collection: 'difficulties', strict: 'throw', versionKey: false },
);
// In the order of the lists, with the id that settles it, so that a page is read without sorting all.
schema.index({ offices: 1, recordedAt: 1, _id: 1 });
schema.index({ asker: 1, recordedAt: 1, _id: 1 });
schema.index({ 'answer.by': 1 }, { sparse: true });

type Difficulties = { difficulties: Model<Difficulty> };

export function defineDifficulties(connection: Connection): Model<Difficulty> {
  return connection.model<Difficulty>('Difficulty', schema);
}

/** Context under which a text of a difficulty is sealed. */
export function difficultyContext(id: string, text: 'text' | 'answer'): string {
  return `difficulty/${id}/${text}`;
}

/** What was reported and answered, readable. Throws `envelope-unreadable`. */
export function openDifficulty(
  keys: Pick<KeyRing, 'open'>,
  { _id: id, text, answer: given }: Pick<Difficulty, '_id' | 'text' | 'answer'>,
): { text: string; answer: string | null } {
  return {
    text: keys.open(text, difficultyContext(id, 'text')),
    answer: given === null ? null : keys.open(given.text, difficultyContext(id, 'answer')),
  };
}

/** Inserts a difficulty. Rejects with a duplicate key where there is one with its id. */
export async function insertDifficulty(
  database: Difficulties,
  { difficulty, session }: { difficulty: Difficulty; session: ClientSession },
): Promise<void> {
  await database.difficulties.create([difficulty], { session });
}

/** When a difficulty was handed in; null where there is none with that id. */
export async function findAskedAt(
  database: Difficulties,
  { id, session }: { id: string; session: ClientSession },
): Promise<Date | null> {
  const found = await database.difficulties.findById(id).select('askedAt').session(session).lean();
  return found?.askedAt ?? null;
}

export function findDifficulty(database: Difficulties, of: { id: string }): Promise<Difficulty | null> {
  return database.difficulties.findById(of.id).lean();
}

/** Reads a difficulty that a command relies on, and bumps its revision. Null if there is no such one. */
export function holdDifficulty(
  database: Difficulties,
  of: { id: string; session: ClientSession },
): Promise<Difficulty | null> {
  return bumpRevision(database.difficulties, of);
}

/** Writes the answer, in the transaction that holds the difficulty. */
export async function answerDifficulty(
  database: Difficulties,
  of: { id: string; answer: NonNullable<Difficulty['answer']>; session: ClientSession },
): Promise<void> {
  const { id, answer: given, session } = of;
  await database.difficulties.updateOne({ _id: id }, { $set: { answer: given } }, { session });
}

/** What came to some offices, as one reader there sees it. */
export interface InOffices {
  offices: readonly string[];
  /** What is answered, or what waits. */
  isAnswered: boolean;
  /** Code of the reader. What they reported themselves is not among it: they do not answer it. */
  reader: string;
}

/** One part of what waits, what waited longest first; or of what is answered, the newest first. */
export function listDifficulties(
  database: Difficulties,
  of: InOffices & { skip: number; most: number },
): Promise<Difficulty[]> {
  const direction = of.isAnswered ? -1 : 1;
  return database.difficulties
    .find(toFilter(of))
    .sort({ recordedAt: direction, _id: direction })
    .skip(of.skip)
    .limit(of.most)
    .lean();
}

/** How much waits, or is answered. */
export function countDifficulties(database: Difficulties, of: InOffices): Promise<number> {
  return database.difficulties.countDocuments(toFilter(of));
}

function toFilter({ offices, isAnswered, reader }: InOffices) {
  return {
    offices: mongoose.trusted({ $in: [...offices] }),
    asker: mongoose.trusted({ $ne: reader }),
    answer: isAnswered ? mongoose.trusted({ $ne: null }) : null,
  };
}

/** One part of what a person reported, the newest first. */
export function listReported(
  database: Difficulties,
  of: { asker: string; skip: number; most: number },
): Promise<Difficulty[]> {
  return database.difficulties
    .find({ asker: of.asker })
    .sort({ recordedAt: -1, _id: -1 })
    .skip(of.skip)
    .limit(of.most)
    .lean();
}

/** How many difficulties a person has answered. */
export function countAnswered(database: Difficulties, { by }: { by: string }): Promise<number> {
  return database.difficulties.countDocuments({ 'answer.by': by });
}

/** In how many difficulties there is a word of a person's: that they reported, or answered. */
export async function countConcerning(
  database: Difficulties,
  { person }: { person: string },
): Promise<number> {
  const [{ reported }, answered] = await Promise.all([
    countReported(database, { asker: person }),
    countAnswered(database, { by: person }),
  ]);
  return reported + answered;
}

/** How much a person has reported, and how much of it waits. */
export async function countReported(
  database: Difficulties,
  { asker }: { asker: string },
): Promise<{ reported: number; waiting: number }> {
  const all = await database.difficulties
    .find({ asker })
    .select(['answer.answeredAt'])
    .lean<Pick<Difficulty, 'answer'>[]>();
  return {
    reported: all.length,
    waiting: all.filter(({ answer }) => answer?.answeredAt === undefined).length,
  };
}
