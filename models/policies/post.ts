import { type Actor, isOperator } from './actor.ts';

/** The terms of posts follow decisions that are kept outside; operators keep the lists of them. */
export function mayChangePosts(actor: Actor): boolean {
  return isOperator(actor);
}
