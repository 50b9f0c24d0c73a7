import type { BotAction } from './bot-action.ts';
import type { Card } from './conversation.ts';
import { splitHandle } from './handle.ts';
import type { Intent } from './intent.ts';
import type { Situation } from './situation.ts';
import { newsToOpen } from './vocabulary.ts';

/** A second tap on the same card within this time is the same tap. */
const DOUBLE_TAP_MS = 5_000;

/** What a press on a button means: its action, or that its card was replaced meanwhile. */
export function readPress(
  { conversation: { cards } }: Situation,
  press: { handle: string; at: string },
): Intent {
  const { card: id, place } = splitHandle(press.handle);
  const card = cards.live.find((one) => one.id === id);
  if (card !== undefined && isSoonAfter(card.pressedAt, press.at)) {
    return { type: 'stale', toast: 'already-taken' };
  }
  if (card !== undefined) {
    const action = /^\d{1,3}$/.test(place) ? [...card.choices, ...card.actions][Number(place)] : undefined;
    if (action !== undefined) return pressOf(card, action);
  }
  const replaced = cards.replaced.find((one) => one.id === id);
  // The same tap twice has nothing between; other cards have come since where it is not the last.
  const isLast = cards.replaced.at(-1)?.id === id;
  const again = isLast && isSoonAfter(replaced?.pressedAt, press.at);
  const draft = replaced !== undefined && 'draft' in replaced.shows ? { draft: replaced.shows.draft } : {};
  return { type: 'stale', toast: again ? 'already-taken' : 'stale', ...draft };
}

function isSoonAfter(before: string | undefined, at: string): boolean {
  return before !== undefined && Date.parse(at) - Date.parse(before) < DOUBLE_TAP_MS;
}

/** The first action of the news card that a typed word names ("mở 3"). */
export function openNews({ conversation: { cards } }: Situation, text: string): Intent | undefined {
  const number = newsToOpen(text);
  const card = number === undefined ? undefined : cards.live.find(({ news }) => news === number);
  const [action] = card?.actions ?? [];
  return card === undefined || action === undefined ? undefined : pressOf(card, action);
}

function pressOf({ id: card, shows }: Card, action: BotAction): Intent {
  return { type: 'action', action, card, ...('draft' in shows ? { draft: shows.draft } : {}) };
}
