import { afterEach, describe, expect, inject, test } from 'vitest';
import type { OutboxItem } from '../../../handlers/talk/outbox-item.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { AppError } from '../../../models/store/errors.ts';
import { openSending, sayIn } from '../../support/sending.ts';
import { waitUntil } from '../../support/wait-until.ts';

const PERSON = 'A1';
const opened: { close(): void }[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

function open() {
  const sending = openSending(inject('redisUrl'));
  opened.push(sending);
  return sending;
}

test('what waits for its turn is not sent by a sweep that finds it in the outbox as well', async () => {
  const { openProcess, sent } = open();
  const reading = Promise.withResolvers<void>();
  const { store, commit, deliver } = openProcess({
    // The sweep reads the outbox only after the next answer was committed.
    waiting: (person) => reading.promise.then(() => store.waiting(person)),
  });
  await deliver(PERSON, { ...(await commit(PERSON, 'one')), behind: false });
  const sweep = deliver(PERSON, { entries: [], behind: true });
  const next = await commit(PERSON, 'two');
  expect(next.waiting).toBe('nothing');
  const delivery = deliver(PERSON, { ...next, behind: false });
  reading.resolve();
  await Promise.all([sweep, delivery]);
  expect(sent).toEqual(['one', 'two']);
  expect(await store.waiting(PERSON)).toEqual([]);
});

test('what one process commits while another is sending is sent by that one, after what it sends, and once', async () => {
  const { openProcess, sent } = open();
  const gate = Promise.withResolvers<string>();
  const busy = openProcess({ send: () => gate.promise });
  const other = openProcess();
  const delivery = busy.deliver(PERSON, { ...(await busy.commit(PERSON, 'one')), behind: false });
  expect((await other.commit(PERSON, 'two')).waiting).toBe('elsewhere');
  gate.resolve('');
  await delivery;
  expect(sent).toEqual(['one', 'two']);
  expect((await other.commit(PERSON, 'three')).waiting).toBe('nothing');
});

test('whoever sweeps goes on as the one who sends', async () => {
  const { openProcess, sent } = open();
  const dead = openProcess();
  await dead.commit(PERSON, 'one');
  const { store, commit, deliver } = openProcess();
  const later = new Date(Date.now() + 60_000);
  expect(await store.claimDue({ now: later, until: later, most: 10 })).toEqual([PERSON]);
  expect((await commit(PERSON, 'two')).waiting).toBe('here');
  await deliver(PERSON, { entries: [], behind: true });
  expect(sent).toEqual(['one', 'two']);
});

test('a chat on a channel that is switched off holds up nothing, and the person is told where they are reached', async () => {
  const { openProcess, sent } = open();
  const { commit, deliver, store } = openProcess({
    others: ['off too', 'on'].map((chat) => ({ channel: 'plain', chat })),
    async send({ chat }) {
      if (chat.startsWith('off')) throw new AppError('channel-off', { message: 'off' });
      return '1';
    },
  });
  await commit(PERSON, 'off');
  await commit(PERSON, 'two');
  await deliver(PERSON, { entries: [], behind: true });
  expect(sent).toEqual(['on', 'two']);
  expect(await store.waiting(PERSON)).toEqual([]);
});

test('whom the word of a loss does not reach is told by the next commit, whatever a process remembers', async () => {
  const { openProcess } = open();
  const { commit, deliver, store } = openProcess({
    send: () => Promise.reject(new AppError('chat-unreachable', { message: 'blocked' })),
  });
  await commit(PERSON, 'one');
  const { revision } = await store.load(PERSON);
  await deliver(PERSON, { entries: [], behind: true });
  const after = await store.load(PERSON);
  expect(after.restoredFrom).toEqual(new Date('2026-11-24T08:00:00.000Z'));
  expect(after.revision).toBeGreaterThan(revision);
});

/** The card after a message of a long answer. */
function savedCard(chat: string, which: { card: string; replaces?: string }): OutboxItem {
  return {
    ...(sayIn(chat) as Extract<OutboxItem, { kind: 'message' }>),
    ...{ replaces: null, ...which },
    output: {
      ...{ type: 'saved', how: 'more', length: 9, savedAt: '2026-11-24T08:00:00.000Z' },
      ...{ step: 'politics', number: 1, total: 3, part: 1, parts: 1, choices: [], actions: [] },
    },
  };
}

test('of cards that renew each other while one is on its way only the last is sent, in the place of the first', async () => {
  const { openProcess, sent } = open();
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
    await commit(PERSON, 'A', savedCard('A', { card: 'one' })),
    await commit(PERSON, 'A', savedCard('A', { card: 'two', replaces: 'one' })),
    await commit(PERSON, 'A', savedCard('A', { card: 'three', replaces: 'two' })),
  ];
  const [first, ...rest] = taken.map((one) => deliver(PERSON, { ...one, behind: one.waiting === 'here' }));
  gate.resolve();
  await Promise.all([first, ...rest]);
  expect(sent).toEqual(['A']);
  expect(replaced).toEqual([undefined]);
  expect(await store.waiting(PERSON)).toEqual([]);
});

