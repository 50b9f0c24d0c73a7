import { listCollectivesIn } from '../../models/organisation/collective.ts';
import { findUnits, upwardsFrom } from '../../models/organisation/unit.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

/**
 * Codes of the collectives that a unit reports to: those of the nearest unit above that has any; its own where none
 * above has. Empty where there is no such unit, or no collective.
 */
export async function findOffice(
  database: Database,
  of: { unit: string; session: ClientSession },
): Promise<string[]> {
  const [unit] = await findUnits(database, { codes: [of.unit], session: of.session });
  if (unit === undefined) return [];
  const [own = '', ...above] = upwardsFrom(unit);
  const collectives = await listCollectivesIn(database, { units: [own, ...above], session: of.session });
  const inUnit = (code: string) => collectives.filter((one) => one.unit === code).map(({ _id }) => _id);
  return [...above, own].map(inUnit).find((codes) => codes.length > 0) ?? [];
}
