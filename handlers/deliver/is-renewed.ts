import type { OutboxItem } from '../talk/outbox-item.ts';
import { type BotOutput, kindOf } from '../talk/output.ts';

/** Cards that show how things stand, so that the newest says what the ones before it said. */
const STANDING_CARDS: readonly string[] = ['saved', 'question', 'unconfirmed', 'screen home'];
/** What changes from one such card to the next without anything else being said. */
const RENEWED = ['answer', 'open', 'savedAt', 'length', 'choices', 'actions'];

/**
 * Whether `next`, sent right after `item`, says all that it says, as in a burst of messages: then `item` need not be
 * sent. Problems, receipts and notices that `next` does not repeat make that false.
 */
export function isRenewed(item: OutboxItem, next: OutboxItem | undefined): boolean {
  if (item.kind !== 'message' || next?.kind !== 'message' || item.card === null || next.card === null)
    return false;
  // A card that was to change in place must not be left as it was.
  const takesPlace = next.replaces === item.card || (item.replaces === null && next.replaces === null);
  return (
    takesPlace &&
    STANDING_CARDS.includes(kindOf(item.output)) &&
    item.language === next.language &&
    item.draft?.id === next.draft?.id &&
    JSON.stringify(item.address) === JSON.stringify(next.address) &&
    gistOf(item.output) === gistOf(next.output)
  );
}

function gistOf(output: BotOutput): string {
  return JSON.stringify(output, (key, value: unknown) => {
    if (RENEWED.includes(key)) return undefined;
    // That an earlier answer was replaced is said; whether a new one has begun is not.
    return key === 'how' && value === 'new' ? 'more' : value;
  });
}
