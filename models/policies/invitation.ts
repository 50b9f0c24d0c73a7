import { type Actor, isOperator } from './actor.ts';

export function mayInvite(actor: Actor): boolean {
  return isOperator(actor);
}
