import { type Collective, listAllCollectives } from '../../models/organisation/collective.ts';
import { listAllPeople, type Person } from '../../models/organisation/person.ts';
import { listAllUnits, type Unit } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';

/** Everything that has a code of its own before the import, in the order of the codes. */
export interface Known {
  units: readonly Unit[];
  collectives: readonly Collective[];
  people: readonly Person[];
}

/** Loads what rows may be confused with. */
export async function loadKnown(database: Database): Promise<Known> {
  const [units, collectives, people] = await Promise.all([
    listAllUnits(database),
    listAllCollectives(database),
    listAllPeople(database),
  ]);
  return { units: units.toSorted(byCode), collectives: collectives.toSorted(byCode), people };
}

function byCode(one: { _id: string }, other: { _id: string }): number {
  return one._id < other._id ? -1 : 1;
}

/** Every code that is taken. */
export function codesOf(known: Known): string[] {
  return [...known.units, ...known.collectives, ...known.people].map(({ _id }) => _id);
}
