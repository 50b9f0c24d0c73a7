import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { homeUnitOf } from '../organisation/membership.ts';
import type { Person } from '../organisation/person.ts';
import { type Unit, upwardsFrom } from '../organisation/unit.ts';
import { findAmong } from '../store/find-among.ts';
import {
  addsPerson,
  type CycleChange,
  type CycleDecisions,
  cycleChangeSchema,
  type Place,
  readDecisions,
} from './cycle-change.ts';

/** A pack that was found right, as the flows read it; `version` is the hash of its content. */
export interface StoredPack {
  version: string;
}

/** One state of a cycle's pack. */
export interface CycleVersion {
  version: string;
  pack: StoredPack;
  addedAt: Date;
}

/** One unit's review of one year. */
export interface Cycle {
  /** `cycleId` of unit and year. */
  _id: string;
  /** Root of the part of the tree that is reviewed. */
  unit: string;
  year: number;
  status: 'open' | 'closed';
  /** Every version of the pack that the cycle ever had; submissions refer to the one they answered. */
  versions: CycleVersion[];
  /** The version that questions are asked from. */
  current: string;
  openedAt: Date;
  closedAt: Date | null;
  /** What was decided about it later, in the order in which it was; missing where it is of an older version. */
  changes?: CycleChange[];
  /** Raised by every command that relies on the cycle (see `bumpRevision`). */
  revision: number;
}

/** A cycle without its packs, which are large. */
export type CycleSummary = Omit<Cycle, 'versions'>;

const version = new Schema<CycleVersion>(
  {
    version: { type: String, required: true },
    pack: { type: Schema.Types.Mixed, required: true },
    addedAt: { type: Date, required: true },
  },
  { _id: false, minimize: false },
);

const schema = new Schema<Cycle>(
  {
    _id: { type: String, required: true },
    unit: { type: String, required: true },
    year: { type: Number, required: true },
    status: { type: String, required: true, enum: ['open', 'closed'] },
    versions: { type: [version], required: true },
    current: { type: String, required: true },
    openedAt: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    changes: { type: [cycleChangeSchema], default: [] },
    revision: { type: Number, default: 0 },
  },
  { collection: 'cycles', strict: 'throw', versionKey: false, minimize: false },
);
schema.index({ unit: 1, year: 1 }, { unique: true });
schema.index({ unit: 1 }, { name: 'one-open', unique: true, partialFilterExpression: { status: 'open' } });

export type Cycles = { cycles: Model<Cycle> };

export function defineCycles(connection: Connection): Model<Cycle> {
  return connection.model<Cycle>('Cycle', schema);
}

export function cycleId(cycle: { unit: string; year: number }): string {
  return `${cycle.unit}-${cycle.year}`;
}

/** Ends a cycle; nothing is answered in it any more. Closing a closed one changes nothing. */
export async function closeCycle(
  database: Cycles,
  change: { cycle: string; now: Date; session?: ClientSession },
): Promise<void> {
  await database.cycles
    .updateOne(
      { _id: change.cycle, status: 'open' },
      { $set: { status: 'closed', closedAt: change.now }, $inc: { revision: 1 } },
    )
    .session(change.session ?? null);
}

/** Adds what was decided about a cycle, in the transaction that holds it. */
export async function addCycleChange(
  database: Cycles,
  of: { cycle: string; change: CycleChange; session: ClientSession },
): Promise<void> {
  await database.cycles.updateOne(
    { _id: of.cycle },
    { $push: { changes: of.change } },
    { session: of.session },
  );
}

/** Closes every cycle of the unit before `year`. */
export async function closeCyclesBefore(
  database: Cycles,
  wanted: { unit: string; year: number; now: Date },
): Promise<void> {
  await database.cycles.updateMany(
    { unit: wanted.unit, status: 'open', year: mongoose.trusted({ $lt: wanted.year }) },
    { $set: { status: 'closed', closedAt: wanted.now } },
  );
}

/** A cycle by its id, or null. */
export function findCycleById(database: Cycles, id: string): Promise<Cycle | null> {
  return database.cycles.findById(id).lean();
}

/** Whether there is a cycle of this id and it is open. */
export async function isOpenCycle(database: Cycles, id: string): Promise<boolean> {
  return (await database.cycles.exists({ _id: id, status: 'open' })) !== null;
}

/** The cycles among these ids, in no order. */
export function findCycles(database: Cycles, wanted: { ids: readonly string[] }): Promise<Cycle[]> {
  return findAmong(database.cycles, { field: '_id', values: wanted.ids });
}

/** The review of one year in exactly this unit, or null. */
export function findCycle(
  database: Cycles,
  wanted: { unit: string; year: number; session?: ClientSession },
): Promise<Cycle | null> {
  return database.cycles
    .findById(cycleId(wanted))
    .session(wanted.session ?? null)
    .lean();
}

/**
 * The cycle in which a person is reviewed: that of the nearest unit above them that has one. `upwards` has the codes from
 * their own unit to the root. `cycles` has at most one cycle for each unit: the open ones, or those of one year.
 */
