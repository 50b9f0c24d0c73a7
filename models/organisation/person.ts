import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';
import { listUnits, type Unit } from './unit.ts';

const PARTY_STATUSES = [
  'official',
  'probationary',
  /** Miễn công tác và sinh hoạt đảng: not reviewed (Plan 58, II.A.1.2). */
  'exempt',
  /** Not a member of the Party; may be a leader all the same. */
  'none',
] as const;

export type PartyStatus = (typeof PARTY_STATUSES)[number];

/** A member of the Party or a leader, or both. */
export interface Person {
  /** The person's code in the organisation's lists. */
  _id: string;
  name: string;
  /** `YYYY-MM-DD`, or `YYYY` where the office knows the year alone. */
  birthDate: string;
  partyStatus: PartyStatus;
  /** The chi bộ or tổ đảng where the person takes part; null for those who are not members. */
  unit: string | null;
  /** The person is paid from the state budget (Plan 58, II.A.3.2a*). */
  publicEmployee: boolean;
  workplace: string | null;
}

const schema = new Schema<Person>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    birthDate: { type: String, required: true },
    partyStatus: { type: String, required: true, enum: PARTY_STATUSES },
    unit: { type: String, default: null },
    publicEmployee: { type: Boolean, required: true },
    workplace: { type: String, default: null },
  },
  { collection: 'people', strict: 'throw', versionKey: false },
);
schema.index({ unit: 1 });
schema.index({ workplace: 1 });

export function definePeople(connection: Connection): Model<Person> {
  return connection.model<Person>('Person', schema);
}

/**
 * Where a person belongs: the chi bộ or tổ đảng where they take part, else where they work; null if neither is known.
 */
export function homeUnitOf(person: Pick<Person, 'unit' | 'workplace'>): string | null {
  return person.unit ?? person.workplace;
}

/** The person of a code, or null. */
export function findPerson(
  database: { people: Model<Person> },
  wanted: { person: string },
): Promise<Person | null> {
  return database.people.findById(wanted.person).lean();
}

/** The people among these codes. */
export function findPeople(
  database: { people: Model<Person> },
  wanted: { codes: readonly string[] },
): Promise<Person[]> {
  return findAmong(database.people, { field: '_id', values: wanted.codes });
}

/** All people who take part or work in the unit or below it, in the order of their codes. */
export async function listPeople(
  database: { people: Model<Person>; units: Model<Unit> },
  wanted: { unit: string },
): Promise<Person[]> {
  const codes = (await listUnits(database, { root: wanted.unit })).map((unit) => unit._id);
  const inside = mongoose.trusted({ $in: codes });
  return database.people
    .find({ $or: [{ unit: inside }, { workplace: inside }] })
    .sort({ _id: 1 })
    .lean();
}

/** All people of the whole installation, in the order of their codes; for operators only. */
export function listAllPeople(database: { people: Model<Person> }): Promise<Person[]> {
  return database.people.find({}).sort({ _id: 1 }).lean();
}
