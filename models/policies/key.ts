import { type Actor, isOperator } from './actor.ts';

/** The keys that seal what is stored. */
export function mayRenewKeys(actor: Actor): boolean {
  return isOperator(actor);
}
