import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { homeUnitOf, type Person } from '../organisation/person.ts';
import { type Unit, upwardsFrom } from '../organisation/unit.ts';
import { AppError, isDuplicateKey } from '../store/errors.ts';
import { findAmong } from '../store/find-among.ts';

/** A valid pack as `flows/` reads it; `version` is the hash of its content. */
interface StoredPack {
  version: string;
}

/** One version of a cycle's pack. */
interface CycleVersion {
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
  /** Raised by every command that relies on the cycle (see `bumpRevision`). */
  revision: number;
}

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
    revision: { type: Number, default: 0 },
  },
  { collection: 'cycles', strict: 'throw', versionKey: false, minimize: false },
);
schema.index({ unit: 1, year: 1 }, { unique: true });
schema.index({ unit: 1 }, { name: 'one-open', unique: true, partialFilterExpression: { status: 'open' } });

type Cycles = { cycles: Model<Cycle> };

export function defineCycles(connection: Connection): Model<Cycle> {
  return connection.model<Cycle>('Cycle', schema);
}

function cycleId(cycle: { unit: string; year: number }): string {
  return `${cycle.unit}-${cycle.year}`;
}

/** Asks to open the review of `year` in `unit`, with this pack from `now` on. */
export interface OpenCycleRequest {
  unit: string;
  year: number;
  pack: StoredPack;
  now: Date;
  /** The transaction that it is part of, if any. */
  session?: ClientSession;
}

/**
 * Opens a cycle; safe to repeat. An open cycle with another pack gets the new version and keeps the earlier ones. Throws
 * `cycle-closed` if that year's cycle was closed, `cycle-other-open` if another year of the unit is still open, and
 * `cycle-busy` if another process changed the cycle at the same moment.
 */
export async function openCycle(
  database: Cycles,
  request: OpenCycleRequest,
): Promise<{ cycle: Cycle; outcome: 'opened' | 'upgraded' | 'unchanged' }> {
  const existing = await findCycle(database, request);
  if (existing === null) return { cycle: await createCycle(database, request), outcome: 'opened' };
  if (existing.status === 'closed') {
    throw new AppError('cycle-closed', {
      message: `Cycle ${existing._id} is closed`,
      details: { unit: request.unit, year: request.year },
    });
  }
  if (existing.current === request.pack.version) return { cycle: existing, outcome: 'unchanged' };
  return { cycle: await changePack(database, { existing, request }), outcome: 'upgraded' };
}

async function createCycle(database: Cycles, request: OpenCycleRequest): Promise<Cycle> {
  const cycle: Cycle = {
    _id: cycleId(request),
    unit: request.unit,
    year: request.year,
    status: 'open',
    versions: [versionOf(request)],
    current: request.pack.version,
    openedAt: request.now,
    closedAt: null,
    revision: 0,
  };
  await demandNoOtherOpen(database, request);
  try {
    await database.cycles.create([cycle], { session: request.session ?? null });
  } catch (cause) {
    // An error has aborted the transaction, so nothing more can be read in it; the caller starts it again.
    if (request.session !== undefined || !isDuplicateKey(cause)) throw cause;
    const taken = await findCycle(database, request);
    throw new AppError(taken === null ? 'cycle-other-open' : 'cycle-busy', {
      message: `Cycle ${cycle._id} cannot be opened`,
      details: { unit: request.unit, year: request.year },
      cause,
    });
  }
  return cycle;
}

async function demandNoOtherOpen(database: Cycles, request: OpenCycleRequest): Promise<void> {
  const { unit, year, session } = request;
  if ((await database.cycles.exists({ unit, status: 'open' }).session(session ?? null)) === null) return;
  throw new AppError('cycle-other-open', {
    message: `Another cycle of ${unit} is open`,
    details: { unit, year },
  });
}

async function changePack(
  database: Cycles,
  change: { existing: Cycle; request: OpenCycleRequest },
): Promise<Cycle> {
  const { existing, request } = change;
  const { version } = request.pack;
  const isKnown = existing.versions.some((known) => known.version === version);
  const upgraded = await database.cycles
    .findOneAndUpdate(
      { _id: existing._id, status: 'open', current: existing.current },
      {
        $set: { current: version },
        $inc: { revision: 1 },
        ...(isKnown ? {} : { $push: { versions: versionOf(request) } }),
      },
      { returnDocument: 'after', session: request.session ?? null },
    )
    .lean();
  if (upgraded === null) {
    throw new AppError('cycle-busy', {
      message: `Cycle ${existing._id} changed while it was upgraded`,
      details: { unit: request.unit, year: request.year },
    });
  }
  return upgraded;
}

function versionOf(request: OpenCycleRequest): CycleVersion {
  return { version: request.pack.version, pack: request.pack, addedAt: request.now };
}

/** Closes a cycle; it accepts no answers after that. Closing a closed one changes nothing. */
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

type Scope = Cycles & { units: Model<Unit>; people: Model<Person> };

/** The open cycle in which a person is reviewed, or undefined. */
export function findOpenCycle(database: Scope, wanted: { person: string }): Promise<Cycle | undefined> {
  return findCycleOf(database, { person: wanted.person, filter: { status: 'open' } });
}

/** The cycle of `year` in which a person is or was reviewed, or undefined. */
export function findCycleOfYear(
  database: Scope,
  wanted: { person: string; year: number },
): Promise<Cycle | undefined> {
  return findCycleOf(database, { person: wanted.person, filter: { year: wanted.year } });
}

async function findCycleOf(
  database: Scope,
  wanted: { person: string; filter: { status: 'open' } | { year: number } },
): Promise<Cycle | undefined> {
  const person = await database.people.findById(wanted.person).lean();
  const unit = person === null ? null : homeUnitOf(person);
  if (unit === null) return undefined;
  const stored = await database.units.findById(unit).lean();
  const upwards = stored === null ? [unit] : upwardsFrom(stored);
  const cycles = await database.cycles
    .find({ unit: mongoose.trusted({ $in: upwards }), ...wanted.filter })
    .lean();
  return nearestCycle(cycles, upwards);
}

/** Every cycle of the whole installation, the newest year first; for operators only. */
export function listAllCycles(database: Cycles): Promise<Cycle[]> {
  return database.cycles.find({}).sort({ year: -1, unit: 1 }).lean();
}

/** The cycles of all units in the given years. */
export function findCyclesOfYears(database: Cycles, wanted: { years: readonly number[] }): Promise<Cycle[]> {
  return database.cycles.find({ year: mongoose.trusted({ $in: [...wanted.years] }) }).lean();
}
