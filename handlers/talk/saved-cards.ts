import type { BotAction } from './bot-action.ts';
import type { Card, Cards, Head, ReplacedCard, Shown } from './conversation.ts';

/** An action as it is saved: its name where that says all of it. */
type SavedAction = string | BotAction;

/** A card as it is saved, without what the rest of it or the head beside it tells: see `encodeCards`. */
type SavedCard = Omit<Card, 'shows' | 'choices' | 'actions' | 'words'> &
  Partial<Pick<Card, 'shows' | 'choices' | 'words'>> & { actions: readonly SavedAction[] };

/** `<id> <step>`, or the whole of it where it shows another draft or was pressed. */
type SavedReplacedCard = string | ReplacedCard;

type SavedCards = Omit<Cards, 'live' | 'replaced'> & {
  live: readonly SavedCard[];
  replaced: readonly SavedReplacedCard[];
};

/**
 * Cards as JSON. They are saved with each answer, so they are brief: most show the draft in front of `head`, have actions
 * that are only a name, and are answered with that name where it is typed.
 */
export function encodeCards(cards: Cards, head: Head): string {
  const saved: SavedCards = {
    ...cards,
    live: cards.live.map((card) => encodeCard(card, head)),
    replaced: cards.replaced.map((card) => encodeReplaced(card, head)),
  };
  return JSON.stringify(saved);
}

/** Reads cards as `encodeCards` wrote them beside this head. */
export function decodeCards(json: string, head: Head | null): Cards {
  const saved = JSON.parse(json) as SavedCards;
  const shows = { draft: head?.draft ?? '' };
  return {
    ...saved,
    live: saved.live.map((card) => decodeCard(card, shows)),
    replaced: saved.replaced.map((card) => decodeReplaced(card, shows)),
  };
}

function encodeCard(card: Card, head: Head): SavedCard {
  const { shows, choices, words, actions, ...rest } = card;
  const isUsual = words.every((word, index) => word === actions[index]?.do);
  return {
    ...rest,
    actions: actions.map((action) => (Object.keys(action).length === 1 ? action.do : action)),
    ...(isInFront(shows, head) ? {} : { shows }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(isUsual ? {} : { words }),
  };
}

function decodeCard({ actions: saved, ...card }: SavedCard, shows: Shown): Card {
  const actions = saved.map((one) => (typeof one === 'string' ? ({ do: one } as BotAction) : one));
  return { shows, choices: [], words: actions.map((action) => action.do), ...card, actions };
}

function encodeReplaced(card: ReplacedCard, head: Head): SavedReplacedCard {
  const { id, shows, step, pressedAt } = card;
  return isInFront(shows, head) && pressedAt === undefined ? [id, step].join(' ').trimEnd() : card;
}

function decodeReplaced(saved: SavedReplacedCard, shows: Shown): ReplacedCard {
  if (typeof saved !== 'string') return saved;
  const [id = '', step] = saved.split(' ');
  return { id, shows, ...(step === undefined ? {} : { step }) };
}

function isInFront(shows: Shown, head: Head): boolean {
  return 'draft' in shows && shows.draft === head.draft;
}
