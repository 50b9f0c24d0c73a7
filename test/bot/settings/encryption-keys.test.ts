import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { type RunningProgram, runProgram } from '../../support/run-app.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
let started: RunningProgram[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-keys-'));
  started = [];
  environment = {
    SERVICES_DIR: folder,
    PORT: '0',
    REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/8`,
    MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
  };
});

afterEach(async () => {
  for (const program of started) program.child.kill('SIGTERM');
  await Promise.all(started.map((program) => program.ended));
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function run(args: readonly string[] | undefined, changes: NodeJS.ProcessEnv = {}): RunningProgram {
  const program = runProgram({
    file: args === undefined ? 'bot/main.ts' : 'bot/admin.ts',
    args: args ?? [],
    environment: { ...environment, ...changes },
  });
  started.push(program);
  return program;
}

/** Starts the bot, waits until it is ready, and stops it. */
async function useOnce(changes: NodeJS.ProcessEnv = {}): Promise<void> {
  const program = run(undefined, changes);
  await program.says(/http:\/\/127\.0\.0\.1:\d+/);
  program.child.kill('SIGTERM');
  await program.ended;
}

test.each([
  ['another key', () => generateKeyRing(), /Khóa k1 [\s\S]*Key k1 is another key/],
  ['without the key', () => generateKeyRing().replace('k1', 'k2'), /[Kk]hóa k1 [\s\S]*Key k1 is missing/],
])(
  'a start with %s is refused, and so is every command on the data',
  async (_, otherKeys, named) => {
    await useOnce({ ENCRYPTION_KEYS: generateKeyRing() });
    const ENCRYPTION_KEYS = otherKeys();
    for (const args of [undefined, ['people'], ['status']]) {
      const program = run(args, { ENCRYPTION_KEYS });
      expect(await program.ended, program.output()).toBe(1);
      expect(program.output()).toMatch(named);
    }
  },
  90_000,
);

test('where the key file is gone, no new key takes its place', async () => {
  await useOnce();
  const file = join(folder, 'encryption.key');
  const key = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(file);
  for (const args of [undefined, ['people'], ['status']]) {
    const program = run(args);
    expect(await program.ended, program.output()).toBe(1);
    expect(program.output()).toMatch(/Key k1 is missing/);
    expect(program.output()).toContain(file);
    expect(existsSync(file)).toBe(false);
  }
  writeFileSync(file, key, { mode: 0o600 });
  await useOnce();
}, 90_000);
