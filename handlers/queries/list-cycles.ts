import { findUnits } from '../../models/organisation/unit.ts';
import { type Cycle, listAllCycles } from '../../models/review/cycle.ts';
import { listSubmitted, type Submission } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import { type AskedPerson, listAskedPeople } from './asked-people.ts';

/** A cycle and how far it is. */
export interface CycleState {
  cycle: Cycle;
  unitName: string;
  /** How many it asks, as the organisation is today; undefined once it is closed. */
  asked: number | undefined;
  /** How many handed in and did not withdraw it: of those it asks, or of all once it is closed. */
  submitted: number;
}

/** Every cycle, the newest year first. */
export async function listCycles(database: Database): Promise<CycleState[]> {
  const cycles = await listAllCycles(database);
  const [asked, submitted, units] = await Promise.all([
    listAskedPeople(database),
    listSubmitted(database, { cycles: cycles.map(({ _id }) => _id) }),
    findUnits(database, { codes: cycles.map(({ unit }) => unit) }),
  ]);
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  const askedIn = Map.groupBy(asked, (one) => one.cycle._id);
  const submittedIn = Map.groupBy(submitted, ({ cycle }) => cycle);
  return cycles.map((cycle) => ({
    cycle,
    unitName: names.get(cycle.unit) ?? '',
    ...countsOf(cycle, {
      asked: askedIn.get(cycle._id) ?? [],
      submitters: submittersOf(submittedIn.get(cycle._id) ?? []),
    }),
  }));
}

/** Those whose newest version stands; versions come in the order of their numbers. */
function submittersOf(versions: readonly Pick<Submission, 'person' | 'withdrawnAt'>[]): Set<string> {
  const newest = new Map(versions.map((version) => [version.person, version]));
  return new Set([...newest.values()].flatMap((one) => (one.withdrawnAt === undefined ? one.person : [])));
}

function countsOf(cycle: Cycle, of: { asked: readonly AskedPerson[]; submitters: ReadonlySet<string> }) {
  if (cycle.status === 'closed') return { asked: undefined, submitted: of.submitters.size };
  const submitted = of.asked.filter(({ person }) => of.submitters.has(person._id)).length;
  return { asked: of.asked.length, submitted };
}
