import { LRUCache } from 'lru-cache';
import type { Conversation } from './conversation.ts';
import type { Response } from './situation.ts';

/**
 * Conversations as they were last committed by this process, so that the next answer need not read and open
 * the whole of one again. A stale one costs a second try: the commit compares the revision.
 */
export type RecentConversations = LRUCache<string, Conversation>;

/** Enough for all who are answering at one time; the rest is read again. */
const MOST = 500;

export function createRecentConversations(): RecentConversations {
  return new LRUCache({ max: MOST });
}

/** Keeps the conversation as it was committed; not where another draft is now in front, which is not known here. */
export function rememberCommitted(
  recent: RecentConversations,
  committed: { before: Conversation; response: Response; revision: number },
): void {
  const { before, revision } = committed;
  const { head, cards, draft } = committed.response;
  const after = { ...before, revision, head, cards };
  if (draft !== null && draft.id === head.draft) {
    const { id, identity, state } = draft;
    recent.set(before.person, { ...after, draft: { id, identity, state } });
  } else if (head.draft === (before.draft?.id ?? null)) {
    recent.set(before.person, after);
  }
}
