import { type Actor, isOperator } from './actor.ts';

export function mayOpenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayCloseCycle(actor: Actor): boolean {
  return isOperator(actor);
}
