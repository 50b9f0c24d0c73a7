import { type Actor, isOperator } from './actor.ts';
import { mayActForMember } from './secretary.ts';

/** Operators may invite everybody; a secretary invites one of the people in their unit. */
export function mayInvite(
  actor: Actor,
  { person, bodies = [] }: { person?: string | undefined; bodies?: readonly string[] | undefined },
): boolean {
  return isOperator(actor) || (person !== undefined && mayActForMember(actor, { person, bodies }));
}
