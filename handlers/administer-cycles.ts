import type { Pack } from '../flows/packs/schema.ts';
import type { Database } from '../models/connection.ts';
import { type Cycle, closeCycle, openCycle } from '../models/cycle.ts';
import { raiseEdition } from '../models/edition.ts';
import { AppError } from '../models/errors.ts';
import { findUnits } from '../models/unit.ts';
import { type CycleState, listCycles } from './list-cycles.ts';

/**
 * Opens the review of a year in a unit, or gives an open one another pack; says how many it asks. Throws
 * `unit-unknown`, and what `openCycle` throws.
 */
export async function openUnitCycle(
  database: Database,
  request: { unit: string; year: number; pack: Pack; now: Date },
): Promise<{ cycle: Cycle; outcome: 'opened' | 'upgraded' | 'unchanged'; asked: number }> {
  const [unit] = await findUnits(database, { codes: [request.unit] });
  if (unit === undefined) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit: request.unit } });
  }
  const opened = await openCycle(database, request);
  await raiseEdition(database);
  const state = (await listCycles(database)).find(({ cycle }) => cycle._id === opened.cycle._id);
  return { ...opened, asked: state?.asked ?? 0 };
}

/**
 * Ends a cycle and returns how it stood. Throws `cycle-unknown`, and `cycle-unfinished` where somebody has not
 * handed in and it was not said that this is known.
 */
export async function endCycle(
  database: Database,
  request: { cycle: string; evenIfUnfinished: boolean; now: Date },
): Promise<CycleState> {
  const state = (await listCycles(database)).find(({ cycle }) => cycle._id === request.cycle);
  if (state === undefined) {
    throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: request.cycle } });
  }
  const { asked = 0, submitted } = state;
  if (asked > submitted && !request.evenIfUnfinished) {
    throw new AppError('cycle-unfinished', {
      message: 'Not everybody has handed in',
      details: { cycle: request.cycle, asked, submitted, count: asked - submitted },
    });
  }
  await closeCycle(database, { cycle: request.cycle, now: request.now });
  await raiseEdition(database);
  return state;
}
