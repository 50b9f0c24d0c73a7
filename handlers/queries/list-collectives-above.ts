import { listCollectivesIn } from '../../models/organisation/collective.ts';
import type { Place } from '../../models/review/cycle-change.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

/** Codes of the collectives of a person's unit and of all units above it: those whose heads decide for the person. */
export async function listCollectivesAbove(
  database: Database,
  { place, session }: { place: Place; session?: ClientSession },
): Promise<string[]> {
  const query = { units: place.upwards, ...(session && { session }) };
  return (await listCollectivesIn(database, query)).map(({ _id }) => _id);
}
