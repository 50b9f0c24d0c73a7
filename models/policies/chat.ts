import { type Actor, isOperator } from './actor.ts';

/** Somebody else's chats: people end their own in the chat itself. */
export function mayUnlinkChats(actor: Actor): boolean {
  return isOperator(actor);
}
