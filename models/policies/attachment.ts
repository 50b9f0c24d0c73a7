import { type Actor, isOperator } from './actor.ts';

export function mayExportAttachment(actor: Actor): boolean {
  return isOperator(actor);
}
