import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../support/run-app.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../support/telegram-emulator/start-telegram-emulator.ts';

let folder: string;
let emulator: TelegramEmulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-invite-'));
  emulator = await startTelegramEmulator();
});

afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What `invite` says as it gives up, before it has touched a database. */
async function refusal(environment: NodeJS.ProcessEnv): Promise<string> {
  const file = join(folder, 'invitations.xlsx');
  const program = runProgram({
    file: 'bot/admin.ts',
    args: ['invite', '--out', file],
    environment: { SERVICES_DIR: folder, TELEGRAM_API_ROOT: emulator.root, ...environment },
  });
  expect(await program.ended, program.output()).toBe(1);
  expect(existsSync(file)).toBe(false);
  expect(program.output()).not.toContain(emulator.token.split(':')[1]);
  return program.output();
}

test('with neither a token nor a name it says in both languages what to do', async () => {
  const said = await refusal({});
  expect(said).toContain('đặt TELEGRAM_BOT_TOKEN như khi chạy npm start, rồi chạy lại; hoặc thêm --bot');
  expect(said).toContain('set TELEGRAM_BOT_TOKEN as for npm start, then run this again; or add --bot');
});

test('a token that Telegram does not know is to be checked', async () => {
  emulator.fail({ fault: { status: 401 } });
  const said = await refusal({ TELEGRAM_BOT_TOKEN: emulator.token });
  expect(said).toContain('Kiểm tra TELEGRAM_BOT_TOKEN');
});

test('where Telegram is not reached, the connection is to be checked', async () => {
  emulator.fail({ fault: { cut: 'before' } });
  expect(await refusal({ TELEGRAM_BOT_TOKEN: emulator.token })).toContain('Kiểm tra kết nối mạng');
});
