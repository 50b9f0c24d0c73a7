import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadLocales } from '../../bot/i18n.ts';
import type { OutboxItem } from '../../handlers/conversation.ts';
import { createDeliver } from '../../handlers/deliver.ts';
import { createLanes } from '../../handlers/lanes.ts';
import type { Message } from '../../handlers/ports.ts';
import { type ConversationStore, createConversationStore, outboxEntryId } from '../../models/conversation.ts';
import { createKeyRing } from '../../models/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';

const CONVERSATION = 'person:A1';
const prefix = `test-${randomUUID().slice(0, 8)}:`;
const redis = new Redis(inject('redisUrl'));
const locales = await loadLocales();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let store: ConversationStore;
let revision = 0;
beforeAll(() => {
  store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
});
afterAll(() => redis.disconnect());

/** Commits one thing to be said, as the conversation's next revision; returns it as a delivery takes it. */
async function commit() {
  const item: OutboxItem = {
    kind: 'say',
    say: { type: 'restored', at: '2026-11-24T08:00:00.000Z' },
    address: { channel: 'plain', chat: 'A1' },
    language: 'vi',
    flow: null,
    prompt: null,
    replaces: null,
  };
  const now = new Date();
  const { revision: reached, waiting } = await store.commit(CONVERSATION, {
    update: randomUUID(),
    revision,
    head: '{}',
    flow: null,
    outbox: [JSON.stringify(item)],
    now,
    dueAt: now,
  });
  revision = reached;
  return { entries: [{ id: outboxEntryId(revision, 0), item }], behind: waiting > 0 };
}

test('what waits for its turn is not sent by a sweep that finds it in the outbox as well', async () => {
  const sent: Message[] = [];
  let reading = Promise.resolve();
  const deliver = createDeliver({
    ...{ log, lanes: createLanes(), translator: locales.translator, now: () => new Date() },
    // The sweep reads the outbox only after the next answer was committed.
    store: { ...store, pending: (id) => reading.then(() => store.pending(id)) },
    reviews: { of: async () => null },
    identities: { note: async () => {}, unlink: async () => {}, elsewhere: async () => undefined },
    describeAccount: () => Promise.reject(new Error('nobody asked')),
    enqueueSubmission: async () => {},
    async send(_to, { message }) {
      sent.push(message);
      return String(sent.length);
    },
  });
  await deliver(CONVERSATION, await commit());
  expect(sent).toHaveLength(1);

  const { promise, resolve } = Promise.withResolvers<void>();
  reading = promise;
  const sweep = deliver(CONVERSATION, { entries: [], behind: true });
  const next = await commit();
  expect(next.behind).toBe(false);
  const delivery = deliver(CONVERSATION, next);
  resolve();
  await Promise.all([sweep, delivery]);
  expect(sent).toHaveLength(2);
  expect(await store.pending(CONVERSATION)).toEqual([]);
});
