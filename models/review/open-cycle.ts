import type { ClientSession } from 'mongoose';
import { AppError, isDuplicateKey } from '../store/errors.ts';
import { type Cycle, type Cycles, type CycleVersion, cycleId, findCycle, type StoredPack } from './cycle.ts';

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

/** Opens a cycle that was closed, as it was. Throws `cycle-other-open` if another year of the unit is open. */
export async function reopenCycle(
  database: Cycles,
  { cycle, session }: { cycle: Cycle; session: ClientSession },
): Promise<void> {
  const { _id, unit, year } = cycle;
  await demandNoOtherOpen(database, { unit, year, session });
  await database.cycles.updateOne({ _id }, { $set: { status: 'open', closedAt: null } }, { session });
}

async function demandNoOtherOpen(
  database: Cycles,
  request: Pick<OpenCycleRequest, 'unit' | 'year' | 'session'>,
): Promise<void> {
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
