import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBotApi } from '../../../../bot/channels/telegram/bot-api.ts';
import type { FailureKind, TelegramFailure } from '../../../../bot/channels/telegram/failure.ts';
import { toAppError } from '../../../../bot/channels/telegram/to-app-error.ts';
import type { Fault } from '../../../support/telegram-emulator/faults.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../../support/telegram-emulator/start-telegram-emulator.ts';

const WORDS = 'lời của một người';
let emulator: TelegramEmulator;

beforeEach(async () => {
  emulator = await startTelegramEmulator();
});

afterEach(() => emulator.close());

async function failed(fault: Fault | 'closed'): Promise<TelegramFailure> {
  const { id } = emulator.person({ id: 7 });
  if (fault === 'closed') await emulator.close();
  else emulator.fail({ fault });
  const api = createBotApi({ token: emulator.token, apiRoot: emulator.root, seconds: 0.2, pollSeconds: 1 });
  return await api('sendMessage', { chat_id: id, text: WORDS }).then(
    () => expect.unreachable('it should fail'),
    (error: TelegramFailure) => error,
  );
}

const FAULTS: readonly [string, Fault | 'closed', FailureKind][] = [
  ['429', { status: 429, retryAfter: 30 }, 'flood'],
  ['500', { status: 500 }, 'passing'],
  ['a connection that breaks', { cut: 'before' }, 'passing'],
  ['a connection that breaks after the effect', { cut: 'after' }, 'passing'],
  ['a connection that says nothing', { hang: 'before' }, 'passing'],
  ['no server', 'closed', 'passing'],
  ['401', { status: 401 }, 'unauthorised'],
  ['404', { status: 404, description: 'Not Found' }, 'unauthorised'],
  ['409', { status: 409 }, 'other-poller'],
  ['403', { status: 403 }, 'unreachable'],
  ['an unknown chat', { status: 400, description: 'Bad Request: chat not found' }, 'unreachable'],
  ['a group that moved', { status: 400, migrateTo: -1_001_234_567_890 }, 'migrated'],
  [
    'an edit without a change',
    { status: 400, description: 'Bad Request: message is not modified: x' },
    'unchanged',
  ],
  ['formatting', { status: 400, description: "Bad Request: can't parse entities: x" }, 'markup'],
  ['a call that is wrong', { status: 400, description: `Bad Request: strange "${WORDS}"` }, 'refused'],
];

test.each(FAULTS)(
  '%s is known, and told without the token or a word of the message',
  async (_, fault, kind) => {
    const failure = await failed(fault);
    expect(failure.kind).toBe(kind);
    const told = toAppError(failure);
    const everything = [failure, told].flatMap((error) => [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error.stack),
    ]);
    expect(everything.join('\n')).not.toContain(emulator.token.split(':')[1]);
    expect(everything.join('\n')).not.toContain(WORDS);
  },
);

test('how long to wait and where a group went come along', async () => {
  expect((await failed({ status: 429, retryAfter: 30 })).seconds).toBe(30);
  emulator.heal();
  expect((await failed({ status: 400, migrateTo: -1_009 })).movedTo).toBe('-1009');
});
