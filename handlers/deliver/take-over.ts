import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Senders } from '../../models/chat/senders.ts';
import type { Log } from '../ports.ts';
import type { Deliver } from './deliver.ts';

const MOST_PER_SHARD = 20;
/** As for the sweeper: what is not sent by then is due again. */
const CLAIM_MS = 15_000;

interface Dependencies {
  store: ConversationStore;
  senders: Senders;
  deliver: Deliver;
  now(): Date;
  log: Log;
}

/**
 * Looks once for processes that died, and sends what they had committed but not sent. To be repeated in every process
 * that sends, so that people need not wait for the sweeper. Rejects if Redis does not answer.
 */
export function createTakeOver(dependencies: Dependencies): () => Promise<void> {
  const { store, senders, deliver, now, log } = dependencies;
  return async () => {
    for (const name of await findDead(senders)) {
      const until = new Date(now().getTime() + CLAIM_MS);
      const { taken, rest } = await store.takeOver({ from: name, until, most: MOST_PER_SHARD });
      for (const id of taken) void deliver(id, { entries: [], behind: true });
      if (taken.length > 0) log.info({ count: taken.length }, 'What a process that ended left is sent');
      if (!rest) await senders.forget(name);
    }
  };
}

/** A process that takes something over must be known to the others itself, as it may die at once. */
async function findDead(senders: Senders): Promise<string[]> {
  const found = await senders.look();
  if (found.isSeen) return found.dead;
  await senders.subscribe();
  return (await senders.look()).dead;
}
