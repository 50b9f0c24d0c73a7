import { findUnits } from '../../models/organisation/unit.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { countingVersions, listSubmitted, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import { type AskedPerson, listAskedByCycle } from './asked-people.ts';

/** A cycle and its progress. */
export interface CycleState {
  cycle: Cycle;
  unitName: string;
  /** The number of people it asks, or asked, in the organisation of today. */
  asked: number;
  /** The number of people who handed in and did not withdraw: among those it asks, or among all once it is closed. */
  submitted: number;
}

/** Every cycle as it stands on a day (`YYYY-MM-DD`), the newest year first. */
export async function listCycles(database: Database, on: { day: string }): Promise<CycleState[]> {
  const cycles = await listAskedByCycle(database, on);
  const [submitted, units] = await Promise.all([
    listSubmitted(database, { cycles: cycles.map(({ cycle }) => cycle._id) }),
    findUnits(database, { codes: cycles.map(({ cycle }) => cycle.unit) }),
  ]);
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  const submittedIn = Map.groupBy(submitted, ({ cycle }) => cycle);
  return cycles.map(({ cycle, asked }) => ({
    cycle,
    unitName: names.get(cycle.unit) ?? '',
    ...countsOf(cycle, { asked, submitters: submittersOf(submittedIn.get(cycle._id) ?? []) }),
  }));
}

/** The people whose version that counts was not withdrawn. */
function submittersOf(versions: readonly Version[]): Set<string> {
  const counting = [...countingVersions(versions).values()];
  return new Set(counting.flatMap((one) => (one.withdrawnAt === undefined ? one.person : [])));
}

function countsOf(cycle: Cycle, people: { asked: readonly AskedPerson[]; submitters: ReadonlySet<string> }) {
  if (cycle.status === 'closed') return { asked: people.asked.length, submitted: people.submitters.size };
  const submitted = people.asked.filter(({ person }) => people.submitters.has(person._id)).length;
  return { asked: people.asked.length, submitted };
}
