import type { CommandNews } from '../../../models/command.ts';
import { findPerson, type Person } from '../../../models/organisation/person.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { listEnterers } from '../../../models/review/version.ts';
import type { CommandContext } from '../define.ts';

type Context = Pick<CommandContext, 'database' | 'session'>;

/** What a person is told of a version that somebody entered for them; `kind` has a variant for operators. */
export async function newsOfEntry(
  { database, session }: Context,
  { person, by, kind }: { person: Person; by: ActorName; kind: string },
): Promise<CommandNews[]> {
  const told = { screen: 'home', params: {}, people: [person._id] };
  if (by.kind === 'operator') return [{ kind: `${kind}-by-office`, ...told }];
  const found = await findPerson(database, { person: by.person, session });
  return [{ kind, ...told, values: { name: found?.name ?? by.person } }];
}

/** What those are told who had entered a version for a person, once the person hands one in themselves. */
export async function newsOfOwnVersion(
  { database, session }: Context,
  { person, cycle }: { person: string; cycle: string },
): Promise<CommandNews[]> {
  const people = await listEnterers(database, { person, cycle, session });
  if (people.length === 0) return [];
  const found = await findPerson(database, { person, session });
  const values = { name: found?.name ?? person };
  return [{ kind: 'handed-in-themselves', screen: 'home', params: {}, values, people }];
}
