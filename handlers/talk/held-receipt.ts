import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { BotAction } from './bot-action.ts';
import type { Card } from './conversation.ts';
import type { HeldReceipt } from './outbox-item.ts';
import type { BotOutput } from './output.ts';
import type { AddressedOutput, Response, Situation } from './situation.ts';
import { wordOf } from './vocabulary.ts';
import type { Word } from './words.ts';

/** The receipt that an outcome makes needless; undefined if it was sent, or the event is no outcome. */
export async function findHeldReceipt(
  store: Pick<ConversationStore, 'findHeld'>,
  { person, input }: { person: string; input: Situation['event']['input'] },
): Promise<HeldReceipt | undefined> {
  if (!('command' in input)) return undefined;
  const held = await store.findHeld(person, input.command);
  if (held === null) return undefined;
  return { entry: held.id, item: JSON.parse(held.json) as HeldReceipt['item'] };
}

/**
 * Has the outcome take the place of a receipt that was not sent: on the card of that, if it can still be pressed, which offers
 * besides what `waysOn` says of the outcome.
 */
export function inPlaceOfReceipt(
  { heldReceipt }: Situation,
  {
    cards,
    outputs,
    waysOn,
  }: Pick<Response, 'cards' | 'outputs'> & { waysOn(output: BotOutput): Card['actions'] },
): Partial<Pick<Response, 'cards' | 'outputs' | 'withdrawn'>> {
  // Where there is nothing to say of the outcome, the receipt is said.
  if (heldReceipt === undefined || !outputs.some(({ output }) => isOutcomeOf(output))) return {};
  const { entry, item } = heldReceipt;
  const offered = outputs.flatMap(({ output }) =>
    waysOn(output).map((action) => ({ action, word: wordOf(action, output) })),
  );
  const live = cards.live.map((card) => (card.id === item.card ? withMore(card, offered) : card));
  const card = live.find(({ id }) => id === item.card);
  return {
    ...{ cards: { ...cards, live }, withdrawn: [entry] },
    outputs: outputs.map((said) => conclude(said, { item, card })),
  };
}

/** What is offered besides comes last, so that the others keep their places. */
function withMore(card: Card, more: readonly { action: BotAction; word: Word | undefined }[]): Card {
  return {
    ...card,
    actions: [...card.actions, ...more.map(({ action }) => action)],
    words: [...card.words, ...more.map(({ word }) => word)],
  };
}

type OutcomeOutput = Extract<BotOutput, { type: 'recorded' | 'withdrawn' | 'refused' }>;

function isOutcomeOf(output: BotOutput): output is OutcomeOutput {
  return output.type === 'recorded' || output.type === 'withdrawn' || output.type === 'refused';
}

function conclude(
  said: AddressedOutput,
  { item, card }: { item: HeldReceipt['item']; card: Card | undefined },
): AddressedOutput {
  const { output } = said;
  if (!isOutcomeOf(output)) return said;
  if (!('at' in item.output) || typeof item.output.at !== 'string') return said;
  // What was not recorded cannot be withdrawn; that button is the last one, so the others keep their places.
  const isOffered = ({ do: what }: Card['actions'][number]) =>
    !(output.type === 'refused' && output.act === 'submit' && what === 'withdraw');
  const concluded: BotOutput = {
    ...output,
    receivedAt: item.output.at,
    choices: [],
    actions: card?.actions.filter(isOffered) ?? [],
  };
  // The receipt may be on its way all the same: then its message becomes that of the outcome.
  return { ...said, output: concluded, card: card?.id ?? null, replaces: card?.id ?? null };
}
