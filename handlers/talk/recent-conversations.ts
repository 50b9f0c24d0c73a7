import { LRUCache } from 'lru-cache';
import type { Conversation } from './conversation.ts';
import type { Response } from './situation.ts';

/**
 * Conversations as they were last committed by this process, so that the next answer need not read and open
 * the whole of one again. A stale one costs a second try: the commit compares the revision.
 */
export type RecentConversations = LRUCache<string, Conversation>;

/** More than are answering at one time; the rest is read again. */
const MOST = 2_500;
/** Longer than an answer takes at the highest load; at a lower one reading again costs less than the memory. */
const KEPT_MS = 10_000;

export function createRecentConversations(): RecentConversations {
  return new LRUCache({ max: MOST, ttl: KEPT_MS, ttlAutopurge: true });
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
