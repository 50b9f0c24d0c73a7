import { type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';

/** The kinds of subjects of a suggestion (Plan 58, II.A.4.1b). */
const SUBJECT_KINDS = ['person', 'collective'] as const;

/** An issue that a superior asks a person or a collective to answer (gợi ý kiểm điểm). */
export interface Suggestion {
  /** `<subject>/<year>/<item>`. */
  _id: string;
  subject: string;
  subjectKind: (typeof SUBJECT_KINDS)[number];
  /** The year of the review that must answer it. */
  year: number;
  item: number;
  /** The collective that suggests. */
  from: string;
  /** Sealed with the context `suggestion/<_id>/text`. */
  text: string;
}

const schema = new Schema<Suggestion>(
  {
    _id: { type: String, required: true },
    subject: { type: String, required: true },
    subjectKind: { type: String, required: true, enum: SUBJECT_KINDS },
    year: { type: Number, required: true },
    item: { type: Number, required: true, min: 1 },
    from: { type: String, required: true },
    text: { type: String, required: true },
  },
  { collection: 'suggestions', strict: 'throw', versionKey: false },
);
schema.index({ subject: 1, year: 1, item: 1 }, { unique: true });

export function defineSuggestions(connection: Connection): Model<Suggestion> {
  return connection.model<Suggestion>('Suggestion', schema);
}

/** The issues suggested to one subject for one year, as they are stored, in their order. */
export function listSuggestions(
  database: { suggestions: Model<Suggestion> },
  wanted: { subject: string; year: number },
): Promise<Suggestion[]> {
  return database.suggestions.find({ subject: wanted.subject, year: wanted.year }).sort({ item: 1 }).lean();
}

/** The suggestions of these subjects, of all years, as they are stored, in no order. */
export function findSuggestions(
  database: { suggestions: Model<Suggestion> },
  wanted: { subjects: readonly string[] },
): Promise<Suggestion[]> {
  return findAmong(database.suggestions, { field: 'subject', values: wanted.subjects });
}

/** Whose suggestions of one year there are, without their texts; of the whole installation, for operators only. */
export function listSuggestionKeys(
  database: { suggestions: Model<Suggestion> },
  wanted: { year: number },
): Promise<Pick<Suggestion, 'subject' | 'year' | 'item'>[]> {
  return database.suggestions.find({ year: wanted.year }).select(['subject', 'year', 'item']).lean();
}
