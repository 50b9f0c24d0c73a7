import { isDeepStrictEqual } from 'node:util';
import type { BotAction } from './bot-action.ts';
import type { Card, Cards, Head, ReplacedCard, Shown } from './conversation.ts';

/** Where a conversation stands and which cards can be pressed. */
interface Place {
  head: Head;
  cards: Cards;
}

/** An action as it is saved: its name where that says all of it. */
type SavedAction = string | BotAction;

/** A card as it is saved, without what the rest of it or the head beside it tells: see `encodeCards`. */
type SavedCard = Omit<Card, 'shows' | 'choices' | 'actions' | 'words'> &
  Partial<Pick<Card, 'shows' | 'choices' | 'words'>> & { actions: readonly SavedAction[] };

/** `<id> <step>`, or the whole of it where it shows another draft or was pressed; earlier versions left out `shows`. */
type SavedReplacedCard = string | (Omit<ReplacedCard, 'shows'> & { shows?: Shown });

/** The head as it is saved, with the cards that are not in front: they change as seldom. */
type SavedHead = Head & { behind: readonly SavedCard[] };

/** What changes with each answer. */
interface SavedCards extends Pick<Cards, 'news'> {
  front: SavedCard | null;
  /** How many of the other cards are older than the one in front. */
  older: number;
  replaced: readonly SavedReplacedCard[];
}

/** All cards at once, as earlier versions saved them beside a head without `behind`. */
interface EarlierCards extends Pick<Cards, 'front' | 'news'> {
  live: readonly SavedCard[];
  replaced: readonly SavedReplacedCard[];
}

/** The head as JSON, with the cards that are not in front. */
export function encodeHead({ head, cards }: Place): string {
  const saved: SavedHead = { ...head, behind: behindOf(cards).map((card) => encodeCard(card, head)) };
  return JSON.stringify(saved);
}

/** Whether `encodeHead` writes the same of both. */
export function isSameHead(one: Place, other: Place): boolean {
  return (
    isDeepStrictEqual(one.head, other.head) && isDeepStrictEqual(behindOf(one.cards), behindOf(other.cards))
  );
}

/**
 * The other cards as JSON. They are saved with each answer, so they are brief: most show the draft in front of `head`, have
 * actions that are only a name, and are answered with that name where it is typed.
 */
export function encodeCards({ head, cards }: Place): string {
  const place = cards.live.findIndex(({ id }) => id === cards.front);
  const front = cards.live[place];
  const saved: SavedCards = {
    front: front === undefined ? null : encodeCard(front, head),
    older: Math.max(0, place),
    replaced: cards.replaced.map((card) => encodeReplaced(card, head)),
    ...(cards.news === undefined ? {} : { news: cards.news }),
  };
  return JSON.stringify(saved);
}

/**
 * Reads what `encodeHead` and `encodeCards` wrote, or an earlier version did. Of the latter's cards only the one in front
 * can still be pressed: the head beside it does not have the others, and need not be written by the next answer.
 */
export function decodePlace(saved: { head: string; cards: string }): Place {
  const { behind = [], ...head } = JSON.parse(saved.head) as Partial<SavedHead> & Head;
  const { front, older, replaced, news } = present(JSON.parse(saved.cards) as SavedCards | EarlierCards);
  const shows = { draft: head.draft ?? '' };
  const live = [...behind.slice(0, older), ...(front === null ? [] : [front]), ...behind.slice(older)];
  const cards: Cards = {
    front: front?.id ?? null,
    live: live.map((card) => decodeCard(card, shows)),
    replaced: replaced.map((card) => decodeReplaced(card, shows)),
    ...(news === undefined ? {} : { news }),
  };
  return { head, cards };
}

function present(cards: SavedCards | EarlierCards): SavedCards {
  if (!('live' in cards)) return cards;
  const { live, front, ...others } = cards;
  return { ...others, front: live.find(({ id }) => id === front) ?? null, older: 0 };
}

function behindOf({ front, live }: Cards): Card[] {
  return live.filter(({ id }) => id !== front);
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
  if (!isInFront(shows, head) || pressedAt !== undefined) return card;
  return step === undefined ? id : `${id} ${step}`;
}

function decodeReplaced(saved: SavedReplacedCard, shows: Shown): ReplacedCard {
  if (typeof saved !== 'string') return { ...saved, shows: saved.shows ?? shows };
  const [id = '', step] = saved.split(' ');
  return { id, shows, ...(step === undefined ? {} : { step }) };
}

function isInFront(shows: Shown, head: Head): boolean {
  return 'draft' in shows && shows.draft === head.draft;
}
