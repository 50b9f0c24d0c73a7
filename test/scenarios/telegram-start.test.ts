import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { databaseUri } from '../support/app.ts';
import { type RunningProgram, runProgram } from '../support/run-app.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../support/telegram-emulator/start-telegram-emulator.ts';

let folder: string;
let emulator: TelegramEmulator;
let program: RunningProgram;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-telegram-'));
  emulator = await startTelegramEmulator();
});

afterEach(async () => {
  program.child.kill('SIGTERM');
  await program.ended;
  const log = readFileSync(join(folder, 'logs/app.log'), 'utf8');
  expect(program.output() + log).not.toContain(emulator.token.split(':')[1]);
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function start(environment: NodeJS.ProcessEnv = {}): void {
  program = runProgram({
    file: 'bot/main.ts',
    environment: {
      SERVICES_DIR: folder,
      PORT: '0',
      REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/7`,
      MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
      TELEGRAM_BOT_TOKEN: emulator.token,
      TELEGRAM_API_ROOT: emulator.root,
      ...environment,
    },
  });
}

test('with a token the program polls beside the chat page, on the sample organisation', async () => {
  start();
  await program.says(/http:\/\/127\.0\.0\.1:\d+/);
  expect(program.output()).toContain(`Telegram: https://t.me/${emulator.username}`);
  await emulator.until('a poll', () => emulator.calls('getUpdates').length > 0);
  program.child.kill('SIGTERM');
  expect(await program.ended, program.output()).toBe(0);
}, 60_000);

test('where Telegram is not reached the program says so, and goes on trying', async () => {
  emulator.fail({ fault: { status: 502 } });
  start();
  await program.says(/Telegram: chưa kết nối được/);
  emulator.heal();
  await emulator.until('a poll', () => emulator.calls('getUpdates').length > 0);
}, 60_000);

test('a token that Telegram does not know stops the start, and says what to check', async () => {
  emulator.fail({ fault: { status: 401 } });
  start();
  expect(await program.ended, program.output()).toBe(1);
  expect(program.output()).toContain('Kiểm tra TELEGRAM_BOT_TOKEN rồi chạy lại');
  expect(program.output()).toContain('Check TELEGRAM_BOT_TOKEN, then start again');
}, 60_000);

test('another program on the same token ends this one, and says so', async () => {
  start();
  await emulator.until('a poll', () => emulator.calls('getUpdates').length > 0);
  await fetch(`${emulator.root}/bot${emulator.token}/getUpdates?timeout=0`);
  expect(await program.ended, program.output()).toBe(1);
  expect(program.output()).toContain('Có chương trình khác đang nhận tin của bot này');
}, 60_000);

test('a token that is taken back while the program runs ends it', async () => {
  start();
  await emulator.until('a poll', () => emulator.calls('getUpdates').length > 0);
  emulator.fail({ method: 'getUpdates', fault: { status: 401 } });
  emulator.person({ id: 900 }).say('xin chào');
  expect(await program.ended, program.output()).toBe(1);
  expect(program.output()).toContain('không nhận mã truy cập của bot');
}, 60_000);
