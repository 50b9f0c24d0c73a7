import { findPerson } from '../../models/organisation/person.ts';
import type { Sources } from './sources.ts';

/** The name of a person, at most a minute old; their code where nobody has it. */
export async function findNameLately(
  { database, lately }: Pick<Sources, 'database' | 'lately'>,
  code: string,
): Promise<string> {
  const { name } = await lately(`name:${code}`, async () => ({
    name: (await findPerson(database, { person: code }))?.name ?? code,
  }));
  return name;
}
