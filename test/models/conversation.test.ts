import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, inject, test } from 'vitest';
import { createConversationStore } from '../../models/conversation.ts';
import { conversationKeys } from '../../models/conversation-keys.ts';
import { createKeyRing } from '../../models/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';

const redis = new Redis(inject('redisUrl'));
afterAll(() => redis.disconnect());

const NOW = Date.UTC(2026, 10, 24, 8);
const at = (seconds: number) => new Date(NOW + seconds * 1_000);

test('nobody takes over what is still being sent', async () => {
  const store = createConversationStore({
    ...{ redis, keys: createKeyRing(CONTRACT_KEYS) },
    prefix: `test-${randomUUID().slice(0, 8)}:`,
  });
  await store.commit('person:slow', {
    ...{ update: 'u', revision: 0, head: '{}', flow: null, outbox: ['{}'] },
    ...{ now: at(0), dueAt: at(15) },
  });
  await store.hold(['person:slow', 'person:done'], at(30));
  expect(await store.claimDue({ now: at(20), until: at(35), most: 10 })).toEqual([]);
  expect(await store.claimDue({ now: at(31), until: at(46), most: 10 })).toEqual(['person:slow']);
});

test('what was left to be sent under a clock a day ahead is found by the right one; what is not due is left alone', async () => {
  const store = createConversationStore({
    ...{ redis, keys: createKeyRing(CONTRACT_KEYS) },
    prefix: `test-${randomUUID().slice(0, 8)}:`,
  });
  const leave = (person: string, dueAt: Date) =>
    store.commit(person, {
      ...{ update: 'u', revision: 0, head: '{}', flow: null, outbox: ['{}'] },
      ...{ now: dueAt, dueAt },
    });
  await leave('person:soon', at(15));
  await leave('person:tomorrow', at(86_400));
  const claim = () => store.claimDue({ now: at(0), until: at(15), most: 10 });
  expect(await claim()).toEqual(['person:tomorrow']);
  expect(await claim()).toEqual([]);
});

test('a conversation that is spoilt keeps no other from being claimed or taken over', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const keys = createKeyRing(CONTRACT_KEYS);
  const store = createConversationStore({ redis, keys, prefix });
  // So many that each shard has several.
  const people = Array.from({ length: 64 }, (_, number) => `person:A${number}`);
  for (const person of people) {
    await store.commit(person, {
      ...{ update: `u ${person}`, revision: 0, head: '{}', flow: null, outbox: ['{}'] },
      ...{ now: at(0), dueAt: at(15) },
    });
  }
  await redis.set(conversationKeys(prefix, 'person:A0').conversation, 'spoilt');
  const others = people.slice(1).toSorted();

  const successor = createConversationStore({ redis, keys, prefix });
  const taken = await successor.takeOver({ from: store.sender, until: at(15), most: 64 });
  expect(taken.taken.toSorted()).toEqual(others);
  const claimed = await store.claimDue({ now: at(16), until: at(31), most: 64 });
  expect(claimed.toSorted()).toEqual([...others, 'person:A0'].toSorted());
});
