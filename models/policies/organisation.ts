import { type Actor, isOperator } from './actor.ts';

/** Operators may import units, collectives, people, posts and their records of earlier years. */
export function mayImportOrganisation(actor: Actor): boolean {
  return isOperator(actor);
}
