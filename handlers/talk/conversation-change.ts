import { isDeepStrictEqual } from 'node:util';
import type { ConversationChange } from '../../models/chat/commit-conversation.ts';
import type { Conversation } from './conversation.ts';
import { encodeDraftChange } from './draft.ts';
import { momentOf } from './list-outbox-items.ts';
import type { OutboxItem } from './outbox-item.ts';
import type { Response } from './situation.ts';
import { encodeCards } from './stored-conversation.ts';

/** How long this process has to send an outbox itself before the sweeper takes it over. */
const OUTBOX_GRACE_MS = 15_000;

/** What a response changes in the store. The commands come first in `outbox`. */
export function toChange(
  response: Response,
  how: { update: string; before: Conversation; outbox: readonly OutboxItem[]; now: Date },
): ConversationChange {
  const { head, cards, draft, commands, finished, forgotten } = response;
  const { update, before, now } = how;
  const { revision } = before;
  // What changes more than the cards is copied at once; so is news, which is told once and numbered.
  const isSame = isDeepStrictEqual(head, before.head) && cards.news === before.cards.news;
  const entries = how.outbox
    .filter((item) => momentOf(item) === undefined)
    .map((item) => JSON.stringify(item));
  const held = how.outbox.flatMap((item) => {
    const notBefore = momentOf(item);
    return notBefore === undefined ? [] : [{ json: JSON.stringify(item), notBefore }];
  });
  return {
    ...{ update, revision, finished, forgotten, now },
    head: isSame ? null : JSON.stringify(head),
    cards: encodeCards(cards, head),
    front: head.draft,
    drafts: draft === null ? [] : [encodeDraftChange(draft, draft.result)],
    commands: entries.slice(0, commands.length),
    outbox: entries.slice(commands.length),
    ...{ held, withdrawn: response.withdrawn ?? [] },
    dueAt: new Date(now.getTime() + OUTBOX_GRACE_MS),
  };
}
