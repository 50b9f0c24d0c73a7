import { LRUCache } from 'lru-cache';
import type { Conversation } from './conversation.ts';

/**
 * Conversations as they were last committed by this process, so that the next answer need not read and open
 * the whole of one again. A stale one costs a second try: the commit compares the revision.
 */
export type RecentConversations = LRUCache<string, Conversation>;

/** Enough for all who are answering at one time; the rest is read again. */
const MOST = 1_000;

export function createRecentConversations(): RecentConversations {
  return new LRUCache({ max: MOST });
}
