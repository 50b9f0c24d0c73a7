import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';
import {
  homeUnitOf,
  type Membership,
  membershipSchema,
  membershipsOf,
  storedMemberships,
} from './membership.ts';
import { type Coded, otherCodesField } from './other-codes.ts';
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
export interface Person extends Coded {
  /** The person's code in the organisation's lists. */
  _id: string;
  name: string;
  /** `YYYY-MM-DD`, or `YYYY` where the office knows the year alone. */
  birthDate: string;
  partyStatus: PartyStatus;
  /** The chi bộ or tổ đảng where the person takes part, or took part last; null for those who are not members. */
  unit: string | null;
  /** The person is paid from the state budget (Plan 58, II.A.3.2a*). */
  publicEmployee: boolean;
  workplace: string | null;
  /** Where and when the person belonged, in order; not there for somebody who has always been where they are. */
  memberships?: Membership[];
  /** Keyed digests of số CCCD and số thẻ đảng, by which the person is known again; the numbers are not stored. */
  citizenId?: string | null | undefined;
  partyCard?: string | null | undefined;
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
    memberships: { type: [membershipSchema], default: undefined },
    citizenId: { type: String },
    partyCard: { type: String },
    otherCodes: otherCodesField,
  },
  { collection: 'people', strict: 'throw', versionKey: false },
);
schema.index({ unit: 1 });
schema.index({ workplace: 1 });
schema.index({ 'memberships.unit': 1 }, { sparse: true });

export function definePeople(connection: Connection): Model<Person> {
  return connection.model<Person>('Person', schema);
}

/** The same person with other memberships; they belong to the unit of the last one. */
export function withMemberships(person: Person, memberships: readonly Membership[]): Person {
  const { memberships: _before, ...rest } = person;
  const unit = memberships.at(-1)?.unit ?? null;
  const home = person.partyStatus === 'none' ? { workplace: unit } : { unit };
  return { ...rest, ...home, ...storedMemberships(memberships) };
}

/** The person of a code, or null. */
export function findPerson(
  database: { people: Model<Person> },
  wanted: { person: string; session?: ClientSession },
): Promise<Person | null> {
  return database.people
    .findById(wanted.person)
    .session(wanted.session ?? null)
    .lean();
}

/** Writes where a person belongs, after a change of their memberships. */
export async function writeMemberships(
  database: { people: Model<Person> },
  changed: Pick<Person, '_id' | 'unit' | 'workplace' | 'memberships'> & { session: ClientSession },
): Promise<void> {
  const { _id, session, memberships, ...home } = changed;
  const change =
    memberships === undefined
      ? { $set: home, $unset: { memberships: 1 } }
      : { $set: { ...home, memberships } };
  await database.people.updateOne({ _id }, change, { session });
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

/** Somebody who was in a unit and is in another one now; `lastDay` (`YYYY-MM-DD`) was their last one there. */
export interface FormerMember {
  person: Person;
  lastDay: string;
}

/** Those who moved from a unit, or one below it, to one outside of it, with their last day there on `since` or later. */
export async function listMovedAway(
  database: { people: Model<Person>; units: Model<Unit> },
  wanted: { unit: string; since: string },
): Promise<FormerMember[]> {
  const inside = new Set((await listUnits(database, { root: wanted.unit })).map((unit) => unit._id));
  const past = { unit: mongoose.trusted({ $in: [...inside] }), to: mongoose.trusted({ $gte: wanted.since }) };
  const found = await database.people
    .find({ memberships: mongoose.trusted({ $elemMatch: past }) })
    .sort({ _id: 1 })
    .lean();
  return found.flatMap((person) => {
    const home = homeUnitOf(person);
    const last = membershipsOf(person).findLast(({ unit, to }) => to !== null && inside.has(unit));
    return home === null || inside.has(home) || last?.to == null ? [] : [{ person, lastDay: last.to }];
  });
}

/** All people of the whole installation, in the order of their codes; for operators only. */
export function listAllPeople(database: { people: Model<Person> }): Promise<Person[]> {
  return database.people.find({}).sort({ _id: 1 }).lean();
}
