import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, inject, test } from 'vitest';
import { createConversationStore } from '../../../models/chat/conversation.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { nameMessage } from '../../../models/chat/outbox.ts';
import { identityText } from '../../../models/review/draft.ts';
import { createKeyRing } from '../../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { changeOf, identityOf } from '../../support/conversation-change.ts';

const redis = new Redis(inject('redisUrl'));
afterAll(() => redis.disconnect());

const NOW = Date.UTC(2026, 10, 24, 8);
const at = (seconds: number) => new Date(NOW + seconds * 1_000);

test('nobody takes over what is still being sent', async () => {
  const store = createConversationStore({
    ...{ redis, keys: createKeyRing(CONTRACT_KEYS) },
    prefix: `test-${randomUUID().slice(0, 8)}:`,
  });
  await store.commit('slow', changeOf({ update: 'u', outbox: ['{}'], now: at(0), dueAt: at(15) }));
  await store.extendClaims(['slow', 'done'], at(30));
  expect(await store.claimDue({ now: at(20), until: at(35), most: 10 })).toEqual([]);
  expect(await store.claimDue({ now: at(31), until: at(46), most: 10 })).toEqual(['slow']);
});

test('what was left to be sent under a clock a day ahead is found by the right one; what is not due is left alone', async () => {
  const store = createConversationStore({
    ...{ redis, keys: createKeyRing(CONTRACT_KEYS) },
    prefix: `test-${randomUUID().slice(0, 8)}:`,
  });
  const leave = (person: string, dueAt: Date) =>
    store.commit(person, changeOf({ update: 'u', outbox: ['{}'], now: dueAt, dueAt }));
  await leave('soon', at(15));
  await leave('tomorrow', at(86_400));
  const claim = () => store.claimDue({ now: at(0), until: at(15), most: 10 });
  expect(await claim()).toEqual(['tomorrow']);
  expect(await claim()).toEqual([]);
});

test('a conversation that is spoilt keeps no other from being claimed or taken over', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const keys = createKeyRing(CONTRACT_KEYS);
  const store = createConversationStore({ redis, keys, prefix });
  // So many that each shard has several.
  const people = Array.from({ length: 64 }, (_, number) => `A${number}`);
  for (const person of people) {
    await store.commit(person, changeOf({ update: 'u', outbox: ['{}'], now: at(0), dueAt: at(15) }));
  }
  await redis.set(conversationKeys(prefix, 'A0').conversation, 'spoilt');
  const others = people.slice(1).toSorted();

  const successor = createConversationStore({ redis, keys, prefix });
  const taken = await successor.takeOver({ from: store.sender, until: at(15), most: 64 });
  expect(taken.taken.toSorted()).toEqual(others);
  const claimed = await store.claimDue({ now: at(16), until: at(31), most: 64 });
  expect(claimed.toSorted()).toEqual([...others, 'A0'].toSorted());
});

function openStore() {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  return createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
}

const draftOf = (id: string, cycle: string, fields: Record<string, string | null> = { a: id }) => ({
  ...{ id, fields, texts: [{ id: 1, text: `text of ${id}` }], dropped: [] },
  identity: identityText({ ...identityOf('A'), cycle }),
});

test('a person has any number of drafts: each is found by what it is about, and the one in front is loaded', async () => {
  const store = openStore();
  const drafts = [draftOf('d1', '2026'), draftOf('d2', '2027')];
  const { revision } = await store.commit('A', changeOf({ update: 'u1', front: 'd1', drafts }));
  expect(await store.load('A')).toMatchObject({ revision, draft: { id: 'd1', fields: { a: 'd1' } } });
  expect(await store.findDraft('A', draftOf('d2', '2027').identity)).toBe('d2');
  expect(await store.findDraft('A', draftOf('d3', '2028').identity)).toBeNull();
  expect((await store.listDrafts('A')).toSorted()).toEqual(['d1', 'd2']);

  const changed = [draftOf('d2', '2027', { a: null, b: 'new' })];
  await store.commit('A', changeOf({ update: 'u2', revision, front: 'd2', drafts: changed }));
  expect(await store.load('A')).toMatchObject({ draft: { id: 'd2', fields: { b: 'new' } } });
  expect(await store.loadDraft('A', 'd1')).toMatchObject({ fields: { a: 'd1' } });
  expect(await store.readTexts('A', { draft: 'd1', parts: [1, 2] })).toEqual(new Map([[1, 'text of d1']]));
});

