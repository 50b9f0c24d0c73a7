import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../bot/logger.ts';
import { loadConfig } from '../../bot/settings/config.ts';

/** A device that is always full. */
const FULL = '/dev/full';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-log-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a log line is in the file as soon as it is said, without credentials', () => {
  const log = createLogger(loadConfig({ SERVICES_DIR: folder }));
  log.error({ err: new Error(`calling bot123456:${'x'.repeat(35)}/getMe`) }, 'A call failed');
  const [line = ''] = readFileSync(join(folder, 'logs/app.log'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({
    msg: 'A call failed',
    err: { message: 'calling bot[redacted]/getMe' },
  });
});

test('the log, its folder and the home are for their owner only, also where they were open before', () => {
  const home = join(folder, 'home');
  createLogger(loadConfig({ SERVICES_DIR: home })).info({}, 'A line');
  for (const [path, mode] of [
    ['', 0o700],
    ['logs', 0o700],
    ['logs/app.log', 0o600],
  ] as const) {
    expect(statSync(join(home, path)).mode & 0o777).toBe(mode);
  }
  chmodSync(join(home, 'logs'), 0o755);
  chmodSync(join(home, 'logs/app.log'), 0o644);
  createLogger(loadConfig({ SERVICES_DIR: home })).info({}, 'A line');
  expect(statSync(join(home, 'logs')).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'logs/app.log')).mode & 0o777).toBe(0o600);
});

test.skipIf(!existsSync(FULL))('a full disk costs log lines, not the program and not its memory', () => {
  mkdirSync(join(folder, 'logs'));
  symlinkSync(FULL, join(folder, 'logs/app.log'));
  const log = createLogger(loadConfig({ SERVICES_DIR: folder }));
  const before = process.memoryUsage.rss();
  const filler = 'x'.repeat(10_000);
  for (let line = 0; line < 30_000; line += 1) log.info({ filler }, 'A line');
  expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
});
