import { type Actor, isOperator } from './actor.ts';

/** Units, collectives, people and posts, and what they bring along from earlier years. */
export function mayImportOrganisation(actor: Actor): boolean {
  return isOperator(actor);
}
