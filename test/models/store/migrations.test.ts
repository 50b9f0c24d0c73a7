import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectDatabase, inspectDatabase, migrateDatabase } from '../../../models/store/connection.ts';
import {
  demandVersion,
  type MigrateOptions,
  type Migration,
  migrate,
} from '../../../models/store/migrations.ts';
import { databaseUri } from '../../support/app.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { runProgram } from '../../support/run-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** How long a process that waits for the lease pauses before it looks again. */
const LOOK_AGAIN_MS = 5_000;

let uri: string;
let connection: Connection;

beforeEach(async () => {
  uri = databaseUri(randomUUID().slice(0, 8));
  connection = await mongoose.createConnection(uri).asPromise();
  // What was stored before versions were, has the first one.
  await connection.collection('units').insertOne({ name: 'Chi bộ' });
});

afterEach(async () => {
  vi.useRealTimers();
  await connection.close();
});

function step(number: number): Migration {
  return async (db) => void (await db.collection('ran').insertOne({ step: number }));
}

async function ran(): Promise<number[]> {
  const rows = await connection.collection('ran').find({}).sort({ _id: 1 }).toArray();
  return rows.map((row) => row.step as number);
}

async function versionOf(): Promise<number | null> {
  return (await inspectDatabase(uri, undefined)).version;
}

type Progress = Parameters<MigrateOptions['tell']>[0];

function options(migrations: readonly Migration[], clock = createFakeClock()) {
  const told: Progress[] = [];
  return { migrations, ...clock, told, tell: (progress: Progress) => void told.push(progress) };
}

test('a new database has the newest version at once, and looking at it makes nothing', async () => {
  await connection.collection('units').deleteMany({});
  expect(await versionOf()).toBeNull();
  await demandVersion(connection, [step(1), step(2)]);
  expect(await versionOf()).toBe(3);
  await migrate(connection, options([step(1), step(2)]));
  expect(await ran()).toEqual([]);
});

test('steps run in their order, each is told before it runs, and none runs again', async () => {
  const first = options([step(1), step(2)]);
  await migrate(connection, first);
  expect(await ran()).toEqual([1, 2]);
  expect(first.told).toEqual([
    { from: 1, to: 2, newest: 3 },
    { from: 2, to: 3, newest: 3 },
  ]);
  const later = options([step(1), step(2), step(3)]);
  await migrate(connection, later);
  await migrate(connection, later);
  expect(await ran()).toEqual([1, 2, 3]);
  expect(await versionOf()).toBe(4);
});

test('a start on older shapes is refused, with what to do; after the migration it is not', async () => {
  const error = { code: 'shapes-older', details: { stored: 1, newest: 2 } };
  await expect(demandVersion(connection, [step(1)])).rejects.toMatchObject(error);
  expect(await ran()).toEqual([]);
  await migrate(connection, options([step(1)]));
  await demandVersion(connection, [step(1)]);
});

test('newer shapes are refused, to start with and to migrate, and nothing is made beside them', async () => {
  await migrate(connection, options([step(1), step(2)]));
  const details = { stored: 3, newest: 2 };
  const error = { code: 'shapes-newer', details };
  await expect(demandVersion(connection, [step(1)])).rejects.toMatchObject(error);
  await expect(migrate(connection, options([step(1)]))).rejects.toMatchObject(error);
  await expect(connectDatabase(uri)).rejects.toMatchObject({ code: 'shapes-newer' });
  // What is refused leaves no connection behind, which would keep the process from ending.
  expect(mongoose.connections.filter(({ readyState }) => readyState !== 0)).toEqual([connection]);
  const collections = await connection.listCollections();
  expect(collections.map(({ name }) => name).sort()).toEqual(['ran', 'stored_version', 'units']);
});

test('of a collective that has a head, another one may have been head before', async () => {
  const posts = connection.collection('posts');
  const head = { collective: 'DU', role: 'head' };
  const partialFilterExpression = { role: 'head' };
  await posts.createIndex({ collective: 1 }, { name: 'one-head', unique: true, partialFilterExpression });
  await posts.insertOne({ person: 'P1', ...head, to: '2026-06-30' });
  await expect(posts.insertOne({ person: 'P2', ...head })).rejects.toThrow();
  const { now, pause, tell } = options([]);
  await migrateDatabase(uri, { now, pause, tell });
  await posts.insertOne({ person: 'P2', ...head });
});

test('a step that fails leaves the version where it was, and the next try begins with it', async () => {
  const broken = () => Promise.reject(new Error('broken'));
  await expect(migrate(connection, options([step(1), broken, step(3)]))).rejects.toThrow('broken');
  expect(await versionOf()).toBe(2);
  const again = options([step(1), step(2), step(3)]);
  await migrate(connection, again);
  expect(await ran()).toEqual([1, 2, 3]);
  // What failed gave the lease back.
  expect(again.told).not.toContain('waiting');
});

test('of two at once one waits, and finds everything done', async () => {
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let begun = () => {};
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow: Migration = async (db) => {
    begun();
    await held;
    await step(1)(db);
  };
  const one = migrate(connection, options([slow, step(2)]));
  await running;
  const clock = createFakeClock();
  const second = options([slow, step(2)], clock);
  const other = migrateDatabase(uri, second);
  await clock.pass(LOOK_AGAIN_MS);
  goOn();
  await one;
  await clock.pass(LOOK_AGAIN_MS);
  await other;
  expect(second.told).toEqual(['waiting']);
  expect(await ran()).toEqual([1, 2]);
});

test('one that was killed half-way holds nobody up for longer than its lease; its step runs again', async () => {
  const killed = runProgram({ file: 'test/support/hanging-migration.ts', args: [uri] });
  await killed.says(/half-way/);
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(await versionOf()).toBe(2);
  const lease = await connection.collection('stored_version').findOne({});
  let time = lease?.heldUntil.getTime() - 1.5 * LOOK_AGAIN_MS;
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
    time += ms;
  };
  const second = { ...options([step(1), step(2)]), now: () => new Date(time), pause };
  await migrate(connection, second);
  expect(pauses).toEqual([LOOK_AGAIN_MS, LOOK_AGAIN_MS]);
  expect(second.told).toEqual(['waiting', { from: 2, to: 3, newest: 3 }]);
  // Ids of two processes are in no order within a second.
  expect((await ran()).toSorted()).toEqual([1, 2, 2]);
  expect(await versionOf()).toBe(3);
});

test('one that stood still until another took over writes no version', async () => {
  const late: Migration = async () => {
    const lease = { holder: 'another', heldUntil: new Date(Date.now() + 60_000) };
    await connection.collection('stored_version').updateOne({}, { $set: lease });
  };
  const error = { code: 'migration-overtaken', details: { from: 1, to: 2 } };
  await expect(migrate(connection, options([late]))).rejects.toMatchObject(error);
  expect(await versionOf()).toBe(1);
});

test('the lease of one that goes on is held, however long a step takes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let time = Date.now();
  const heldUntil = async () =>
    (await connection.collection('stored_version').findOne({}))?.heldUntil.getTime();
  const long: Migration = async () => {
    for (const _minute of [1, 2]) {
      time += 50_000;
      vi.advanceTimersByTime(20_000);
      await waitUntil('the lease is held on', async () => (await heldUntil()) === time + 60_000);
    }
  };
  await migrate(connection, { ...options([long]), now: () => new Date(time) });
  expect(await versionOf()).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});
