import type { StoredConversation } from '../../models/chat/conversation.ts';
import type { Card, Cards, Conversation, Head, ReplacedCard, Shown } from './conversation.ts';
import { decodeDraft } from './draft.ts';

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

/** A card as it is saved: most of them show the draft in front, which need not be said with each. */
type Saved<Kind extends { shows: Shown }> = Omit<Kind, 'shows'> & { shows?: Shown | undefined };

/** Cards as `decodeConversation` reads them beside the same head. They are saved with each answer, so they are brief. */
export function encodeCards(cards: Cards, head: Head): string {
  const brief = <Kind extends Card | ReplacedCard>(card: Kind): Saved<Kind> =>
    'draft' in card.shows && card.shows.draft === head.draft ? { ...card, shows: undefined } : card;
  return JSON.stringify({ ...cards, live: cards.live.map(brief), replaced: cards.replaced.map(brief) });
}

/** Reads cards as `encodeCards` wrote them beside this head. */
export function decodeCards(json: string, head: Head | null): Cards {
  const cards = JSON.parse(json) as Omit<Cards, 'live' | 'replaced'> & {
    live: readonly Saved<Card>[];
    replaced: readonly Saved<ReplacedCard>[];
  };
  const shows = { draft: head?.draft ?? '' };
  return {
    ...cards,
    live: cards.live.map((card) => ({ ...card, shows: card.shows ?? shows })),
    replaced: cards.replaced.map((card) => ({ ...card, shows: card.shows ?? shows })),
  };
}
