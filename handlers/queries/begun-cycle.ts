import { membershipsOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { type Unit, upwardsFrom } from '../../models/organisation/unit.ts';
import { type Cycle, findCycles } from '../../models/review/cycle.ts';
import type { Place } from '../../models/review/cycle-change.ts';
import { listBegun } from '../../models/review/draft.ts';
import { findVersions } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';

/** Reviews that were begun or handed in, each as `begunKey`. */
type Begun = ReadonlySet<string>;

/** The reviews that these people have begun or handed in; only of those who were in several units. */
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

/** Who of these people has begun a review in a cycle that is still open, as the record knows of their drafts. */
export async function listBegunAmong(
  database: Database,
  people: readonly string[],
): Promise<ReadonlySet<string>> {
  const begun = await listBegun(database, { authors: people });
  const cycles = await findCycles(database, { ids: [...new Set(begun.map(({ cycle }) => cycle))] });
  const open = new Set(cycles.flatMap(({ _id, status }) => (status === 'open' ? _id : [])));
  return new Set(begun.flatMap(({ author, cycle }) => (open.has(cycle) ? author : [])));
}

function begunKey(person: string, cycle: string): string {
  return `${person} ${cycle}`;
}

/** The places where a person is and was, the present one first; no places where units are not known. */
export function placesOf(
  person: Person,
  units: ReadonlyMap<string, Pick<Unit, '_id' | 'ancestors'>>,
): Place[] {
  return membershipsOf(person)
    .toReversed()
    .flatMap(({ unit: code }) => {
      const unit = units.get(code);
      return unit === undefined ? [] : { person: person._id, upwards: upwardsFrom(unit) };
    });
}

/**
 * The cycle that asks a person, of those `found` at their places, the present one first. Who moves after a review was
 * begun goes on with it in its own cycle, so that what they wrote is not left behind.
 */
export function chooseAsking<Found extends { cycle: Pick<Cycle, '_id'> }>(
  found: readonly (Found | undefined)[],
  { person, begun }: { person: string; begun: Begun },
): Found | undefined {
  return found.find((one) => one && begun.has(begunKey(person, one.cycle._id))) ?? found[0];
}
