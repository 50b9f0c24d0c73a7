import type { CommitResult, DraftChange } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore, StoredConversation } from '../../models/chat/conversation.ts';
import type { Cards, Head } from './conversation.ts';
import type { OutboxItem } from './outbox-item.ts';
import { decodePlace, encodeCards, encodeHead } from './saved-place.ts';
import { untilCommitted } from './until-committed.ts';

/** What is changed in a conversation; what is not named stays as it is. */
export interface ApartChange {
  head?: Head;
  cards?: Cards;
  drafts?: readonly DraftChange[];
  /** To be sent or done by the running bot. */
  outbox?: readonly OutboxItem[];
}

/**
 * Changes a conversation beside what its person does, by a commit as any other: `decide` says what is to be changed in
 * the conversation as it is now, and is asked again where the person was faster; undefined changes nothing. What it puts
 * into the outbox is due at once. Returns null where there is no conversation, or nothing was to be changed.
 */
export async function commitApart(
  store: ConversationStore,
  wish: {
    person: string;
    /** Unique; the same once more changes nothing. */
    update: string;
    now: Date;
    decide(read: { head: Head; cards: Cards }): Promise<ApartChange | undefined>;
  },
): Promise<CommitResult | null> {
  const { person, update, now, decide } = wish;
  return untilCommitted(async () => {
    const stored = await store.loadHead(person);
    if (stored.head === null || stored.cards === null) return null;
    const before = decodePlace({ head: stored.head, cards: stored.cards });
    const change = await decide(before);
    if (change === undefined) return null;
    const { head = before.head, cards = before.cards, drafts = [], outbox = [] } = change;
    const place = { head, cards };
    const result = await store.commit(person, {
      ...{ update, revision: stored.revision, drafts, now, dueAt: now },
      ...{ head: encodeHead(place), cards: encodeCards(place), front: head.draft },
      ...{ commands: [], finished: [], forgotten: [] },
      outbox: [...restoredNotice(stored, head), ...outbox].map((item) => JSON.stringify(item)),
    });
    return result.status === 'conflict' ? 'conflict' : result;
  });
}

/** The first commit after a loss of Redis takes the note of it away, so it has to tell the person. */
function restoredNotice(
  { restoredFrom }: Pick<StoredConversation, 'restoredFrom'>,
  { address, language }: Head,
): OutboxItem[] {
  if (restoredFrom === undefined || address === null) return [];
  const output = { type: 'restored', at: restoredFrom?.toISOString() ?? null } as const;
  return [{ kind: 'message', output, address, language, draft: null, card: null, replaces: null }];
}