export function nearestCycle<Known extends Pick<Cycle, 'unit'>>(
  cycles: readonly Known[],
  upwards: readonly string[],
): Known | undefined {
  return upwards.map((code) => cycles.find(({ unit }) => unit === code)).find((found) => found !== undefined);
}

/**
 * The cycle in which a person is reviewed: one to which they or one of their units were added, else that of the nearest
 * unit above them. Somebody whom it excludes still belongs to it (see `CycleDecisions.ruleFor`).
 */
export function cycleOfPlace<Known extends { unit: string; decisions: CycleDecisions }>(
  cycles: readonly Known[],
  place: Place,
): Known | undefined {
  const isAdded = ({ decisions }: Known) => addsPerson(decisions.ruleFor(place));
  const holds = (code: string) =>
    cycles.find(({ decisions }) => decisions.hasAdded(code)) ?? cycles.find(({ unit }) => unit === code);
  return cycles.find(isAdded) ?? place.upwards.map(holds).find((found) => found !== undefined);
}

type Scope = Cycles & { units: Model<Unit>; people: Model<Person> };

/** The cycle in which a person is reviewed, and what was decided about it. */
export interface CycleOfPerson {
  cycle: CycleSummary;
  decisions: CycleDecisions;
  place: Place;
}

/** The open cycle in which a person is reviewed, or undefined. */
export async function findOpenCycle(
  database: Scope,
  wanted: { person: string },
): Promise<CycleOfPerson | undefined> {
  const place = await findPlace(database, wanted);
  return place === undefined ? undefined : findOpenCycleAt(database, place);
}

/** The open cycle in which whoever is at that place is reviewed, or undefined. */
export function findOpenCycleAt(database: Cycles, place: Place): Promise<CycleOfPerson | undefined> {
  return findCycleAt(database, place, { status: 'open' });
}

/** The closed cycle of the newest year in which a person was reviewed, or undefined. */
export async function findClosedCycle(
  database: Scope,
  wanted: { person: string },
): Promise<CycleOfPerson | undefined> {
  const place = await findPlace(database, wanted);
  if (place === undefined) return undefined;
  const newest = await database.cycles
    .findOne({ status: 'closed', ...around(place) })
    .select('year')
    .sort({ year: -1 })
    .lean();
  return newest === null ? undefined : findCycleAt(database, place, { status: 'closed', year: newest.year });
}

/** The cycle of `year` in which a person is or was reviewed, or undefined. */
export async function findCycleOfYear(
  database: Scope,
  wanted: { person: string; year: number },
): Promise<CycleOfPerson | undefined> {
  const place = await findPlace(database, wanted);
  return place === undefined ? undefined : findCycleAt(database, place, { year: wanted.year });
}

/** Where a person is in the organisation; undefined for somebody who is not known or belongs nowhere. */
export async function findPlace(
  database: Pick<Scope, 'units' | 'people'>,
  wanted: { person: string },
): Promise<Place | undefined> {
  const person = await database.people.findById(wanted.person).lean();
  const unit = person === null ? null : homeUnitOf(person);
  if (unit === null) return undefined;
  const stored = await database.units.findById(unit).lean();
  return { person: wanted.person, upwards: stored === null ? [unit] : upwardsFrom(stored) };
}

async function findCycleAt(
  database: Cycles,
  place: Place,
  filter: { status?: Cycle['status']; year?: number },
): Promise<CycleOfPerson | undefined> {
  const stored = await database.cycles
    .find({ ...filter, ...around(place) })
    .select('-versions')
    .lean<CycleSummary[]>();
  const cycles = stored.map((cycle) => ({
    ...{ cycle, unit: cycle.unit, decisions: readDecisions(cycle.changes), place },
  }));
  return cycleOfPlace(cycles, place);
}

/** The cycles in which somebody may be reviewed: those of the units above them, and those to which something was added. */
function around({ person, upwards }: Place) {
  return {
    $or: [
      { unit: mongoose.trusted({ $in: [...upwards] }) },
      { 'changes.of.code': mongoose.trusted({ $in: [person, ...upwards] }) },
    ],
  };
}

/** Every open cycle of the whole installation, without packs. */
export function listOpenCycles(database: Cycles): Promise<CycleSummary[]> {
  return database.cycles.find({ status: 'open' }).select('-versions').sort({ _id: 1 }).lean<CycleSummary[]>();
}

/** Every cycle of the whole installation, the newest year first; for operators only. */
export function listAllCycles(database: Cycles): Promise<Cycle[]> {
  return database.cycles.find({}).sort({ year: -1, unit: 1 }).lean();
}

/** The cycles of all units in the given years. */
export function findCyclesOfYears(database: Cycles, wanted: { years: readonly number[] }): Promise<Cycle[]> {
  return database.cycles.find({ year: mongoose.trusted({ $in: [...wanted.years] }) }).lean();
}
