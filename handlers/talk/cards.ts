import type { BotAction } from './bot-action.ts';
import type { Card, Cards, Shown } from './conversation.ts';
import type { Draft } from './draft.ts';
import { type BotOutput, kindOf } from './output.ts';
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
  /** Id of the question that a text or file was stored at. */
  stored: string | undefined;
}

/**
 * Gives the last thing that can be pressed its handles. It replaces the card that showed the same draft or screen; all
 * others stay as they are, and the oldest of too many is replaced, too. News replaces nothing and is not put in front.
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
    const cards = wish.unlinks ? { ...before, front: null, live: [], replaced: [] } : before;
    return { cards, forgotten: [], outputs: said.map((one) => ({ ...one, card: null, replaces: null })) };
  }
  const card = toCard(cardId, { output: last.output, draft: wish.draft, at: event.at });
  const numbered = last.output.news === undefined ? undefined : (before.news ?? 0) + 1;
  const replaces = numbered === undefined ? inPlaceOf(situation, { card, pressed: wish.pressed }) : null;
  const output: BotOutput = {
    ...last.output,
    ...(replaces === null && standsAbove(last.output, { before, at: event.at }) ? { brief: true } : {}),
    ...(wish.stored !== undefined && isNewsLast(before) ? { stored: wish.stored } : {}),
    ...(numbered === undefined ? {} : { newsNumber: numbered }),
  };
  return {
    ...(numbered === undefined
      ? putInFront(before, { card, pressed: wish.pressed, at: event.at })
      : addNews(before, { card: { ...card, news: numbered }, at: event.at })),
    outputs: said.map((one) => ({
      ...one,
      ...(one === last ? { output } : {}),
      card: one === last ? cardId : null,
      replaces: one === last ? replaces : null,
    })),
  };
}

/** Whether news came after the question in front was asked. */
function isNewsLast({ live }: Cards): boolean {
  return live.at(-1)?.news !== undefined;
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
  const [over, kept] = partition(
    before.live,
    (one) => one.news === undefined && isSame(one.shows, card.shows),
  );
  const live = [...kept.map((one) => (one.id === pressed ? { ...one, pressedAt: at } : one)), card];
  return keepNewest({ ...before, front: card.id, live }, { over, pressed, at });
}

function addNews(
  before: Cards,
  { card, at }: { card: Card & { news: number }; at: string },
): Pick<Response, 'cards' | 'forgotten'> {
  const cards = { ...before, live: [...before.live, card], news: card.news };
  return keepNewest(cards, { over: [], pressed: undefined, at });
}

/** Leaves as many cards alive as may be, the one in front among them, and remembers those that are `over` for a while. */
function keepNewest(
  cards: Cards,
  { over, pressed, at }: { over: readonly Card[]; pressed: string | undefined; at: string },
): Pick<Response, 'cards' | 'forgotten'> {
  const behind = cards.live.filter(({ id }) => id !== cards.front);
  const tooMany = behind.slice(0, Math.max(0, cards.live.length - MOST_LIVE));
  const replaced = [...over, ...tooMany].map(({ id, shows, step }) => ({
    ...{ id, shows },
    ...(step === undefined ? {} : { step }),
    ...(id === pressed ? { pressedAt: at } : {}),
  }));
  const all = [...cards.replaced, ...replaced];
  return {
    cards: {
      ...cards,
      live: cards.live.filter((card) => !tooMany.includes(card)),
      replaced: all.slice(-MOST_REPLACED),
    },
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
  return same?.subject === card.subject && same.news === undefined ? same.id : null;
}

/** Whether a question with a problem repeats what the person read last, a short while ago. */
function standsAbove(output: BotOutput, { before, at }: { before: Cards; at: string }): boolean {
  if (output.type !== 'question' || output.problem === undefined) return false;
  const front = before.live.at(-1);
  if (
    front === undefined ||
    front.id !== before.front ||
    Date.parse(at) - Date.parse(front.at) >= LONG_AGO_MS
  )
    return false;
  return [`question ${output.step}`, `saved ${output.step}`].includes(front.subject);
}

function shownBy(output: BotOutput, draft: Pick<Draft, 'id'> | null): Shown {
  if (output.type === 'unreadable') return { screen: 'home' };
  const [opened] = output.type === 'news' ? output.actions : [output];
  if (opened === undefined || !('screen' in opened)) return { draft: draft?.id ?? '' };
  return { screen: opened.screen, ...(opened.params === undefined ? {} : { params: opened.params }) };
}

function toCard(
  id: string,
  { output, draft, at }: { output: BotOutput; draft: Pick<Draft, 'id'> | null; at: string },
): Card {
  const step = 'step' in output ? { step: output.step } : {};
  const subject = 'step' in output ? `${output.type} ${output.step}` : kindOf(output);
  const shows = shownBy(output, draft);
  const { choices, actions: shown } =
    'actions' in output ? output : { choices: [] as const, actions: [] as const };
  const actions: readonly BotAction[] =
    output.type === 'screen' ? [...shown, ...(output.typed ?? [])] : shown;
  return {
    ...{ id, shows, subject, at, choices, actions, ...step },
    words: actions.map((action) => wordOf(action, output)),
  };
}
