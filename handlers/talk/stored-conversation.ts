import type { StoredConversation } from '../../models/chat/conversation.ts';
import type { Cards, Conversation } from './conversation.ts';
import { decodeDraft } from './draft.ts';
import { decodePlace } from './saved-place.ts';

/** The cards of a conversation in which nothing can be pressed. */
export const NO_CARDS: Cards = { front: null, live: [], replaced: [] };

/** A conversation as the store has it, read. */
export function decodeConversation(person: string, stored: StoredConversation): Conversation {
  const { revision, head, cards } = stored;
  const place =
    head === null || cards === null ? { head: null, cards: NO_CARDS } : decodePlace({ head, cards });
  const draft = stored.draft === null ? null : decodeDraft(stored.draft);
  return {
    ...{ person, revision, ...place },
    ...(draft !== null && 'why' in draft ? { draft: null, unreadable: draft } : { draft }),
  };
}
