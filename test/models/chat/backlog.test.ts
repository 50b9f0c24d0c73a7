import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readBacklog } from '../../../models/chat/backlog.ts';
import { outboxEntryId } from '../../../models/chat/commit-conversation.ts';
import { type ConversationStore, createConversationStore } from '../../../models/chat/conversation.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { identityText } from '../../../models/review/draft.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing } from '../../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { databaseUri } from '../../support/app.ts';
import { changeOf, identityOf } from '../../support/conversation-change.ts';

const START = Date.UTC(2026, 10, 24);
const PEOPLE = Array.from({ length: 40 }, (_, index) => `P${index}`);
let redis: Redis;
let database: Database;
let prefix: string;
let store: ConversationStore;

beforeEach(async () => {
  const id = randomUUID().slice(0, 8);
  prefix = `test-${id}:`;
  redis = new Redis(inject('redisUrl'));
  database = await connectDatabase(databaseUri(id));
  store = createConversationStore({ redis, prefix, keys: createKeyRing(CONTRACT_KEYS) });
});

afterEach(async () => {
  await database.close();
  redis.disconnect();
});

function at(seconds: number): Date {
  return new Date(START + seconds * 1_000);
}

function read(seconds: number) {
  return readBacklog({ redis, prefix }, at(seconds));
}

/** Returns the revision that the answer makes. */
async function answer(person: string, seconds: number): Promise<number> {
  const id = `draft-of-${person}`;
  const identity = identityText(identityOf(person));
  const drafts = [{ id, identity, fields: { cursor: '{}' }, texts: [], dropped: [] }];
  const times = { now: at(seconds), dueAt: at(seconds + 15) };
  const change = changeOf({ update: 'one', front: id, drafts, outbox: ['{}'], ...times });
  const { revision } = await store.commit(person, change);
  return revision;
}

const NOTHING = {
  online: 0,
  drafts: { waiting: 0, oldestMs: 0 },
  outbox: { waiting: 0, overdue: 0, overdueMs: 0 },
  parked: { updates: 0, chats: 0, since: null },
};

test('where nobody has done anything there is no backlog', async () => {
  expect(await read(0)).toEqual(NOTHING);
});

test('drafts wait from the change to the copy, and whoever was copied lately is online', async () => {
  for (const [index, person] of PEOPLE.entries()) await answer(person, index);
  expect(await read(60)).toMatchObject({ online: 0, drafts: { waiting: 40, oldestMs: 60_000 } });

  await copyChanged({ redis, prefix, database }, { atOnce: 50, now: at(60) });
  expect(await read(60)).toMatchObject({ online: 40, drafts: { waiting: 0, oldestMs: 0 } });
  expect(await read(60 + 300)).toMatchObject({ online: 40 });
  expect(await read(60 + 301)).toMatchObject({ online: 0 });
});

test('an outbox is overdue from when it was due until it is settled, however often it is swept', async () => {
  const revisions = await Promise.all(PEOPLE.map((person) => answer(person, 0)));
  expect((await read(10)).outbox).toEqual({ waiting: 40, overdue: 0, overdueMs: 0 });
  expect((await read(20)).outbox).toEqual({ waiting: 40, overdue: 40, overdueMs: 5_000 });

  for (const seconds of [20, 40, 60]) {
    await store.claimDue({ now: at(seconds), until: at(seconds + 15), most: 50 });
  }
  expect((await read(65)).outbox).toEqual({ waiting: 40, overdue: 40, overdueMs: 50_000 });

  for (const [index, person] of PEOPLE.entries()) {
    await store.complete(person, { entries: [outboxEntryId(revisions[index] as number, 0)], sent: [] });
  }
  expect((await read(65)).outbox).toEqual(NOTHING.outbox);
});