test('a command stays until it has an outcome, sent or not, and comes before what is said', async () => {
  const store = openStore();
  const change = { update: 'u1', commands: ['"do it"'], outbox: ['"say it"'] };
  const { revision } = await store.commit('A', changeOf(change));
  const [command, said] = (await store.waiting('A')) ?? [];
  expect([command?.json, said?.json]).toEqual(['"do it"', '"say it"']);
  await store.complete('A', { entries: [command?.id ?? '', said?.id ?? ''], sent: [] });
  expect(await store.waiting('A')).toEqual([]);
  expect(await store.readCommand('A', command?.id ?? '')).toBe('"do it"');

  const finished = [command?.id ?? ''];
  await store.commit('A', changeOf({ update: 'u2', revision, finished }));
  expect(await store.readCommand('A', command?.id ?? '')).toBeNull();
});

test('which message shows a card is known until the card is forgotten', async () => {
  const store = openStore();
  const address = { channel: 'plain', chat: 'A' };
  const { revision } = await store.commit('A', changeOf({ update: 'u1' }));
  await store.complete('A', {
    entries: ['x'],
    sent: [
      { card: 'c1', message: '7', address },
      { card: 'c2', message: '8', address },
    ],
  });
  const named = { c1: nameMessage(address, '7'), c2: nameMessage(address, '8') };
  expect((await store.load('A')).messages).toEqual(named);
  const messageIn = async (chat: string) =>
    (await store.readSendingState('A', { card: 'c2', address: { ...address, chat }, entry: 'any' })).message;
  expect(await messageIn('A')).toBe('8');
  expect(await messageIn('B')).toBeNull();
  await store.commit('A', changeOf({ update: 'u2', revision, forgotten: ['c1'] }));
  expect((await store.load('A')).messages).toEqual({ c2: named.c2 });
});

test('where a person stands and their cards lie sealed, for they name chats and words that were looked for', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
  const [head, cards] = ['{"search":"biểu mẫu khó"}', '{"live":"biểu mẫu khó"}'];
  await store.commit('A', changeOf({ update: 'u', head, cards }));
  const raw = await redis.hgetall(conversationKeys(prefix, 'A').conversation);
  expect(JSON.stringify(raw)).not.toContain('biểu mẫu');
  expect(await store.load('A')).toMatchObject({ head, cards });
});

test('a draft with more words than a script passes on at once is erased whole', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
  const identity = identityText(identityOf('long'));
  const parts = Array.from({ length: 10_000 }, (_, part) => part);
  const draft = { id: 'd', identity, fields: {}, texts: [], dropped: [] };
  const texts = parts.map((id) => ({ id, text: 'word' }));
  const { revision } = await store.commit('long', changeOf({ update: 'w', drafts: [{ ...draft, texts }] }));
  expect((await store.listContents('long', 'd')).parts).toHaveLength(parts.length);
  await store.commit('long', changeOf({ update: 'e', revision, drafts: [{ ...draft, dropped: parts }] }));
  expect((await store.listContents('long', 'd')).parts).toEqual([]);
});

test('a commit is taken where a conversation was lost and what it had to say was not', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
  await store.commit('lost', changeOf({ update: 'one', outbox: ['{}'] }));
  await redis.del(conversationKeys(prefix, 'lost').conversation);
  const { status } = await store.commit('lost', changeOf({ update: 'two', outbox: ['{}'] }));
  expect(status).toBe('committed');
  expect(await store.waiting('lost')).toHaveLength(2);
});
