import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Deliver } from '../deliver/deliver.ts';

const MOST_PER_SHARD = 20;
/** A sweeper that died leaves what it claimed to the next one after this time. */
const CLAIM_MS = 15_000;

interface Dependencies {
  store: ConversationStore;
  deliver: Deliver;
  now(): Date;
}

/**
 * Sends and does what was committed but not settled in time. It does not wait until that is done: a messenger that
 * hangs would take the places of all other jobs.
 */
export function createSweepOutbox({ store, deliver, now }: Dependencies): () => Promise<void> {
  return async () => {
    const moment = now();
    const until = new Date(moment.getTime() + CLAIM_MS);
    const due = await store.claimDue({ now: moment, until, most: MOST_PER_SHARD });
    for (const id of due) void deliver(id, { entries: [], behind: true });
  };
}
