import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Deliver } from '../deliver/deliver.ts';

const MOST_PER_SHARD = 20;
/** How long a sweeper's claim is valid; after that another sweeper may claim the same conversations. */
const CLAIM_MS = 15_000;

/**
 * Delivers outbox entries that were committed but not delivered in time. It does not wait until they are delivered,
 * because a messenger that hangs would then take the places of all other jobs.
 */
export function createSweepOutbox(dependencies: {
  store: ConversationStore;
  deliver: Deliver;
  now(): Date;
}): () => Promise<void> {
  const { store, deliver, now } = dependencies;
  return async () => {
    const moment = now();
    const until = new Date(moment.getTime() + CLAIM_MS);
    const due = await store.claimDue({ now: moment, until, most: MOST_PER_SHARD });
    for (const id of due) void deliver(id, { entries: [], behind: true });
  };
}
