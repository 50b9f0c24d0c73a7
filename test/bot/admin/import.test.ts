import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase } from '../../../models/store/connection.ts';
import { generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { runProgram } from '../../support/run-app.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-import-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what nobody sees in the names of a list is dropped, and told cell by cell', async () => {
  const uri = databaseUri(randomUUID().slice(0, 8));
  const program = runProgram({
    file: 'bot/admin.ts',
    args: ['import', join(LISTS, 'names-with-hidden-characters.xlsx')],
    environment: { SERVICES_DIR: folder, MONGODB_URI: uri, ENCRYPTION_KEYS: generateKeyRing() },
  });
  expect(await program.ended, program.output()).toBe(0);
  for (const [line, character] of Object.entries({ 2: 'U+200B', 3: 'U+FEFF', 4: 'U+00AD' })) {
    const place = `nguoi · dòng ${line} · cột “Họ và tên”`;
    expect(program.output()).toContain(`${place}: đã bỏ ký tự không nhìn thấy (${character})`);
  }
  const database = await connectDatabase(uri);
  try {
    const people = await database.people.find({}).sort({ _id: 1 }).lean();
    const names = people.map(({ name }) => name).slice(0, 3);
    expect(names).toEqual(['Nguyễn Văn An', 'Trần Thị Bình', 'Lê Văn Cường']);
  } finally {
    await database.close();
  }
});
