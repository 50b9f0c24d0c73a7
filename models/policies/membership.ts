import { type Actor, isOperator, isPerson } from './actor.ts';

/** Operators, and those who lead a collective: over which units is asked again with what the record says of them. */
export function mayChangeMembership(actor: Actor, { person }: { person: string }): boolean {
  return isOperator(actor) || (leads(actor, () => true) && !isPerson(actor, person));
}

/** Somebody else's membership is changed by who leads one of these `offices`: those of the unit and above it. */
export function mayChangeMembershipUnder(
  actor: Actor,
  { person, offices }: { person: string; offices: readonly string[] },
): boolean {
  const isOver = leads(actor, (collective) => offices.includes(collective));
  return isOperator(actor) || (isOver && !isPerson(actor, person));
}

function leads(actor: Actor, isMeant: (collective: string) => boolean): boolean {
  return (
    actor.kind === 'person' &&
    actor.posts.some(({ role, collective }) => role !== 'member' && isMeant(collective))
  );
}
