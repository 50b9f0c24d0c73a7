import { type Actor, isOperator } from './actor.ts';
import { mayActForMember } from './secretary.ts';

/**
 * The terms of posts follow decisions that are kept outside; operators keep the lists of them, and secretaries those of
 * others in the collectives of their unit and below it. `bodies` lead the unit of the collective and those above it. The
 * post of who heads a collective, which `heads` names then, is changed by who leads above it, not by a deputy in it.
 */
export function mayChangePosts(
  actor: Actor,
  {
    person,
    bodies = [],
    heads,
  }: { person: string; bodies?: readonly string[] | undefined; heads?: string | undefined },
): boolean {
  return (
    isOperator(actor) || mayActForMember(actor, { person, bodies: bodies.filter((one) => one !== heads) })
  );
}
