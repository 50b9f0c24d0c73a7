import { membershipsOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { type Unit, upwardsFrom } from '../../models/organisation/unit.ts';
import { type Cycle, nearestCycle } from '../../models/review/cycle.ts';
import { listBegun } from '../../models/review/draft.ts';
import { findVersions } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';

/** Reviews that were begun or handed in, each as `begunKey`. */
export type Begun = ReadonlySet<string>;

/** The reviews that these people have begun or handed in; only those of people who were in several units matter. */
export async function findBegun(database: Database, people: readonly Person[]): Promise<Begun> {
  const codes = people.filter((person) => membershipsOf(person).length > 1).map(({ _id }) => _id);
  if (codes.length === 0) return new Set();
  const [drafts, versions] = await Promise.all([
    listBegun(database, { authors: codes }),
    findVersions(database, { people: codes }),
  ]);
  return new Set([
    ...drafts.map(({ author, cycle }) => begunKey(author, cycle)),
    ...versions.map(({ person, cycle }) => begunKey(person, cycle)),
  ]);
}

function begunKey(person: string, cycle: string): string {
  return `${person} ${cycle}`;
}

/**
 * The cycle that asks a person: that of the nearest unit above them. Who moves after a review was begun goes on with it
 * in its own cycle, so that what they wrote is not left behind.
 */
export function cycleAsking<Known extends Pick<Cycle, '_id' | 'unit'>>(
  person: Person,
  among: {
    cycles: readonly Known[];
    units: ReadonlyMap<string, Pick<Unit, '_id' | 'ancestors'>>;
    begun: Begun;
  },
): Known | undefined {
  const nearest = membershipsOf(person)
    .toReversed()
    .map(({ unit: code }) => {
      const unit = among.units.get(code);
      return unit === undefined ? undefined : nearestCycle(among.cycles, upwardsFrom(unit));
    });
  return nearest.find((one) => one && among.begun.has(begunKey(person._id, one._id))) ?? nearest[0];
}
