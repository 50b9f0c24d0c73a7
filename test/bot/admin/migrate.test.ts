import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { insertSubmission } from '../../../models/review/submission.ts';
import { connectDatabase } from '../../../models/store/connection.ts';
import { isDuplicateKey } from '../../../models/store/errors.ts';
import { databaseUri } from '../../support/app.ts';
import { runProgram } from '../../support/run-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-migrate-'));
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  environment = {
    ...{ SERVICES_DIR: folder, PORT: '0', REDIS_URL: inject('redisUrl') },
    MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(file: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const program = runProgram({ file, args, environment });
  return { code: await program.ended, output: program.output() };
}

/** Each index of the database: its collection, name, fields and options. */
async function indexesOf(connection: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await connection.listCollections()) {
    const indexes = await connection.collection(name).indexes();
    found.push(...indexes.map((index) => `${name} ${JSON.stringify(index)}`));
  }
  return found.sort();
}

test('what has the shapes of this program stays as it is, however often it is migrated', async () => {
  for (const _time of [1, 2]) {
    const { code, output } = await run('bot/admin.ts', 'migrate');
    expect(output).toBe(
      'Dữ liệu ở phiên bản 2, đúng phiên bản của chương trình này. · The data is at version 2, the one that this program works with.\n',
    );
    expect(code).toBe(0);
  }
}, 60_000);

test('an index that no collection of this program names any more is dropped, and named; all others stay', async () => {
  const uri = environment.MONGODB_URI as string;
  await (await connectDatabase(uri)).close();
  const connection = await mongoose.createConnection(uri).asPromise();
  const named = await indexesOf(connection);
  expect(named.length).toBeGreaterThan(10);
  await connection.collection('difficulties').createIndex({ offices: 1, answer: 1 });
  await connection.collection('attachments').createIndex({ person: 1, at: 1 }, { unique: true });
  const { code, output } = await run('bot/admin.ts', 'migrate');
  expect(output).toContain('difficulties.offices_1_answer_1');
  expect(output).toContain('attachments.person_1_at_1');
  expect(code).toBe(0);
  expect(await indexesOf(connection)).toEqual(named);
  expect((await run('bot/admin.ts', 'migrate')).output).not.toContain('offices_1_answer_1');
  await connection.close();
}, 60_000);

test('a database with the older index of submissions is refused until it is migrated, then it takes a paper beside each version', async () => {
  const uri = environment.MONGODB_URI as string;
  const connection = await mongoose.createConnection(uri).asPromise();
  const KEY = { person: 'P1', cycle: 'DB-2026', number: 1 };
  const rest = { pack: { id: 'p', version: 'p1' }, flowVersion: 'v', late: false, answers: [] };
  const version = { ...KEY, ...rest, submittedAt: new Date(), recordedAt: new Date() };
  await connection.collection('units').insertOne({ name: 'Chi bộ' });
  const submissions = connection.collection('submissions');
  await submissions.createIndex({ person: 1, cycle: 1, number: 1 }, { unique: true });
  await submissions.insertOne({ ...version, v: 1, salt: 's' });

  const refused = await run('bot/admin.ts', 'people');
  expect(refused.output).toContain('npm run admin -- migrate');
  expect(refused.code).toBe(1);
  const migrated = await run('bot/admin.ts', 'migrate');
  expect(migrated.output).toContain('submissions.person_1_cycle_1_number_1');
  expect(migrated.code).toBe(0);

  const database = await connectDatabase(uri);
  const entry = { how: 'paper', day: '2026-11-20', by: { kind: 'person', person: 'P5' } } as const;
  const paper = { ...version, series: 'paper', entry } as const;
  await insertSubmission(database, paper);
  for (const again of [version, paper]) {
    await expect(insertSubmission(database, again)).rejects.toSatisfy(isDuplicateKey);
  }
  expect(await submissions.countDocuments()).toBe(2);
  await database.close();
  await connection.close();
}, 60_000);

test('data that a newer program left stops every program that is older, with what to do', async () => {
  const connection = await mongoose.createConnection(environment.MONGODB_URI as string).asPromise();
  await connection
    .collection<{ _id: string }>('stored_version')
    .insertOne({ _id: 'version', version: 9 } as never);
  await connection.close();
  const [status, ...others] = await Promise.all([
    run('bot/admin.ts', 'status'),
    run('bot/main.ts'),
    run('bot/admin.ts', 'migrate'),
    run('bot/admin.ts', 'people'),
  ]);
  for (const { code, output } of others) {
    expect(output).toMatch(/phiên bản 9, mới hơn phiên bản 2 .+ Cài lại bản mới của chương trình/);
    expect(output).toMatch(/version 9, newer than version 2 .+ Install the newer program again/);
    expect(code).toBe(1);
  }
  expect(status.output).toMatch(/Phiên bản dữ liệu +9 \(chương trình này dùng 2\)/);
  expect(status.code).toBe(1);
}, 90_000);
