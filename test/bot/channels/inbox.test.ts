import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createInbox, type Inbox, type InboxNotice } from '../../../bot/channels/inbox.ts';
import { createInboxStore, type InboxStore, readParked } from '../../../models/chat/inbox.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { waitUntil } from '../../support/wait-until.ts';

const TICK_MS = 200;
const redis = new Redis(inject('redisUrl'));
const keys = createKeyRing(generateKeyRing());
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let prefix: string;
let end: AbortController;
let clock: FakeClock;
/** What was committed, in order. */
let committed: string[];
/** What cannot be committed. */
let broken: Set<string>;
let notices: [chat: string, notice: InboxNotice][];

beforeEach(() => {
  prefix = `test-${randomUUID().slice(0, 8)}:`;
  end = new AbortController();
  clock = createFakeClock();
  committed = [];
  broken = new Set();
  notices = [];
});

afterEach(() => end.abort());
afterAll(() => redis.disconnect());

/** One process: `take` puts an update in as its channel does. */
function openProcess(changes: Partial<InboxStore> & { keys?: typeof keys } = {}) {
  const store = createInboxStore({ redis, prefix, keys: changes.keys ?? keys, channel: 'plain' });
  const commit = async (raw: unknown) => {
    const text = String(raw);
    if (text === 'hangs') return new Promise<never>(() => undefined);
    if (broken.has(text)) throw new Error('it is broken');
    committed.push(text);
    return true;
  };
  const inbox: Inbox = createInbox({
    ...{ log, commit, now: clock.now, pause: clock.pause, ending: end.signal },
    store: { ...store, ...changes },
    tell: (notice, { chat }) => notices.push([chat, notice]),
  });
  const take = (chat: string, text: string) =>
    inbox.take(
      { chat, update: text, at: clock.now().toISOString() },
      { raw: text, commit: async () => void (await commit(text)) },
    );
  return { inbox, take };
}

/** Lets the inbox be worked off, look for look, until something has come true. Between looks the stores have time. */
function workOffUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  return waitUntil(what, async () => {
    if (await isSo()) return true;
    await clock.pass(TICK_MS);
    return false;
  });
}

test('what another process takes does not overtake what waits in the same chat', async () => {
  const [one, other] = [openProcess(), openProcess()];
  broken.add('1');
  await one.take('A', '1');
  await other.take('A', '2');
  await other.take('B', 'b');
  expect(committed).toEqual(['b']);
  broken.clear();
  void other.inbox.retryKept();
  await workOffUntil('both', () => committed.length === 3);
  expect(committed).toEqual(['b', '1', '2']);
  expect(await one.take('A', '3')).toBeUndefined();
  await workOffUntil('the third', () => committed.at(-1) === '3');
});

test('one that fails again and again is parked, told once, and seen, until it gets through', async () => {
  const { inbox, take } = openProcess();
  broken.add('1');
  await take('A', '1');
  await take('A', '2');
  void inbox.retryKept();
  await workOffUntil('the notice', () => notices.length > 0);
  expect(await readParked({ redis, prefix })).toMatchObject({ updates: 2, chats: 1 });
  for (let ticks = 0; ticks < 20; ticks += 1) await clock.pass(TICK_MS);
  expect(notices).toEqual([['A', 'kept']]);
  broken.clear();
  await workOffUntil('both', () => committed.length === 2);
  expect(committed).toEqual(['1', '2']);
  await workOffUntil('the end', async () => (await readParked({ redis, prefix })).updates === 0);
  expect(await redis.keys(`${prefix}*`)).toEqual([]);
});

