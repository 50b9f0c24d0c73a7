import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { connectDatabase, type Database } from '../../models/connection.ts';
import { createConversationStore } from '../../models/conversation.ts';
import { conversationKeys } from '../../models/conversation-keys.ts';
import { copyDrafts, restoreConversation } from '../../models/draft.ts';
import { createKeyRing } from '../../models/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { databaseUri } from '../support/app.ts';

const FLOW = 'self-review:CB-2026';
const redis = new Redis(inject('redisUrl'));
let database: Database;

beforeAll(async () => {
  database = await connectDatabase(databaseUri(randomUUID().slice(0, 8)));
}, 60_000);
afterAll(async () => {
  await database.close();
  redis.disconnect();
});

/** A conversation of its own, whose draft gets one field after the other. */
function openDraft(person: string, prefix = `test-${randomUUID().slice(0, 8)}:`) {
  const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
  let revision = 0;
  return {
    prefix,
    async change(field: string): Promise<void> {
      const now = new Date();
      const flow = { key: FLOW, fields: { [field]: `${field} ${revision}` }, texts: [], dropped: [] };
      const change = { update: `u${revision}`, revision, head: '{}', flow, outbox: [], now, dueAt: now };
      revision = (await store.commit(`person:${person}`, change)).revision;
    },
    /** Whether a change is taken that was computed from this revision. */
    async takes(from: number): Promise<boolean> {
      const now = new Date();
      const change = {
        update: randomUUID(),
        revision: from,
        head: '{}',
        flow: null,
        outbox: [],
        now,
        dueAt: now,
      };
      return (await store.commit(`person:${person}`, change)).status === 'committed';
    },
    revision: () => revision,
    /** What was said is settled, and with it the newest card. */
    settle: () => store.settle(`person:${person}`, { entries: ['x'], card: { prompt: 'p', message: 'm' } }),
    async lose(): Promise<void> {
      await redis.del(...(await redis.keys(`${prefix}*`)));
    },
    /** Brings back from the copy what Redis lost; the fields that are there then. */
    async restore(): Promise<string[]> {
      await restoreConversation(
        { redis, prefix, drafts: database.drafts },
        { conversation: `person:${person}`, now: new Date() },
      );
      const { revision: restored, flow: restoredFlow } = await store.load(`person:${person}`);
      revision = restored;
      return Object.keys(restoredFlow?.fields ?? {}).sort();
    },
    copy: (drafts = database.drafts) =>
      copyDrafts({ redis, prefix, drafts }, { atOnce: 10, now: new Date() }),
    async copied(): Promise<string[]> {
      const copy = await database.drafts.findById(`person:${person} ${FLOW}`).lean();
      return Object.keys(copy?.fields ?? {}).sort();
    },
  };
}

/** A database that comes to the next bulk write, and does it when it is let. */
function slowDrafts() {
  const reached = Promise.withResolvers<void>();
  const { promise: permission, resolve: go, reject: fail } = Promise.withResolvers<void>();
  const drafts: Database['drafts'] = new Proxy(database.drafts, {
    get: (real, name) =>
      name === 'bulkWrite'
        ? async (...call: Parameters<typeof real.bulkWrite>) => {
            reached.resolve();
            await permission;
            return real.bulkWrite(...call);
          }
        : Reflect.get(real, name),
  });
  return { drafts, reached: reached.promise, go, fail };
}

test('a change that came while an earlier copy was slow is copied, though the copy between them failed', async () => {
  const draft = openDraft('A1');
  await draft.change('one');
  const slow = slowDrafts();
  const first = draft.copy(slow.drafts);
  await slow.reached;
  await draft.change('two');
  const failing = slowDrafts();
  const second = draft.copy(failing.drafts);
  await failing.reached;

  slow.go();
  await first;
  failing.fail(new Error('the database is away'));
  await expect(second).rejects.toThrow('away');
  await draft.copy();
  expect(await draft.copied()).toEqual(['one', 'two']);
});

test('a copy that comes late does not take the place of a newer one, and nothing is copied for ever', async () => {
  const draft = openDraft('A2');
  await draft.change('one');
  const slow = slowDrafts();
  const late = draft.copy(slow.drafts);
  await slow.reached;
  await draft.change('one');
  await draft.copy();
  const newest = await database.drafts.findById(`person:A2 ${FLOW}`).lean();
  slow.go();
  await late;
  expect(await database.drafts.findById(`person:A2 ${FLOW}`).lean()).toEqual(newest);
  expect(await draft.copy()).toBe(0);
});

test('a state that was lost is not gone on from once its conversation was brought back, whatever came since', async () => {
  const draft = openDraft('A3');
  await draft.change('one');
  await draft.copy();
  await draft.change('lost');
  const lost = draft.revision();
  await draft.lose();
  await draft.restore();
  await draft.change('two');
  expect(await draft.takes(lost)).toBe(false);
  await draft.copy();
  expect(await draft.copied()).toEqual(['one', 'two']);
});

test('what is settled after the loss does not keep the conversation from being brought back', async () => {
  const draft = openDraft('A4');
  await draft.change('one');
  await draft.copy();
  await draft.lose();
  await draft.settle();
  expect(await draft.restore()).toEqual(['one']);
});

test('a copy that was under way at the loss leaves nothing behind in the copies that follow', async () => {
  const draft = openDraft('A5');
  await draft.change('one');
  await draft.copy();
  await draft.change('lost');
  const slow = slowDrafts();
  const late = draft.copy(slow.drafts);
  await slow.reached;
  await draft.lose();
  await draft.restore();
  slow.go();
  await late;
  await draft.change('two');
  await draft.copy();
  expect(await draft.copied()).toEqual(['one', 'two']);
});

test('a draft that cannot be read or written keeps no other from its copy, and is copied once it can be', async () => {
  const one = openDraft('A6');
  const spoilt = openDraft('A7', one.prefix);
  const unwritten = openDraft('A8', one.prefix);
  for (const draft of [spoilt, unwritten, one]) await draft.change('one');
  const { conversation } = conversationKeys(one.prefix, 'person:A7');
  await redis.rename(conversation, `${conversation}:aside`);
  await redis.set(conversation, 'spoilt');
  const refusing: Database['drafts'] = new Proxy(database.drafts, {
    get: (real, name) =>
      name === 'bulkWrite'
        ? async (...[writes, options]: Parameters<typeof real.bulkWrite>) => {
            const index = writes.findIndex((write) => JSON.stringify(write).includes('person:A8'));
            await real.bulkWrite(writes.toSpliced(index, 1), options);
            throw Object.assign(new Error('too large'), { writeErrors: [{ code: 10334, index }] });
          }
        : Reflect.get(real, name),
  });

  await expect(one.copy(refusing)).rejects.toThrow();
  expect([await one.copied(), await spoilt.copied(), await unwritten.copied()]).toEqual([['one'], [], []]);
  await expect(one.copy()).rejects.toThrow('WRONGTYPE');
  expect(await unwritten.copied()).toEqual(['one']);
  await redis.rename(`${conversation}:aside`, conversation);
  await one.copy();
  expect(await spoilt.copied()).toEqual(['one']);
  expect(await one.copy()).toBe(0);
});
