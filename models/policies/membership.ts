import { type Actor, isOperator, isPerson } from './actor.ts';
import { mayActForMember, mayViewUnitPeople } from './secretary.ts';

/** Operators and secretaries: over which units is asked again with what the record says of them. */
export function mayChangeMembership(actor: Actor, { person }: { person: string }): boolean {
  return isOperator(actor) || (mayViewUnitPeople(actor) && !isPerson(actor, person));
}

/** Somebody else's membership is changed by who leads one of these `bodies`: those that lead the unit and those above it. */
export function mayChangeMembershipUnder(
  actor: Actor,
  of: { person: string; bodies: readonly string[] },
): boolean {
  return isOperator(actor) || mayActForMember(actor, of);
}
