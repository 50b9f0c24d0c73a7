import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createCopyDrafts } from '../../../handlers/jobs/copy-drafts.handler.ts';
import { readBacklog } from '../../../models/chat/backlog.ts';
import { createConversationStore } from '../../../models/chat/conversation.ts';
import { identityText } from '../../../models/review/draft.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing } from '../../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { databaseUri } from '../../support/app.ts';
import { changeOf, identityOf } from '../../support/conversation-change.ts';
import { waitUntil } from '../../support/wait-until.ts';

const NOW = new Date('2026-11-24T02:00:00Z');
let redis: Redis;
let database: Database;
let prefix: string;
/** Copies that wait for the database, each with what lets it go on. */
let waiting: ((failure?: Error) => void)[];

beforeEach(async () => {
  const id = randomUUID().slice(0, 8);
  prefix = `test-${id}:`;
  redis = new Redis(inject('redisUrl'));
  database = await connectDatabase(databaseUri(id));
  waiting = [];
  const { collection } = database.drafts;
  const write = collection.bulkWrite.bind(collection);
  collection.bulkWrite = (async (...call: Parameters<typeof write>) => {
    await new Promise<void>((resolve, reject) => {
      waiting.push((failure) => (failure === undefined ? resolve() : reject(failure)));
    });
    return write(...call);
  }) as never;
  const identity = identityText(identityOf('LG05'));
  const draft = { id: 'd', identity, fields: { cursor: '{}' }, texts: [], dropped: [] };
  const store = createConversationStore({ redis, prefix, keys: createKeyRing(CONTRACT_KEYS) });
  await store.commit('LG05', changeOf({ update: 'one', front: 'd', drafts: [draft], now: NOW, dueAt: NOW }));
});

afterEach(async () => {
  await database.close();
  redis.disconnect();
});

test('while MongoDB hangs one copy waits for it, and further runs of the job end at once', async () => {
  const copyDrafts = createCopyDrafts({ redis, prefix, database, now: () => NOW });
  const first = copyDrafts();
  await waitUntil('the copy', () => waiting.length === 1);
  await Promise.all([copyDrafts(), copyDrafts()]);

  waiting[0]?.(new Error('MongoDB is away'));
  await expect(first).rejects.toThrow('MongoDB is away');
  const second = copyDrafts();
  await expect(copyDrafts(), 'a run that found the last one failed').rejects.toThrow('MongoDB is away');

  await waitUntil('the second copy', () => waiting.length === 2);
  waiting[1]?.();
  await second;
  await copyDrafts();
  expect((await readBacklog({ redis, prefix }, NOW)).drafts.waiting).toBe(0);
  expect(await database.drafts.countDocuments({ author: 'LG05' })).toBe(1);
});
