import { type Actor, isOperator } from './actor.ts';

export function mayOpenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayCloseCycle(actor: Actor): boolean {
  return isOperator(actor);
}

/** What a cycle that is closed does not need any longer. */
export function mayPurgeCycle(actor: Actor): boolean {
  return isOperator(actor);
}
