import type { ConversationStore } from '../../models/chat/conversation.ts';
import { type Draft, identityOf, identityText } from '../../models/review/draft.ts';
import { commitApart } from '../talk/commit-apart.ts';
import { isPending, withoutDraft } from './erase-drafts.ts';

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
  let isKept = false;
  await commitApart(store, {
    ...{ person: author, update, now },
    async decide({ head, cards }) {
      isKept = await isPending(store, { person: author, draft: id });
      if (isKept) return undefined;
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
  if (isKept) return false;
  return store.removeDraft(author, { id, identity: identityText(identityOf(draft)) });
}
