import { type Actor, isPerson } from './actor.ts';

/**
 * Bí thư, phó bí thư: who heads the leading body of a unit, or is its deputy, acts for that unit and all below it. `bodies`
 * are the leading bodies of the unit that it is about and of those above it.
 */
export function isSecretaryOver(actor: Actor, bodies: readonly string[]): boolean {
  return actor.kind === 'person' && ledBy(actor).some((collective) => bodies.includes(collective));
}

/** Secretaries act for others; what concerns themselves is done by those beside or above them. */
export function mayActForMember(
  actor: Actor,
  { person, bodies }: { person: string; bodies: readonly string[] },
): boolean {
  return isSecretaryOver(actor, bodies) && !isPerson(actor, person);
}

/** Those who head no body, and are deputies in none, have no unit whose people they could see. */
export function mayViewUnitPeople(actor: Actor): boolean {
  return ledBy(actor).length > 0;
}

/** One of the people in a unit; which unit is read with the person, and asked of `isSecretaryOver`. */
export function mayViewUnitPerson(actor: Actor): boolean {
  return mayViewUnitPeople(actor);
}

/** Codes of the collectives that the actor heads, or in which they are a deputy. */
function ledBy(actor: Actor): string[] {
  if (actor.kind !== 'person') return [];
  return actor.posts.filter(({ role }) => role !== 'member').map(({ collective }) => collective);
}
