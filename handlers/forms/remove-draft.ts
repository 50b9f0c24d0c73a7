import type { ConversationStore } from '../../models/chat/conversation.ts';
import { type Draft, identityOf, identityText } from '../../models/review/draft.ts';
import { commitApart } from '../talk/commit-apart.ts';
import type { PendingCommand } from '../talk/outbox-item.ts';
import { withoutDraft } from './erase-drafts.ts';

/**
 * Takes a draft out of the conversation of its author and out of Redis. One with a version on its way to the record, or
 * with changes that are not copied yet, stays for now. Returns whether Redis does not hold it any longer.
 */
export async function removeDraft(
  store: ConversationStore,
  of: {
    draft: Pick<Draft, '_id' | 'author' | 'form' | 'cycle' | 'subject'>;
    update: string;
    now: Date;
  },
): Promise<boolean> {
  const { draft, update, now } = of;
  const { _id: id, author } = draft;
  const pending = await store.listCommands(author);
  if (pending.some(({ json }) => (JSON.parse(json) as PendingCommand).draft === id)) return false;
  await commitApart(store, {
    ...{ person: author, update, now },
    async decide({ head, cards }) {
      const kept = withoutDraft(cards, id);
      const isShown = kept.live.length < cards.live.length || kept.replaced.length < cards.replaced.length;
      if (head.draft !== id && !isShown) return undefined;
      if (head.draft !== id) return { cards: kept };
      return {
        cards: kept,
        head: { ...head, draft: null, at: head.at === 'draft' ? { screen: 'home' } : head.at },
      };
    },
  });
  return store.removeDraft(author, { id, identity: identityText(identityOf(draft)) });
}
