import type { ConversationStore } from '../../models/chat/conversation.ts';
import { copyConversations } from '../../models/chat/copy-conversations.ts';
import type { Database } from '../../models/store/connection.ts';
import type { LiveStore } from '../commands/define.ts';
import { commitApart } from '../talk/commit-apart.ts';
import type { OutboxItem } from '../talk/outbox-item.ts';

type Stores = Pick<LiveStore, 'redis' | 'prefix'> & { database: Database; store: ConversationStore };

/**
 * Takes a person away from whatever they look at, because what screens show and are opened with, such as the words of a
 * search, stays in the conversation: they are at home, no card can be pressed, and no message that waits to be sent shows
 * a draft or a screen.
 */
export async function leaveNoView(
  { store }: Stores,
  wish: { person: string; update: string; now: Date },
): Promise<void> {
  const { person, update, now } = wish;
  await commitApart(store, {
    ...{ person, update: `${update}:left`, now },
    decide: async ({ head, cards }) => ({
      head: { ...head, at: { screen: 'home' } },
      cards: { ...cards, front: null, live: [], replaced: [] },
    }),
  });
  // One that cannot be opened is never sent, and would hold up all that follows.
  await store.drop(person, (json) => json !== null && !isView(JSON.parse(json) as OutboxItem));
}

function isView(item: OutboxItem): boolean {
  return item.kind === 'message' && (item.draft !== null || item.output.type === 'screen');
}

/** Tells a person that what they had written is erased, and copies the conversation as it is then. */
export async function tellErased(
  stores: Stores,
  wish: { person: string; update: string; now: Date; isTold: boolean },
): Promise<void> {
  const { person, update, now, isTold } = wish;
  await commitApart(stores.store, {
    ...{ person, update: `${update}:told`, now },
    async decide({ head: { address, language } }) {
      if (address === null || !isTold) return undefined;
      const item: OutboxItem = {
        ...{ kind: 'message', output: { type: 'erased' }, address, language },
        ...{ draft: null, card: null, replaces: null },
      };
      return { outbox: [item] };
    },
  });
  const [failure] = await copyConversations(stores, { people: [person], now });
  if (failure !== undefined) throw failure;
}
