import { inspect } from 'node:util';
import { InputFile } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBotApi } from '../../../../bot/channels/telegram/bot-api.ts';
import { type FailureKind, TelegramFailure } from '../../../../bot/channels/telegram/failure.ts';
import { toAppError } from '../../../../bot/channels/telegram/to-app-error.ts';
import type { Fault, ForeignAnswer } from '../../../support/telegram-emulator/faults.ts';
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
  ['429', { status: 429, retryAfter: 30 }, 'rate-limited'],
  ['500', { status: 500 }, 'temporary'],
  ['a connection that breaks', { cut: 'before' }, 'temporary'],
  ['a connection that breaks after the effect', { cut: 'after' }, 'temporary'],
  ['a connection that says nothing', { hang: 'before' }, 'temporary'],
  ['no server', 'closed', 'temporary'],
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

const HTML = '<html><body>502 Bad Gateway</body></html>';
const FOREIGN: readonly [string, ForeignAnswer, FailureKind][] = [
  ['a gateway that fails', { status: 502, body: HTML }, 'temporary'],
  ['a page of a proxy', { status: 200, body: HTML }, 'temporary'],
  ['an empty answer', { status: 200, body: '' }, 'temporary'],
  ['JSON of a proxy', { status: 503, body: '{"message":"no healthy upstream"}' }, 'temporary'],
  ['a proxy that forbids', { status: 403, body: '{"error":"forbidden"}' }, 'temporary'],
  ['a proxy that asks for a password', { status: 401, body: '{"message":"Unauthorized"}' }, 'temporary'],
  ['an address where nothing is', { status: 404, body: '{"message":"Not Found"}' }, 'temporary'],
  ['another server that fails', { status: 500, body: '{"ok":false}' }, 'temporary'],
  ['an error without a description', { status: 400, body: '{"ok":false,"error_code":400}' }, 'temporary'],
  ['an error without a number', { status: 500, body: '{"ok":false,"description":"x"}' }, 'temporary'],
  ['success without a result', { status: 200, body: '{"ok":true}' }, 'temporary'],
  ['a list', { status: 200, body: '[]' }, 'temporary'],
  ['nothing', { status: 200, body: 'null' }, 'temporary'],
  ['a message without an id', { status: 200, body: '{"ok":true,"result":null}' }, 'temporary'],
  [
    'a proxy that asks to wait',
    { status: 429, body: 'slow down', headers: { 'retry-after': '7' } },
    'rate-limited',
  ],
  [
    'an error whose details make no sense',
    {
      status: 429,
      body: '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":"soon"}}',
    },
    'rate-limited',
  ],
];

test.each(FOREIGN)(
  '%s instead of the Bot API is known, and told without a secret',
  async (_, answer, kind) => {
    const failure = await failed({ answer });
    expect(failure).toBeInstanceOf(TelegramFailure);
    expect(failure.kind).toBe(kind);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain(emulator.token.split(':')[1]);
  },
);

test('JSON of a proxy in answer to an upload is known, too', async () => {
  const { id } = emulator.person({ id: 7 });
  emulator.fail({ fault: { answer: { status: 503, body: '{"message":"no healthy upstream"}' } } });
  const api = createBotApi({ token: emulator.token, apiRoot: emulator.root, seconds: 1, pollSeconds: 1 });
  const document = new InputFile(Buffer.from('x'), 'x.txt');
  await expect(api('sendDocument', { chat_id: id, document })).rejects.toMatchObject({ kind: 'temporary' });
});

test('updates that are none are a failure that passes', async () => {
  for (const result of ['null', '{}', '[{"message":{}}]', '[null]']) {
    emulator.fail({
      method: 'getUpdates',
      times: 1,
      fault: { answer: { status: 200, body: `{"ok":true,"result":${result}}` } },
    });
    const api = createBotApi({ token: emulator.token, apiRoot: emulator.root, seconds: 1, pollSeconds: 1 });
    await expect(api('getUpdates', { timeout: 0 })).rejects.toMatchObject({ kind: 'temporary' });
  }
});

test('how long to wait and where a group went come along', async () => {
  expect((await failed({ status: 429, retryAfter: 30 })).seconds).toBe(30);
  emulator.heal();
  const proxy = { status: 429, body: 'slow down', headers: { 'retry-after': '7' } };
  expect((await failed({ answer: proxy })).seconds).toBe(7);
  emulator.heal();
  expect((await failed({ status: 400, migrateTo: -1_009 })).movedTo).toBe('-1009');
});