test('while the store is away, all that wait in a chat come again, none of them alone', async () => {
  let isAway = true;
  const store = createInboxStore({ redis, prefix, keys, channel: 'plain' });
  const { take } = openProcess({
    add: (chat, what) => (isAway ? Promise.reject(new Error('away')) : store.add(chat, what)),
  });
  broken.add('1');
  const taken = await Promise.allSettled(['1', '2', '3'].map((text) => take('A', text)));
  expect(taken.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(committed).toEqual([]);
  isAway = false;
  broken.clear();
  await Promise.all(['1', '2', '3'].map((text) => take('A', text)));
  expect(committed).toEqual(['1', '2', '3']);
});

test('an update that hangs is not waited for', async () => {
  const { take } = openProcess();
  const hanging = take('A', 'hangs');
  await take('B', 'b');
  await clock.pass(10_000);
  await hanging;
  expect(committed).toEqual(['b']);
});

test('where each try hangs, the person is told after the first one, not after the fifth', async () => {
  const { inbox, take } = openProcess();
  const hanging = take('A', 'hangs');
  await clock.pass(10_000);
  await hanging;
  void inbox.retryKept();
  await workOffUntil('the next try', () => clock.pausing().includes(10_000));
  expect(notices).toEqual([]);
  await clock.pass(10_000);
  await waitUntil('the notice', () => notices.length > 0);
  expect(notices).toEqual([['A', 'kept']]);
  expect(await readParked({ redis, prefix })).toMatchObject({ updates: 1, chats: 1 });
});

test('an update whose key is gone stays, is seen, and holds up no other chat', async () => {
  broken.add('1');
  await openProcess().take('A', '1');
  const { inbox, take } = openProcess({ keys: createKeyRing(generateKeyRing()) });
  broken.add('b');
  await take('B', 'b');
  broken.clear();
  void inbox.retryKept();
  await workOffUntil('the other chat', () => committed.length === 1);
  await workOffUntil('the notice', () => notices.length > 0);
  expect(await readParked({ redis, prefix })).toMatchObject({ updates: 1, chats: 1 });
  expect(await redis.keys(`${prefix}{inbox}:entries:*`)).toEqual([`${prefix}{inbox}:entries:plain:A`]);
});

test('while one chat floods, others are committed before the flood is worked off', async () => {
  const { inbox, take } = openProcess();
  const flood = Array.from({ length: 150 }, (_, count) => take('A', `ý ${count}`));
  await take('B', 'b');
  await Promise.all(flood);
  expect(committed.length).toBeLessThan(20);
  expect(committed).toContain('b');
  void inbox.retryKept();
  await clock.pass(TICK_MS);
  await waitUntil('the first of the flood', () => committed.includes('ý 0'));
  await take('C', 'c');
  expect(committed).toContain('c');
  expect(committed).not.toContain('ý 149');
  await workOffUntil('all', () => committed.includes('ý 149'));
  const ofFlood = committed.filter((text) => text.startsWith('ý'));
  expect(ofFlood).toEqual(Array.from({ length: 150 }, (_, count) => `ý ${count}`));
});

test('beyond what is kept for one chat messages are refused, and the person is told so once a minute', async () => {
  const { take } = openProcess();
  broken.add('0');
  await Promise.all(Array.from({ length: 250 }, (_, count) => take('A', `${count}`)));
  await take('A', 'one more');
  expect(notices).toEqual([['A', 'not-kept']]);
  expect(await redis.llen(`${prefix}{inbox}:order:plain:A`)).toBe(200);
});

test('while the inbox of a chat is full, what comes on is refused without asking the store each time', async () => {
  const store = createInboxStore({ redis, prefix, keys, channel: 'plain' });
  let asked = 0;
  const { inbox, take } = openProcess({
    add(chat, what) {
      asked += 1;
      return store.add(chat, what);
    },
  });
  const flood = (first: number) =>
    Promise.all(Array.from({ length: 100 }, (_, count) => take('A', `${first + count}`)));
  await flood(0);
  await flood(100);
  await flood(200);
  expect(asked).toBe(3);
  await flood(300);
  await flood(400);
  expect(asked).toBe(3);
  expect(notices).toEqual([['A', 'not-kept']]);
  void inbox.retryKept();
  await workOffUntil('some room', () => committed.length >= 20);
  await take('A', 'after it');
  expect(asked).toBe(4);
  await workOffUntil('all', () => committed.includes('after it'));
  expect(committed).toEqual([...Array.from({ length: 200 }, (_, count) => `${count}`), 'after it']);
});
