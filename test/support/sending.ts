import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { loadLocales } from '../../bot/i18n.ts';
import { createDeliver } from '../../handlers/deliver/deliver.ts';
import { createTakeOver } from '../../handlers/deliver/take-over.ts';
import { createKeyedQueue } from '../../handlers/keyed-queue.ts';
import type { Address, Send } from '../../handlers/ports.ts';
import { momentOf } from '../../handlers/talk/list-outbox-items.ts';
import type { OutboxItem } from '../../handlers/talk/outbox-item.ts';
import { outboxEntryId } from '../../models/chat/commit-conversation.ts';
import { type ConversationStore, createConversationStore } from '../../models/chat/conversation.ts';
import { createSenders } from '../../models/chat/senders.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { changeOf } from './conversation-change.ts';

const locales = await loadLocales();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Processes that commit and send messages, with Redis keys of their own. */
export function openSending(redisUrl: string) {
  const redis = new Redis(redisUrl);
  const lines: Redis[] = [];
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const sent: string[] = [];
  const revisions = new Map<string, number>();

  /** `send` and `waiting` may be slower than usual. */
  function openProcess(
    slow: { send?: Send; waiting?: ConversationStore['waiting']; others?: Address[]; now?: () => Date } = {},
  ) {
    const { now = () => new Date() } = slow;
    const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
    const { deliver, extendClaims } = createDeliver({
      ...{ log, keyedQueue: createKeyedQueue(), translator: locales.translator, now },
      store: { ...store, ...(slow.waiting === undefined ? {} : { waiting: slow.waiting }) },
      findQuestions: { any: async () => null },
      identities: { note: async () => {}, unlink: async () => {}, elsewhere: async () => slow.others ?? [] },
      enqueueCommand: async () => {},
      takesFiles: () => true,
      invitationLinks: () => [],
      async send(to, outgoing) {
        await slow.send?.(to, outgoing);
        sent.push(to.chat);
        return String(sent.length);
      },
    });
    async function commitItem(person: string, of: { item: OutboxItem; withdrawn?: string[] }) {
      const { item, withdrawn = [] } = of;
      const revision = revisions.get(person) ?? 0;
      const dueAt = new Date(now().getTime() + 15_000);
      const notBefore = momentOf(item);
      const json = JSON.stringify(item);
      const said = notBefore === undefined ? { outbox: [json] } : { held: [{ json, notBefore }] };
      const change = { update: randomUUID(), revision, ...said, withdrawn, now: now(), dueAt };
      const result = await store.commit(person, changeOf(change));
      revisions.set(person, result.revision);
      const id = outboxEntryId(result.revision, 0, notBefore);
      return { id, entries: [{ id, item }], waiting: result.waiting };
    }

    const line = new Redis(redisUrl, { autoResubscribe: false });
    lines.push(line);
    const senders = createSenders({ redis, line, prefix, name: store.sender });
    return {
      ...{ store, deliver, extendClaims, line, senders },
      /** Takes over once what other processes left. */
      look: createTakeOver({ store, senders, deliver, now, log }),
      /** Commits a message for a chat; returns what `deliver` takes. */
      commit: (person: string, chat: string, item = sayIn(chat)) => commitItem(person, { item }),
      /** The same, and withdraws an entry. */
      commitInstead: (person: string, withdrawn: string, item: OutboxItem) =>
        commitItem(person, { item, withdrawn: [withdrawn] }),
    };
  }
  return {
    ...{ openProcess, sent, redis, prefix },
    close() {
      for (const connection of [redis, ...lines]) connection.disconnect();
    },
  };
}

/** A message for a chat. */
export function sayIn(chat: string): OutboxItem {
  return {
    kind: 'message',
    output: { type: 'restored', at: '2026-11-24T08:00:00.000Z' },
    address: { channel: 'plain', chat },
    language: 'vi',
    draft: null,
    card: null,
    replaces: null,
  };
}
