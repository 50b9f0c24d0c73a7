import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Card } from './conversation.ts';
import type { HeldReceipt } from './outbox-item.ts';
import type { BotOutput } from './output.ts';
import type { AddressedOutput, Response, Situation } from './situation.ts';

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

/** Has the outcome take the place of a receipt that was not sent: on the card of that, if it can still be pressed. */
export function inPlaceOfReceipt(
  { heldReceipt }: Situation,
  { cards, outputs }: Pick<Response, 'cards' | 'outputs'>,
): Partial<Pick<Response, 'outputs' | 'withdrawn'>> {
  // Where there is nothing to say of the outcome, the receipt is said.
  if (heldReceipt === undefined || !outputs.some(({ output }) => isOutcomeOf(output))) return {};
  const { entry, item } = heldReceipt;
  const card = cards.live.find(({ id }) => id === item.card);
  return { outputs: outputs.map((said) => conclude(said, { item, card })), withdrawn: [entry] };
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
