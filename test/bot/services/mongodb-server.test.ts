import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { expect, inject, test } from 'vitest';

test('what a process that died left in a transaction is ended in seconds, so that its work can be done again', async () => {
  const died = await mongoose.createConnection(inject('mongodbUri')).asPromise();
  const other = await mongoose.createConnection(inject('mongodbUri')).asPromise();
  const document = { name: randomUUID() };
  try {
    await other.createCollection('transactions');
    await other.collection('transactions').createIndex({ name: 1 }, { unique: true });
    const session = await died.startSession();
    session.startTransaction();
    await died.collection('transactions').insertOne({ ...document }, { session });

    // The driver tries again as long as the open transaction is in the way.
    await other.transaction(async (own) => {
      await other.collection('transactions').insertOne({ ...document }, { session: own });
    });
    expect(await other.collection('transactions').countDocuments(document)).toBe(1);
  } finally {
    await Promise.all([died.close(), other.close()]);
  }
}, 40_000);
