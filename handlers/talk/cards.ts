import type { BotOutput, Card, Cards, Draft, Shown } from './conversation.ts';
import type { AddressedOutput, Response, Situation } from './situation.ts';
import { wordOf } from './vocabulary.ts';

/** After so long a question is asked again in full. */
const LONG_AGO_MS = 60 * 60 * 1000;
/** One in front, and so many others. */
const MOST_LIVE = 9;
const MOST_REPLACED = 8;

/** What an event is answered with, before its cards have their handles. */
export interface AnsweredOutputs {
  outputs: readonly BotOutput[];
  draft: Pick<Draft, 'id'> | null;
}

interface Wish extends AnsweredOutputs {
  /** The card that a press came from. */
  pressed: string | undefined;
  /** The chat is given up, and its cards with it. */
  unlinks: boolean;
}

/**
 * Gives the last thing that can be pressed its handles. It replaces the card that showed the same draft or screen; all
 * others stay as they are, and the oldest of too many is replaced, too.
 */
export function withCards(
  situation: Situation,
  wish: Wish,
): Pick<Response, 'cards' | 'forgotten' | 'outputs'> {
  const { cardId, event, conversation } = situation;
  const before = conversation.cards;
  const said = [...notices(situation), ...wish.outputs.map((output) => ({ output }))];
  const last = said.findLast(({ output }) => hasOffers(output));
  if (last === undefined) {
    const cards = wish.unlinks ? { front: null, live: [], replaced: [] } : before;
    return { cards, forgotten: [], outputs: said.map((one) => ({ ...one, card: null, replaces: null })) };
  }
  const card = toCard(cardId, { output: last.output, draft: wish.draft, at: event.at });
  const replaces = inPlaceOf(situation, { card, pressed: wish.pressed });
  const brief: { brief?: true } =
    replaces === null && standsAbove(last.output, { before, at: event.at }) ? { brief: true } : {};
  return {
    ...putInFront(before, { card, pressed: wish.pressed, at: event.at }),
    outputs: said.map((one) => ({
      ...one,
      ...(one === last ? { output: { ...last.output, ...brief } } : {}),
      card: one === last ? cardId : null,
      replaces: one === last ? replaces : null,
    })),
  };
}

/** What is said before the answer itself: of a restored conversation, and to the person's other chats. */
function notices({ restoredFrom, event }: Situation): Omit<AddressedOutput, 'card' | 'replaces'>[] {
  const { at, input, address } = event;
  const restored =
    restoredFrom === undefined
      ? []
      : [{ output: { type: 'restored' as const, at: restoredFrom?.toISOString() ?? null } }];
  const others = input.type === 'joined' ? input.others : [];
  return [
    ...restored,
    ...others.map((to) => ({
      to,
      output: { type: 'linked-elsewhere' as const, at, ended: to.channel === address?.channel },
    })),
  ];
}

function hasOffers(output: BotOutput): boolean {
  return 'actions' in output && output.actions.length + output.choices.length > 0;
}

function putInFront(
  before: Cards,
  { card, pressed, at }: { card: Card; pressed: string | undefined; at: string },
): Pick<Response, 'cards' | 'forgotten'> {
  const [replaced, kept] = partition(before.live, (one) => isSame(one.shows, card.shows));
  const live = [...kept.map((one) => (one.id === pressed ? { ...one, pressedAt: at } : one)), card];
  const tooMany = live.slice(0, -MOST_LIVE);
  const over = [...replaced, ...tooMany].map(({ id, shows }) => ({
    ...{ id, shows, replacedAt: at },
    ...(id === pressed ? { pressed: true as const } : {}),
  }));
  const all = [...before.replaced, ...over];
  return {
    cards: { front: card.id, live: live.slice(-MOST_LIVE), replaced: all.slice(-MOST_REPLACED) },
    forgotten: all.slice(0, -MOST_REPLACED).map(({ id }) => id),
  };
}

function partition<Item>(items: readonly Item[], isIn: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isIn), items.filter((item) => !isIn(item))];
}

function isSame(one: Shown, other: Shown): boolean {
  return 'draft' in one
    ? 'draft' in other && one.draft === other.draft
    : 'screen' in other && one.screen === other.screen;
}

/**
 * The card whose message changes: a press changes the card it was on; so does the rest of a text that the channel had
 * cut, and the next file of an album, unless the card says more of the last one.
 */
function inPlaceOf(
  { event: { input }, conversation: { cards, head } }: Situation,
  { card, pressed }: { card: Card; pressed: string | undefined },
): string | null {
  const isNext = input.type === 'file' && input.album !== undefined && input.album === head?.album;
  const goesOn = (input.type === 'text' && input.continues === true) || (isNext && head?.captioned !== true);
  // A press on a card that was replaced leads to the one in front.
  const changed = pressed ?? (goesOn || input.type === 'press' ? cards.front : null);
  const same = cards.live.find(({ id }) => id === changed);
  return same?.subject === card.subject ? same.id : null;
}

/** Whether a question with a problem repeats what the person read last, a short while ago. */
function standsAbove(output: BotOutput, { before, at }: { before: Cards; at: string }): boolean {
  if (output.type !== 'question' || output.problem === undefined) return false;
  const front = before.live.find(({ id }) => id === before.front);
  if (front === undefined || Date.parse(at) - Date.parse(front.at) >= LONG_AGO_MS) return false;
  return [`question ${output.step}`, `saved ${output.step}`].includes(front.subject);
}

function toCard(
  id: string,
  { output, draft, at }: { output: BotOutput; draft: Pick<Draft, 'id'> | null; at: string },
): Card {
  const subject = 'step' in output ? `${output.type} ${output.step}` : subjectOf(output);
  const shows: Shown =
    output.type === 'unreadable'
      ? { screen: 'home' }
      : output.type === 'screen'
        ? { screen: output.screen, ...(output.params === undefined ? {} : { params: output.params }) }
        : { draft: draft?.id ?? '' };
  const { choices, actions } = 'actions' in output ? output : { choices: [] as const, actions: [] as const };
  return {
    ...{ id, shows, subject, at, choices, actions },
    words: actions.map((action) => wordOf(action, output)),
  };
}

function subjectOf(output: BotOutput): string {
  return output.type === 'screen' ? `screen ${output.screen}` : output.type;
}
