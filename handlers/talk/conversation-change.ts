import type { ConversationChange } from '../../models/chat/commit-conversation.ts';
import type { Conversation } from './conversation.ts';
import { encodeDraftChange } from './draft.ts';
import { momentOf } from './list-outbox-items.ts';
import type { OutboxItem } from './outbox-item.ts';
import { encodeCards, encodeHead, isSameHead } from './saved-place.ts';
import type { Response } from './situation.ts';

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
  const place = { head, cards };
  const isSame = before.head !== null && isSameHead(place, { head: before.head, cards: before.cards });
  const entries = how.outbox
    .filter((item) => momentOf(item) === undefined)
    .map((item) => JSON.stringify(item));
  const held = how.outbox.flatMap((item) => {
    const notBefore = momentOf(item);
    return notBefore === undefined ? [] : [{ json: JSON.stringify(item), notBefore }];
  });
  return {
    ...{ update, revision, finished, forgotten, now },
    head: isSame ? null : encodeHead(place),
    cards: encodeCards(place),
    front: head.draft,
    drafts: draft === null ? [] : [encodeDraftChange(draft, draft.result)],
    commands: entries.slice(0, commands.length),
    outbox: entries.slice(commands.length),
    ...{ held, withdrawn: response.withdrawn ?? [] },
    dueAt: new Date(now.getTime() + OUTBOX_GRACE_MS),
  };
}
