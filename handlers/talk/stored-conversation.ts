import type { StoredConversation } from '../../models/chat/conversation.ts';
import type { Cards, Conversation, Head } from './conversation.ts';
import { decodeDraft } from './draft.ts';

const NO_CARDS: Cards = { front: null, live: [], replaced: [] };

/** A conversation as the store has it, read. */
export function decodeConversation(person: string, stored: StoredConversation): Conversation {
  const draft = stored.draft === null ? null : decodeDraft(stored.draft);
  return {
    person,
    revision: stored.revision,
    head: stored.head === null ? null : (JSON.parse(stored.head) as Head),
    cards: stored.cards === null ? NO_CARDS : (JSON.parse(stored.cards) as Cards),
    ...(draft !== null && 'why' in draft ? { draft: null, unreadable: draft } : { draft }),
  };
}
