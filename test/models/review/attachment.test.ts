import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttachmentStore, createAttachmentStore } from '../../../models/review/attachment.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';

let database: Database;
let store: AttachmentStore;

beforeAll(async () => {
  database = await connectDatabase(databaseUri(randomUUID().slice(0, 8)));
  store = createAttachmentStore({ database, keys: createKeyRing(generateKeyRing()) });
});

afterAll(() => database.close());

const fileOf = (bytes: Buffer, _id = `attachment:A:${randomUUID()}`) => ({
  ...{ _id, person: 'A', at: new Date() },
  bytes,
});

test('a file of several pieces is read as it was written, by its owner only', async () => {
  const file = fileOf(randomBytes(7 * 1024 * 1024 + 1));
  await store.save(file);

  expect((await store.read({ _id: file._id, person: 'A' }))?.equals(file.bytes)).toBe(true);
  expect((await store.read({ _id: file._id }))?.equals(file.bytes)).toBe(true);
  expect(await store.read({ _id: file._id, person: 'B' })).toBeNull();
  expect(await store.read({ _id: 'attachment:A:other' })).toBeNull();
});

test('a file that is sent once more is the first one', async () => {
  const file = fileOf(Buffer.from('một'));
  await store.save(file);
  await store.save({ ...file, bytes: Buffer.from('hai') });

  expect(await store.read({ _id: file._id })).toEqual(file.bytes);
});

test('nothing of a file can be read in the store', async () => {
  const file = fileOf(Buffer.from('Bí mật của tôi'));
  await store.save(file);
  const pieces = await database.attachmentPieces.find({ attachment: file._id }).lean();

  expect(pieces).toHaveLength(1);
  expect(JSON.stringify(pieces)).not.toContain(file.bytes.toString('base64'));
  expect(pieces[0]?.sealed).toMatch(/^v1\.k1\./);
});

test('a file that is removed leaves nothing', async () => {
  const file = fileOf(Buffer.from('một'));
  await store.save(file);
  await store.remove(file._id);

  expect(await store.read({ _id: file._id })).toBeNull();
  expect(await database.attachmentPieces.countDocuments({ attachment: file._id })).toBe(0);
});
