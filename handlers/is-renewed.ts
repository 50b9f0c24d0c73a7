import type { OutboxItem, Say } from './conversation.ts';

/** Cards that show how things stand, so that the newest says what the ones before it said. */
const STANDING_CARDS: readonly Say['type'][] = ['saved', 'question', 'late', 'home'];
/** What changes from one such card to the next without anything else being said. */
const RENEWED = ['answer', 'open', 'savedAt', 'length', 'choices', 'actions'];

/**
 * Whether `next`, sent right after `item`, says all that it says, as in a burst of messages: then `item` need not be
 * sent. Problems, receipts and notices that `next` does not repeat make that false.
 */
export function isRenewed(item: OutboxItem, next: OutboxItem | undefined): boolean {
  if (item.kind !== 'say' || next?.kind !== 'say' || item.prompt === null || next.prompt === null)
    return false;
  // A card that was to change in place must not be left as it was.
  const takesPlace = next.replaces === item.prompt || (item.replaces === null && next.replaces === null);
  return (
    takesPlace &&
    STANDING_CARDS.includes(item.say.type) &&
    item.language === next.language &&
    item.flow === next.flow &&
    JSON.stringify(item.address) === JSON.stringify(next.address) &&
    gistOf(item.say) === gistOf(next.say)
  );
}

function gistOf(say: Say): string {
  return JSON.stringify(say, (key, value: unknown) => {
    if (RENEWED.includes(key)) return undefined;
    // That an earlier answer was replaced is said; whether a new one has begun is not.
    return key === 'how' && value === 'new' ? 'more' : value;
  });
}
