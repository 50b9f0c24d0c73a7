import type { ActorName } from '../../models/policies/actor.ts';

/** Who did something, for a table: the code of a person, or the account of an operator on their machine. */
export function actorText(actor: ActorName): string {
  return actor.kind === 'person' ? actor.person : `${actor.user}@${actor.host}`;
}
