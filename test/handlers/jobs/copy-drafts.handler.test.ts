import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createCopyDrafts } from '../../../handlers/jobs/copy-drafts.handler.ts';
import { readBacklog } from '../../../models/backlog.ts';
import { connectDatabase, type Database } from '../../../models/connection.ts';
import { createConversationStore } from '../../../models/conversation.ts';
import { createKeyRing } from '../../../models/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { databaseUri } from '../../support/app.ts';
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
  const write = database.drafts.bulkWrite.bind(database.drafts);
  database.drafts.bulkWrite = (async (...call: Parameters<typeof write>) => {
    await new Promise<void>((resolve, reject) => {
      waiting.push((failure) => (failure === undefined ? resolve() : reject(failure)));
    });
    return write(...call);
  }) as never;
  await createConversationStore({ redis, prefix, keys: createKeyRing(CONTRACT_KEYS) }).commit('person:LG05', {
    update: 'one',
    revision: 0,
    head: '{}',
    flow: { key: 'review:2026', fields: { cursor: '{}' }, texts: [], dropped: [] },
    outbox: [],
    now: NOW,
    dueAt: NOW,
  });
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
  expect(await database.drafts.countDocuments({ conversation: 'person:LG05' })).toBe(1);
});