test('what is left to a later delivery is said by that one, in its place', async () => {
  const { openProcess, sent } = open();
  const { commit, deliver } = openProcess();
  const [one, two] = [
    await commit(PERSON, 'A', savedCard('A', { card: 'one' })),
    await commit(PERSON, 'A', savedCard('A', { card: 'two', replaces: 'one' })),
  ];
  await deliver(PERSON, { ...one, behind: false, more: true });
  await deliver(PERSON, { ...two, behind: true });
  expect(sent).toEqual(['A']);
});

test('what is left to a later delivery that never comes is said all the same, and that of other processes with it', async () => {
  const { openProcess, sent } = open();
  const { commit, deliver } = openProcess();
  const other = openProcess();
  await deliver(PERSON, { ...(await commit(PERSON, 'one')), behind: false, more: true });
  expect((await other.commit(PERSON, 'two')).waiting).toBe('elsewhere');
  await waitUntil('both', () => sent.length === 2);
  expect(sent).toEqual(['one', 'two']);
});

test('what is to be done, such as the end of a binding, is left to no later delivery', async () => {
  const { openProcess, sent } = open();
  const { commit, deliver, store } = openProcess();
  const unlink = await commit(PERSON, 'A', {
    kind: 'unlink',
    address: { channel: 'plain', chat: 'A' },
  });
  await deliver(PERSON, { ...unlink, behind: false, more: true });
  expect(await store.waiting(PERSON)).toEqual([]);
  expect(sent).toEqual([]);
});

test('a card is changed in the chat that shows it; in another one, where its message has no such number, it is sent anew', async () => {
  const { openProcess } = open();
  const shown: [string, string | undefined][] = [];
  const { commit, deliver } = openProcess({
    async send({ chat }, { replaces }) {
      shown.push([chat, replaces]);
      return '1';
    },
  });
  for (const [chat, card, replaces] of [
    ['A', 'one', undefined],
    ['B', 'two', 'one'],
    ['B', 'three', 'two'],
    ['A', 'four', 'one'],
  ] as const) {
    const item = savedCard(chat, { card, ...(replaces === undefined ? {} : { replaces }) });
    const other = { ...item, address: { channel: 'plain', chat } } as OutboxItem;
    await deliver(PERSON, { ...(await commit(PERSON, chat, other)), behind: false });
  }
  expect(shown).toEqual([
    ['A', undefined],
    ['B', undefined],
    ['B', '2'],
    ['A', '1'],
  ]);
});

