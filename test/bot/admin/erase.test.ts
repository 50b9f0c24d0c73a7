import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { KEY_PREFIX } from '../../../bot/settings/config.ts';
import { createConversationStore } from '../../../models/chat/conversation.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { announceKeys } from '../../../models/store/key-holders.ts';
import { databaseUri } from '../../support/app.ts';
import { changeOf } from '../../support/conversation-change.ts';
import { importAll, NOW, smallOrganisation } from '../../support/organisation.ts';
import { runProgram } from '../../support/run-app.ts';

const WAIT_MS = 120_000;
const ring = generateKeyRing();
const keys = createKeyRing(ring);
/** A program of its own keeps to the keys of the product, so these tests have a database of Redis to themselves. */
const redisUrl = `${inject('redisUrl').replace(/\/\d*$/, '')}/7`;
const PERSON = 'P1';
let folder: string;
let uri: string;
let redis: Redis;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-erase-'));
  uri = databaseUri(randomUUID().slice(0, 8));
  redis = new Redis(redisUrl);
  database = await connectDatabase(uri);
  await importAll({ database, keys, now: NOW }, smallOrganisation());
  const stores = { redis, prefix: KEY_PREFIX };
  await createConversationStore({ ...stores, keys }).commit(PERSON, changeOf({ update: randomUUID() }));
  await copyChanged({ ...stores, database }, { atOnce: 1, now: NOW });
});

afterEach(async () => {
  await redis.del(...(await redis.keys(`${KEY_PREFIX}*`)));
  await database.close();
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

async function admin(args: string[], code = 0): Promise<string> {
  const environment = {
    ...{ SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring },
    REDIS_URL: redisUrl,
  };
  const program = runProgram({ file: 'bot/admin.ts', args, environment });
  expect(await program.ended, program.output()).toBe(code);
  return program.output();
}

test('nothing is erased before it is confirmed, and it is said that the record stays', {
  timeout: WAIT_MS,
}, async () => {
  await redis.set(`${KEY_PREFIX}mark`, '1');
  const planned = await admin(['erase', '--person', PERSON]);
  expect(planned).toContain('GIỮ LẠI');
  expect(planned).toContain('Chưa xóa gì');
  expect(await database.auditEvents.countDocuments({})).toBe(0);
  expect(await admin(['erase', '--person', PERSON, '--yes'])).toContain('đã xóa hẳn');
  expect(await database.auditEvents.findOne({}).lean()).toMatchObject({ people: [PERSON], sealed: true });
});

test('a conversation that cannot be opened is erased, and named', { timeout: WAIT_MS }, async () => {
  await redis.set(`${KEY_PREFIX}mark`, '1');
  const { conversation } = conversationKeys(KEY_PREFIX, PERSON);
  await redis.hset(conversation, 'head', keys.seal('{}', 'another'));
  expect(await admin(['erase', '--person', PERSON])).toContain('không mở được');
  const said = await admin(['erase', '--person', PERSON, '--yes']);
  expect(said).toContain('đã xóa hẳn');
  expect(said).toContain('trạng thái cuộc trò chuyện không mở được');
});

test('nothing is done with a key that a running process does not have', { timeout: WAIT_MS }, async () => {
  const stores = { redis, prefix: KEY_PREFIX };
  await redis.set(`${KEY_PREFIX}mark`, '1');
  await announceKeys(stores, { id: 'one', role: 'worker', host: 'may-2', pid: 8, keys: ['k0'] });
  expect(await admin(['erase', '--person', PERSON, '--yes'], 1)).toContain('worker may-2 (8)');
  expect(await database.auditEvents.countDocuments({})).toBe(0);
});

test('a Redis that has not the conversations of the database is refused', { timeout: WAIT_MS }, async () => {
  const said = await admin(['erase', '--person', PERSON, '--yes'], 1);
  expect(said).toContain('không có các cuộc trò chuyện của cơ sở dữ liệu này');
  expect(await database.auditEvents.countDocuments({})).toBe(0);
});
