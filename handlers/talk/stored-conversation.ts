import type { StoredConversation } from '../../models/chat/conversation.ts';
import type { Cards, Conversation, Head } from './conversation.ts';
import { decodeDraft } from './draft.ts';
import { decodeCards } from './saved-cards.ts';

const NO_CARDS: Cards = { front: null, live: [], replaced: [] };

/** A conversation as the store has it, read. */
export function decodeConversation(person: string, stored: StoredConversation): Conversation {
  const head = stored.head === null ? null : (JSON.parse(stored.head) as Head);
  const draft = stored.draft === null ? null : decodeDraft(stored.draft);
  return {
    person,
    revision: stored.revision,
    head,
    cards: stored.cards === null ? NO_CARDS : decodeCards(stored.cards, head),
    ...(draft !== null && 'why' in draft ? { draft: null, unreadable: draft } : { draft }),
  };
}
