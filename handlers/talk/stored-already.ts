import { writtenIn } from '../../flows/engine/reversal.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import type { Head } from './conversation.ts';
import { messageOf } from './message-name.ts';
import type { Situation } from './situation.ts';

/** Where a conversation had to be brought back, the person may have been at a question that its copy did not reach. */
export function unsureIn({ conversation, restoredFrom }: Situation): { unsure?: true } {
  const isRestored = restoredFrom !== undefined || conversation.head?.restored === true;
  return isRestored ? { unsure: true } : {};
}

/** Whether a message became an answer, or a part of one. */
export function isWrittenIn({ draft }: FlowState, message: string): boolean {
  const parts = Object.values(draft.answers).flatMap(writtenIn);
  return parts.some((part) => part.message === message);
}

/**
 * With a conversation that had to be brought back the marks of what was taken are gone, too, and a messenger may deliver
 * again what it got no receipt for: a message or file of which the copy has the answer already is taken.
 */
export function isStoredAlready(situation: Situation, head: Head): boolean {
  const { event, conversation } = situation;
  if (conversation.draft === null || unsureIn(situation).unsure !== true) return false;
  const { draft, cursor } = conversation.draft.state;
  const all = Object.values(draft.answers);
  switch (event.input.type) {
    case 'file': {
      const { id } = event.input;
      return all.some(
        (answer) => answer.kind === 'attachment' && answer.files.some((file) => file.id === id),
      );
    }
    case 'text': {
      const { message } = messageOf(event.input.message, head);
      const parts = [...all.flatMap(writtenIn), ...cursor.unconfirmed];
      return message !== undefined && parts.some((part) => part.message === message);
    }
    default:
      return false;
  }
}
