import { findCollectives } from '../../../models/organisation/collective.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { findUnits } from '../../../models/organisation/unit.ts';
import type { BatchContext, CommandContext } from '../define.ts';

/** The name of a person within a command; their code where there is no such person. */
export async function nameOf(
  { database, session }: Pick<BatchContext, 'database'> & Partial<Pick<CommandContext, 'session'>>,
  person: string,
): Promise<string> {
  return (await findPerson(database, { person, ...(session && { session }) }))?.name ?? person;
}

/** The same of a unit. */
export async function nameOfUnit(
  { database, session }: Pick<CommandContext, 'database' | 'session'>,
  unit: string,
): Promise<string> {
  return (await findUnits(database, { codes: [unit], session }))[0]?.name ?? unit;
}

/** The same of a collective. */
export async function nameOfCollective(
  { database }: Pick<CommandContext, 'database'>,
  collective: string,
): Promise<string> {
  return (await findCollectives(database, { codes: [collective] }))[0]?.name ?? collective;
}