describe('what is held until a moment', () => {
  const PAUSE = 2_000;

  /** A process whose clock only moves when a test lets time pass, and a message that it holds. */
  function openHolding() {
    const sending = open();
    let time = Date.parse('2026-11-24T08:00:00Z');
    const now = () => new Date(time);
    const pass = (ms: number) => {
      time += ms;
    };
    const hold = (chat: string): OutboxItem => ({
      ...(sayIn(chat) as Extract<OutboxItem, { kind: 'message' }>),
      notBefore: new Date(time + PAUSE).toISOString(),
    });
    const openProcess = (how: Parameters<typeof sending.openProcess>[0] = {}) =>
      sending.openProcess({ ...how, now });
    return { ...sending, openProcess, pass, hold };
  }

  test('is sent then and not before, and holds nothing back, not even what other processes say', async () => {
    const { openProcess, sent, pass, hold } = openHolding();
    const [one, other] = [openProcess(), openProcess()];
    await one.deliver(PERSON, { ...(await one.commit(PERSON, 'held', hold('held'))), behind: false });
    const next = await other.commit(PERSON, 'next');
    expect(next.waiting).toBe('nothing');
    await other.deliver(PERSON, { ...next, behind: false });
    expect(sent).toEqual(['next']);
    pass(PAUSE);
    await other.deliver(PERSON, { entries: [], behind: true });
    expect(sent).toEqual(['next', 'held']);
    expect(await other.store.waiting(PERSON)).toEqual([]);
  });

  test('is never sent once it is withdrawn, whoever withdraws it', async () => {
    const { openProcess, sent, pass, hold } = openHolding();
    const [one, other] = [openProcess(), openProcess()];
    const held = await one.commit(PERSON, 'held', hold('held'));
    await one.deliver(PERSON, { ...held, behind: false });
    const outcome = await other.commitInstead(PERSON, held.id, sayIn('outcome'));
    await other.deliver(PERSON, { ...outcome, behind: false });
    pass(PAUSE);
    for (const { deliver } of [one, other]) await deliver(PERSON, { entries: [], behind: true });
    expect(sent).toEqual(['outcome']);
  });

  test('is not sent either where it is withdrawn while something before it is on its way', async () => {
    const { openProcess, sent, pass, hold } = openHolding();
    const onItsWay = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const { commit, commitInstead, deliver } = openProcess({
      async send() {
        onItsWay.resolve();
        await gate.promise;
        return '';
      },
    });
    await commit(PERSON, 'before');
    const held = await commit(PERSON, 'held', hold('held'));
    pass(PAUSE);
    const delivery = deliver(PERSON, { entries: [], behind: true });
    await onItsWay.promise;
    await commitInstead(PERSON, held.id, sayIn('outcome'));
    gate.resolve();
    await delivery;
    expect(sent).toEqual(['before', 'outcome']);
  });

  test('becomes what takes its place where it is withdrawn while it is on its way, though another clock is behind', async () => {
    const { openProcess, pass, hold } = openHolding();
    const onItsWay = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const shown: (string | undefined)[] = [];
    const one = openProcess({
      async send(_to, { replaces }) {
        shown.push(replaces);
        onItsWay.resolve();
        await gate.promise;
        return '';
      },
    });
    const other = openProcess({
      send: () => Promise.reject(new Error('It is sent by the one that is sending')),
    });
    const { notBefore } = hold('A') as { notBefore: string };
    const held = await one.commit(PERSON, 'A', {
      ...savedCard('A', { card: 'card' }),
      notBefore,
    } as OutboxItem);
    pass(PAUSE);
    const delivery = one.deliver(PERSON, { entries: [], behind: true });
    await onItsWay.promise;
    pass(-200);
    const outcome = savedCard('A', { card: 'card', replaces: 'card' });
    const next = await other.commitInstead(PERSON, held.id, outcome);
    expect(next.waiting).toBe('elsewhere');
    pass(200);
    gate.resolve();
    await delivery;
    expect(shown).toEqual([undefined, '1']);
  });

  test('is sent by another process where the one that committed it was killed meanwhile', async () => {
    const { openProcess, sent, pass, hold, redis, prefix } = openHolding();
    const [killed, other] = [openProcess(), openProcess()];
    for (const { senders } of [killed, other]) {
      await senders.subscribe();
      await senders.look();
    }
    await killed.deliver(PERSON, { ...(await killed.commit(PERSON, 'held', hold('held'))), behind: false });
    await killed.senders.leave();
    await other.look();
    expect(sent).toEqual([]);
    expect(await redis.hget(conversationKeys(prefix, PERSON).conversation, 'sender')).toBe(
      other.store.sender,
    );
    pass(PAUSE);
    await other.deliver(PERSON, { entries: [], behind: true });
    expect(sent).toEqual(['held']);
  });

  test('is sent by the process that holds it without being asked', async () => {
    const { openProcess, sent } = open();
    const { commit, deliver } = openProcess();
    const item = { ...sayIn('held'), notBefore: new Date(Date.now() + 20).toISOString() } as OutboxItem;
    await deliver(PERSON, { ...(await commit(PERSON, 'held', item)), behind: false });
    await waitUntil('the held message', () => sent.length === 1);
  });

  test('does not wait for a moment that a wrong clock made', async () => {
    const { openProcess, sent, pass, hold } = openHolding();
    pass(24 * 60 * 60 * 1000);
    const item = hold('held');
    pass(-24 * 60 * 60 * 1000);
    const { commit, deliver } = openProcess();
    await deliver(PERSON, { ...(await commit(PERSON, 'held', item)), behind: true });
    expect(sent).toEqual(['held']);
  });
});
