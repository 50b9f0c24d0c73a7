import { type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';

/** One item of a person's yearly promise (cam kết tu dưỡng, rèn luyện, phấn đấu). */
export interface Commitment {
  /** `<person>/<year>/<item>`. */
  _id: string;
  person: string;
  /** The year of the review in which the promise was made; the next year's review asks how it was kept. */
  year: number;
  /** 1 for the first of the year. */
  item: number;
  /** Sealed with the context `commitment/<_id>/text`. */
  text: string;
}

const schema = new Schema<Commitment>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    year: { type: Number, required: true },
    item: { type: Number, required: true, min: 1 },
    text: { type: String, required: true },
  },
  { collection: 'commitments', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, year: 1, item: 1 }, { unique: true });

export function defineCommitments(connection: Connection): Model<Commitment> {
  return connection.model<Commitment>('Commitment', schema);
}

/** The items of one year, as they are stored, in their order. */
export function listCommitments(
  database: { commitments: Model<Commitment> },
  wanted: { person: string; year: number },
): Promise<Commitment[]> {
  return database.commitments.find({ person: wanted.person, year: wanted.year }).sort({ item: 1 }).lean();
}

/** The commitments of these people, of all years, as they are stored, in no order. */
export function findCommitments(
  database: { commitments: Model<Commitment> },
  wanted: { people: readonly string[] },
): Promise<Commitment[]> {
  return findAmong(database.commitments, { field: 'person', values: wanted.people });
}

/** Whose commitments of one year there are, without their texts; of the whole installation, for operators only. */
export function listCommitmentKeys(
  database: { commitments: Model<Commitment> },
  wanted: { year: number },
): Promise<Pick<Commitment, 'person' | 'year' | 'item'>[]> {
  return database.commitments.find({ year: wanted.year }).select(['person', 'year', 'item']).lean();
}

/** How many commitments of a person there are, of all years. */
export function countCommitments(
  database: { commitments: Model<Commitment> },
  wanted: { person: string },
): Promise<number> {
  return database.commitments.countDocuments({ person: wanted.person });
}
