import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ConversationChange } from '../../../models/chat/commit-conversation.ts';
import { createConversationStore } from '../../../models/chat/conversation.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { restoreConversation } from '../../../models/chat/restore-conversation.ts';
import { identityText } from '../../../models/review/draft.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing } from '../../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { databaseUri } from '../../support/app.ts';
import { changeOf, identityOf } from '../../support/conversation-change.ts';

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
  const id = `draft of ${person}`.replaceAll(' ', '-');
  let revision = 0;
  return {
    prefix,
    async change(field: string, { command }: { command?: string } = {}): Promise<void> {
      const fields = { [field]: `${field} ${revision}` };
      const draft = { id, identity: identityText(identityOf(person)), fields, texts: [], dropped: [] };
      const commands = command === undefined ? [] : [JSON.stringify(command)];
      const change = { update: `u${revision}`, revision, front: id, drafts: [draft], commands };
      revision = (await store.commit(person, changeOf(change))).revision;
    },
    /** Moves, without a change of any draft. */
    async move(head: string): Promise<void> {
      revision = (await store.commit(person, changeOf({ update: randomUUID(), revision, head, front: id })))
        .revision;
    },
    /** Whether a change is taken that was computed from this revision. */
    async takes(from: number): Promise<boolean> {
      const change = changeOf({ update: randomUUID(), revision: from });
      return (await store.commit(person, change)).status === 'committed';
    },
    store,
    revision: () => revision,
    /** What was said is settled, and with it the newest card. */
    complete: () =>
      store.complete(person, {
        entries: ['x'],
        sent: [{ card: 'p', message: 'm', address: { channel: 'plain', chat: person } }],
      }),
    async lose(): Promise<void> {
      await redis.del(...(await redis.keys(`${prefix}*`)));
    },
    /** Brings back from the copy what Redis lost; the fields that are there then. */
    async restore(): Promise<string[]> {
      await restoreConversation({ redis, prefix, database }, { person, now: new Date() });
      const { revision: restored, draft } = await store.load(person);
      revision = restored;
      return Object.keys(draft?.fields ?? {}).sort();
    },
    copy: (drafts = database.drafts) =>
      copyChanged({ redis, prefix, database: { ...database, drafts } }, { atOnce: 10, now: new Date() }),
    async copied(): Promise<string[]> {
      const copy = await database.drafts.findById(id).lean();
      return Object.keys(copy?.fields ?? {}).sort();
    },
  };
}

/** A database that comes to the next bulk write, and does it when it is let. */
function slowDrafts() {
  const reached = Promise.withResolvers<void>();
  const { promise: permission, resolve: go, reject: fail } = Promise.withResolvers<void>();
  const drafts = draftsThatWrite(async (write, call) => {
    reached.resolve();
    await permission;
    return write(...call);
  });
  return { drafts, reached: reached.promise, go, fail };
}

type BulkWrite = Database['drafts']['collection']['bulkWrite'];

/** The drafts, with another way to do a bulk write. */
function draftsThatWrite(
  how: (write: BulkWrite, call: Parameters<BulkWrite>) => ReturnType<BulkWrite>,
): Database['drafts'] {
  const { collection: real } = database.drafts;
  const write: BulkWrite = (...call) => how(real.bulkWrite.bind(real), call);
  const collection = { bulkWrite: write } as unknown as typeof real;
  return new Proxy(database.drafts, {
    get: (model, name) => (name === 'collection' ? collection : Reflect.get(model, name)),
  });
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
  const newest = await database.drafts.findById('draft-of-A2').lean();
  slow.go();
  await late;
  expect(await database.drafts.findById('draft-of-A2').lean()).toEqual(newest);
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
  await draft.complete();
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
  const { conversation } = conversationKeys(one.prefix, 'A7');
  await redis.rename(conversation, `${conversation}:aside`);
  await redis.set(conversation, 'spoilt');
  const refusing = draftsThatWrite(async (write, [writes, options]) => {
    const index = writes.findIndex((one) => JSON.stringify(one).includes('draft-of-A8'));
    await write(writes.toSpliced(index, 1), options);
    throw Object.assign(new Error('too large'), { writeErrors: [{ code: 10334, index }] });
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

test('a conversation is copied and brought back apart from its drafts, with the commands that have no outcome', async () => {
  const draft = openDraft('A11');
  await draft.move('{"at":"nowhere"}');
  await draft.copy();
  await draft.lose();
  await draft.restore();
  expect(await draft.store.load('A11')).toMatchObject({ head: '{"at":"nowhere"}', draft: null });

  await draft.change('one', { command: 'record it' });
  await draft.copy();
  const [entry] = (await draft.store.waiting('A11')) ?? [];
  await draft.lose();
  expect(await draft.restore()).toEqual(['one']);
  expect(await draft.store.readCommand('A11', entry?.id ?? '')).toBe('"record it"');
});

test('a draft is never copied without the commands that are about it', async () => {
  const draft = openDraft('A12');
  await draft.change('one');
  await draft.copy();
  const slow = slowDrafts();
  await draft.change('two', { command: 'record two' });
  const copying = draft.copy(slow.drafts);
  await slow.reached;
  await draft.change('three', { command: 'record three' });
  slow.fail(new Error('the database is away'));
  await expect(copying).rejects.toThrow('away');
  const { pending } = (await database.conversations.findById('A12').lean()) ?? {};
  expect(pending).toHaveLength(1);
  expect(await draft.copied()).toEqual(['one']);
  await draft.copy();
  expect((await database.conversations.findById('A12').lean())?.pending).toHaveLength(2);
  expect(await draft.copied()).toEqual(['one', 'three', 'two']);
});

test('cards that change alone are copied within half a minute, a place or a command at once, and after a wrong clock, too', async () => {
  const prefix = `test-${randomUUID().slice(0, 8)}:`;
  const store = createConversationStore({ redis, keys: createKeyRing(CONTRACT_KEYS), prefix });
  const begun = Date.UTC(2026, 10, 24, 8);
  const at = (seconds: number) => new Date(begun + seconds * 1_000);
  let revision = 0;
  const commit = async (seconds: number, change: Partial<ConversationChange>) => {
    const about = { update: randomUUID(), revision, now: at(seconds) };
    revision = (await store.commit('A13', changeOf({ ...about, head: null, ...change }))).revision;
  };
  const copied = async (seconds: number) => {
    await copyChanged({ redis, prefix, database }, { atOnce: 10, now: at(seconds) });
    return (await database.conversations.findById('A13').lean())?.revision === revision;
  };
  await commit(0, { head: '{}' });
  expect(await copied(0)).toBe(true);
  await commit(1, {});
  await commit(2, {});
  expect([await copied(30), await copied(31)]).toEqual([false, true]);
  await commit(32, {});
  await commit(32, { commands: ['{}'] });
  expect(await copied(32)).toBe(true);
  await commit(86_400, {});
  expect(await copied(33)).toBe(true);
});
