import { type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';

/** Who named the shortcoming (Plan 58, II.A.3.2a): concluded by those in charge, pointed out, or suggested. */
const REMEDY_SOURCES = ['concluded', 'pointed-out', 'suggested'] as const;
export type RemedySource = (typeof REMEDY_SOURCES)[number];

/** A shortcoming of last period that a person must account for having put right. */
export interface Remedy {
  /** `<person>/<year>/<item>`. */
  _id: string;
  person: string;
  /** The year of the review in which the shortcoming was named. */
  year: number;
  item: number;
  source: RemedySource;
  /** Code of the unit or collective that named it, where that is known. */
  from: string | null;
  /** Sealed with the context `remedy/<_id>/text`. */
  text: string;
}

const schema = new Schema<Remedy>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    year: { type: Number, required: true },
    item: { type: Number, required: true, min: 1 },
    source: { type: String, required: true, enum: REMEDY_SOURCES },
    from: { type: String, default: null },
    text: { type: String, required: true },
  },
  { collection: 'remedies', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, year: 1, item: 1 }, { unique: true });

export function defineRemedies(connection: Connection): Model<Remedy> {
  return connection.model<Remedy>('Remedy', schema);
}

/** The shortcomings named in one year's review, as they are stored, in their order. */
export function listRemedies(
  database: { remedies: Model<Remedy> },
  wanted: { person: string; year: number },
): Promise<Remedy[]> {
  return database.remedies.find({ person: wanted.person, year: wanted.year }).sort({ item: 1 }).lean();
}

/** The remedies of these people, of all years, as they are stored, in no order. */
export function findRemedies(
  database: { remedies: Model<Remedy> },
  wanted: { people: readonly string[] },
): Promise<Remedy[]> {
  return findAmong(database.remedies, { field: 'person', values: wanted.people });
}

/** Whose remedies of one year there are, without their texts; of the whole installation, for operators only. */
export function listRemedyKeys(
  database: { remedies: Model<Remedy> },
  wanted: { year: number },
): Promise<Pick<Remedy, 'person' | 'year' | 'item'>[]> {
  return database.remedies.find({ year: wanted.year }).select(['person', 'year', 'item']).lean();
}

/** How many remedies of a person there are, of all years. */
export function countRemedies(
  database: { remedies: Model<Remedy> },
  wanted: { person: string },
): Promise<number> {
  return database.remedies.countDocuments({ person: wanted.person });
}
