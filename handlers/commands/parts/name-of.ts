import { findPerson } from '../../../models/organisation/person.ts';
import type { CommandContext } from '../define.ts';

/** The name of a person within a command; their code where there is no such person. */
export async function nameOf(
  { database, session }: Pick<CommandContext, 'database' | 'session'>,
  person: string,
): Promise<string> {
  return (await findPerson(database, { person, session }))?.name ?? person;
}
