import type { ConversationStore, StoredConversation } from '../../models/chat/conversation.ts';
import { nameMessage } from '../../models/chat/outbox.ts';
import type { Log } from '../ports.ts';
import type { RecentConversations } from './recent-conversations.ts';
import type { Situation } from './situation.ts';
import { decodeConversation } from './stored-conversation.ts';

export interface LoadConversationDependencies {
  store: Pick<ConversationStore, 'load'>;
  /** Brings back a conversation that Redis lost; whether there was a copy. */
  restore(person: string): Promise<boolean>;
  recent: RecentConversations;
  log: Log;
}

type Loaded = Pick<Situation, 'conversation' | 'restoredFrom' | 'repliedTo'>;

/** The conversation that an event comes into: at the first try as it was committed last, else read from the store. */
export async function loadConversation(
  dependencies: LoadConversationDependencies,
  { person, event, attempt }: { person: string; event: Situation['event']; attempt: number },
): Promise<Loaded> {
  const { input } = event;
  const replyTo = input.type === 'text' ? input.replyTo : undefined;
  // Which message shows a card is noted when it was sent, after the commit.
  const recent = attempt === 1 && replyTo === undefined ? dependencies.recent.get(person) : undefined;
  if (recent !== undefined) return { conversation: recent };
  const wasThere = attempt > 1 || input.type === 'press';
  const { messages, ...loaded } = await readStored(dependencies, { person, wasThere });
  if (replyTo === undefined) return loaded;
  const name = event.address === null ? undefined : nameMessage(event.address, replyTo);
  return { ...loaded, repliedTo: Object.keys(messages).filter((card) => messages[card] === name) };
}

/** `wasThere` says that there was one before: if it is nowhere to be found, it is lost. */
async function readStored(
  { store, restore, log }: LoadConversationDependencies,
  { person, wasThere }: { person: string; wasThere: boolean },
): Promise<Omit<Loaded, 'repliedTo'> & Pick<StoredConversation, 'messages'>> {
  let stored = await store.load(person);
  if (stored.revision === 0 && (await restore(person))) {
    log.warn({ person }, 'A conversation was restored from its copy');
    stored = await store.load(person);
  }
  const isLost = stored.revision === 0 && wasThere;
  const { restoredFrom = isLost ? null : undefined, messages } = stored;
  const conversation = decodeConversation(person, stored);
  if (conversation.unreadable !== undefined) {
    const { why } = conversation.unreadable;
    log.error({ person, why }, 'A draft is not of a shape that this version reads; it is left as it is');
  }
  return { conversation, messages, ...(restoredFrom === undefined ? {} : { restoredFrom }) };
}
