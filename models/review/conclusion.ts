import { type Connection, type Model, Schema } from 'mongoose';

const PLACE_KINDS = ['unit', 'collective'] as const;

/** What the chair concluded on a person at one place of review. */
export interface Conclusion {
  /** `<person>/<year>/<place>`. */
  _id: string;
  person: string;
  year: number;
  /** Code of the chi bộ, tổ đảng or collective where the person was reviewed. */
  place: string;
  placeKind: (typeof PLACE_KINDS)[number];
  /** Sealed with the context `conclusion/<_id>/strengths`. */
  strengths: string;
  /** Sealed with the context `conclusion/<_id>/weaknesses`. */
  weaknesses: string;
  /** Id of the rank in the year's pack, or null where none was given. */
  rank: string | null;
}

const schema = new Schema<Conclusion>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    year: { type: Number, required: true },
    place: { type: String, required: true },
    placeKind: { type: String, required: true, enum: PLACE_KINDS },
    strengths: { type: String, required: true },
    weaknesses: { type: String, required: true },
    rank: { type: String, default: null },
  },
  { collection: 'conclusions', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, year: 1, place: 1 }, { unique: true });

export function defineConclusions(connection: Connection): Model<Conclusion> {
  return connection.model<Conclusion>('Conclusion', schema);
}
