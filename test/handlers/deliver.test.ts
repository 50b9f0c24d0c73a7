import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, inject, test } from 'vitest';
import { loadLocales } from '../../bot/i18n.ts';
import type { OutboxItem } from '../../handlers/conversation.ts';
import { createDeliver } from '../../handlers/deliver.ts';
import { createLanes } from '../../handlers/lanes.ts';
import type { Address, Send } from '../../handlers/ports.ts';
import { type ConversationStore, createConversationStore, outboxEntryId } from '../../models/conversation.ts';
import { createKeyRing } from '../../models/encryption.ts';
import { AppError } from '../../models/errors.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';

const CONVERSATION = 'person:A1';
const redis = new Redis(inject('redisUrl'));
const locales = await loadLocales();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

afterAll(() => redis.disconnect());

/** One conversation, and the processes that commit and send what it has to say. */
function openConversation() {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const sent: string[] = [];
  let revision = 0;

  /** `send` and `pending` may be slower than usual. */
  function openProcess(
    slow: { send?: Send; pending?: ConversationStore['pending']; others?: Address[] } = {},
  ) {
    const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
    const deliver = createDeliver({
      ...{ log, lanes: createLanes(), translator: locales.translator, now: () => new Date() },
      store: { ...store, ...(slow.pending === undefined ? {} : { pending: slow.pending }) },
      reviews: { of: async () => null },
      identities: { note: async () => {}, unlink: async () => {}, elsewhere: async () => slow.others ?? [] },
      describeAccount: () => Promise.reject(new Error('nobody asked')),
      enqueueSubmission: async () => {},
      async send(to, outgoing) {
        await slow.send?.(to, outgoing);
        sent.push(to.chat);
        return String(sent.length);
      },
    });
    return {
      store,
      deliver: (taken: Parameters<typeof deliver>[1]) => deliver(CONVERSATION, taken),
      /** Commits something to be said in a chat; returns it as a delivery takes it. */
      async commit(chat: string, item = sayIn(chat)) {
        const now = new Date();
        const result = await store.commit(CONVERSATION, {
          ...{ update: randomUUID(), revision, head: '{}', flow: null, outbox: [JSON.stringify(item)] },
          ...{ now, dueAt: now },
        });
        revision = result.revision;
        return { entries: [{ id: outboxEntryId(revision, 0), item }], waiting: result.waiting };
      },
    };
  }
  return { openProcess, sent };
}

function sayIn(chat: string): OutboxItem {
  return {
    kind: 'say',
    say: { type: 'restored', at: '2026-11-24T08:00:00.000Z' },
    address: { channel: 'plain', chat },
    language: 'vi',
    flow: null,
    prompt: null,
    replaces: null,
  };
}

test('what waits for its turn is not sent by a sweep that finds it in the outbox as well', async () => {
  const { openProcess, sent } = openConversation();
  const reading = Promise.withResolvers<void>();
  const { store, commit, deliver } = openProcess({
    // The sweep reads the outbox only after the next answer was committed.
    pending: (id) => reading.promise.then(() => store.pending(id)),
  });
  await deliver({ ...(await commit('one')), behind: false });
  const sweep = deliver({ entries: [], behind: true });
  const next = await commit('two');
  expect(next.waiting).toBe('nothing');
  const delivery = deliver({ ...next, behind: false });
  reading.resolve();
  await Promise.all([sweep, delivery]);
  expect(sent).toEqual(['one', 'two']);
  expect(await store.pending(CONVERSATION)).toEqual([]);
});

test('what one process commits while another is sending is sent by that one, after what it sends, and once', async () => {
  const { openProcess, sent } = openConversation();
  const gate = Promise.withResolvers<string>();
  const busy = openProcess({ send: () => gate.promise });
  const other = openProcess();
  const delivery = busy.deliver({ ...(await busy.commit('one')), behind: false });
  expect((await other.commit('two')).waiting).toBe('elsewhere');
  gate.resolve('');
  await delivery;
  expect(sent).toEqual(['one', 'two']);
  expect((await other.commit('three')).waiting).toBe('nothing');
});

test('whoever sweeps goes on as the one who sends', async () => {
  const { openProcess, sent } = openConversation();
  const dead = openProcess();
  await dead.commit('one');
  const { store, commit, deliver } = openProcess();
  const later = new Date(Date.now() + 1_000);
  expect(await store.claimDue({ now: later, until: later, most: 10 })).toEqual([CONVERSATION]);
  expect((await commit('two')).waiting).toBe('here');
  await deliver({ entries: [], behind: true });
  expect(sent).toEqual(['one', 'two']);
});

test('a chat on a channel that is switched off holds up nothing, and the person is told where they are reached', async () => {
  const { openProcess, sent } = openConversation();
  const { commit, deliver, store } = openProcess({
    others: ['off too', 'on'].map((chat) => ({ channel: 'plain', chat })),
    async send({ chat }) {
      if (chat.startsWith('off')) throw new AppError('channel-off', { message: 'off' });
      return '1';
    },
  });
  await commit('off');
  await commit('two');
  await deliver({ entries: [], behind: true });
  expect(sent).toEqual(['on', 'two']);
  expect(await store.pending(CONVERSATION)).toEqual([]);
});

/** The card after a message of a long answer. */
function savedCard(chat: string, which: { prompt: string; replaces?: string }): OutboxItem {
  return {
    ...(sayIn(chat) as Extract<OutboxItem, { kind: 'say' }>),
    ...{ replaces: null, ...which },
    say: {
      ...{ type: 'saved', how: 'more', length: 9, savedAt: '2026-11-24T08:00:00.000Z' },
      ...{ step: 'politics', number: 1, total: 3, choices: [], actions: [] },
    },
  };
}

test('of cards that renew each other while one is on its way only the last is sent, in the place of the first', async () => {
  const { openProcess, sent } = openConversation();
  const gate = Promise.withResolvers<void>();
  const replaced: (string | undefined)[] = [];
  const { store, commit, deliver } = openProcess({
    async send(_to, { replaces }) {
      replaced.push(replaces);
      await gate.promise;
      return '1';
    },
  });
  const taken = [
    await commit('A', savedCard('A', { prompt: 'one' })),
    await commit('A', savedCard('A', { prompt: 'two', replaces: 'one' })),
    await commit('A', savedCard('A', { prompt: 'three', replaces: 'two' })),
  ];
  const [first, ...rest] = taken.map((one) => deliver({ ...one, behind: one.waiting === 'here' }));
  gate.resolve();
  await Promise.all([first, ...rest]);
  expect(sent).toEqual(['A']);
  expect(replaced).toEqual([undefined]);
  expect(await store.readCard(CONVERSATION)).toMatchObject({ prompt: 'three' });
  expect(await store.pending(CONVERSATION)).toEqual([]);
});
