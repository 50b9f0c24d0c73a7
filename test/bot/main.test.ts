import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { generateKeyRing } from '../../models/store/encryption.ts';
import { databaseUri } from '../support/app.ts';
import { type RunningProgram, runProgram } from '../support/run-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;
let started: RunningProgram[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-main-'));
  started = [];
});

afterEach(async () => {
  for (const program of started) program.child.kill('SIGTERM');
  await Promise.all(started.map((program) => program.ended));
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function start(environment: NodeJS.ProcessEnv = {}): RunningProgram {
  const program = runProgram({
    file: 'bot/main.ts',
    environment: {
      SERVICES_DIR: folder,
      PORT: '0',
      REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/6`,
      MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
      ...environment,
    },
  });
  started.push(program);
  return program;
}

function linkToNowhere(): string {
  const home = join(folder, 'home');
  symlinkSync(join(folder, 'unplugged', 'home'), home);
  return home;
}

async function addressOf(program: RunningProgram): Promise<string> {
  const [, url = ''] = await program.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  return url;
}

test('with no settings the embedded servers start, the sample is there, and SIGTERM ends everything', async () => {
  symlinkSync(join(ROOT, '.services/venv'), join(folder, 'venv'));
  const program = start({ REDIS_URL: '', MONGODB_URI: '' });
  const url = await addressOf(program);
  const { people } = (await (await fetch(`${url}/api/people`)).json()) as { people: unknown[] };
  expect(people).toHaveLength(24);
  const admin = runProgram({
    file: 'bot/admin.ts',
    args: ['people', '--json'],
    environment: { SERVICES_DIR: folder },
  });
  expect(await admin.ended, admin.output()).toBe(0);
  expect(JSON.parse(admin.output())).toHaveLength(24);
  const { redis, mongodb } = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
  program.child.kill('SIGTERM');
  expect(await program.ended, program.output()).toBe(0);
  for (const server of [redis, mongodb]) expect(() => process.kill(server.process.pid, 0)).toThrow();
}, 90_000);

test('the key file is made for its owner only', async () => {
  await addressOf(start());
  expect(statSync(join(folder, 'encryption.key')).mode & 0o777).toBe(0o600);
}, 60_000);

test('a port in use is named, with what to do, and the exit is not zero', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => other.once('listening', ready));
  const port = String((other.address() as { port: number }).port);
  const program = start({ PORT: port });
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain(`Cổng ${port} trên 127.0.0.1 đang có chương trình khác dùng`);
  expect(program.output()).toContain('npm start');
  other.close();
}, 60_000);

test('a port in use is said before anything is downloaded or started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => other.once('listening', ready));
  const port = String((other.address() as { port: number }).port);
  const program = start({ PORT: port, REDIS_URL: '', MONGODB_URI: '', PATH: '/nowhere' });
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain(`Cổng ${port} trên 127.0.0.1 đang có chương trình khác dùng`);
  expect(existsSync(join(folder, 'data'))).toBe(false);
  other.close();
}, 60_000);

test('a second start in the folder names the program that runs there, not its port', async () => {
  symlinkSync(join(ROOT, '.services/venv'), join(folder, 'venv'));
  const embedded = { REDIS_URL: '', MONGODB_URI: '', CHAT_PAGE: 'off' };
  const first = start(embedded);
  const { port } = new URL(await addressOf(first));
  const second = start({ ...embedded, PORT: port });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`(process ${first.child.pid})`);
}, 60_000);

test.each([
  ['a file in its place', () => join(folder, 'file', 'home'), /EEXIST|ENOTDIR/],
  ['a read-only file system', () => '/sys/kiem-diem', /EPERM|EACCES|EROFS/],
  ['a link to a disk that is not there', () => linkToNowhere(), /ENOENT/],
])(
  'a folder that cannot be written, %s, is said in one sentence with its path',
  async (_, make, reason) => {
    writeFileSync(join(folder, 'file'), '');
    const home = make();
    const program = start({ SERVICES_DIR: home, REDIS_URL: '', MONGODB_URI: '' });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(home);
    expect(program.output()).toMatch(reason);
    expect(program.output()).toContain('SERVICES_DIR');
    expect(program.output()).not.toMatch(/^ +at /m);
  },
  60_000,
);

test('when the data is removed while it runs, that is said and logged, and nothing more is taken', async () => {
  symlinkSync(join(ROOT, '.services/venv'), join(folder, 'venv'));
  const program = start({ REDIS_URL: '', MONGODB_URI: '', CHAT_PAGE: 'off' });
  const url = await addressOf(program);
  rmSync(join(folder, 'data'), { recursive: true });
  expect(await program.ended, program.output()).toBe(1);
  expect(program.output()).toContain(join(folder, 'data'));
  expect(program.output()).toMatch(/was removed while/);
  expect(readFileSync(join(folder, 'logs/app.log'), 'utf8')).toContain('data-removed');
  await expect(fetch(`${url}/health`)).rejects.toThrow();
}, 60_000);

test.each([
  [{ PORT: 'tám mươi', LOG_LEVEL: 'loud' }, /PORT, LOG_LEVEL/],
  [{ HOST: '0.0.0.0' }, /HOST=127\.0\.0\.1/],
  [{ NODE_ENV: 'production', REDIS_URL: '', MONGODB_URI: '' }, /REDIS_URL, MONGODB_URI, ENCRYPTION_KEYS/],
  [{ ENCRYPTION_KEYS: 'k1:dG9vIHNob3J0' }, /ENCRYPTION_KEYS/],
  [{ REDIS_URL: 'redis://127.0.0.1:1' }, /127\.0\.0\.1:1/],
])(
  'a wrong setting stops the start and is named: %o',
  async (environment, named) => {
    const program = start(environment);
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(named);
  },
  60_000,
);

test('[D46 part] every mistake of a pack is named by place and path, and the start stops', async () => {
  const file = join(folder, 'ours.yaml');
  const plan = readFileSync(join(ROOT, 'flows/packs/plan-58-2018/pack.yaml'), 'utf8');
  writeFileSync(
    file,
    plan.replace(/^( +)opening: /m, '$1openning: ').replace(/^( +)kind: text/m, '$1kind: txt'),
  );
  const check = runProgram({ file: 'bot/admin.ts', args: ['cycle', 'check', file] });
  const program = start({ SAMPLE_PACK: file });
  for (const one of [check, program]) {
    expect(await one.ended).toBe(1);
    expect(one.output()).toMatch(/ours\.yaml:\d+:\d+ {2}dates\.openning/);
    expect(one.output()).toMatch(/ours\.yaml:\d+:\d+ {2}forms\[0\]\.sections\[0\]\.questions\[0\]\.kind/);
  }
}, 60_000);

test('in production there is no chat page', async () => {
  const ENCRYPTION_KEYS = generateKeyRing();
  const program = start({ NODE_ENV: 'production', ENCRYPTION_KEYS });
  const url = await addressOf(program);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  for (const path of ['/', '/api/people', '/api/chats/LG01/stream']) {
    expect((await fetch(url + path)).status).toBe(404);
  }
}, 60_000);

test('SIGTERM to npm ends the bot, too', async () => {
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    env: {
      ...process.env,
      SERVICES_DIR: folder,
      PORT: '0',
      REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/7`,
      MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await waitUntil('the start', () => output.includes('http://127.0.0.1:'));
  npm.kill('SIGTERM');
  await waitUntil('the end', () => output.includes('Đã dừng.'));
}, 60_000);
