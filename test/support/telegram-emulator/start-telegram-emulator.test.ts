import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTelegramEmulator, type TelegramEmulator } from './start-telegram-emulator.ts';

const DAY_MS = 86_400_000;
let emulator: TelegramEmulator;
let time: number;

beforeEach(async () => {
  time = Date.UTC(2026, 10, 23);
  emulator = await startTelegramEmulator({ now: () => new Date(time), pace: 0.001 });
});

afterEach(() => emulator.close());

interface Answer {
  ok: boolean;
  result: never;
  error_code?: number;
  description?: string;
  parameters?: object;
}

async function call(method: string, params: object = {}): Promise<Answer> {
  const response = await fetch(`${emulator.root}/bot${emulator.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return (await response.json()) as Answer;
}

async function updates(params: object = {}): Promise<{ update_id: number; [kind: string]: unknown }[]> {
  return (await call('getUpdates', params)).result;
}

async function refusal(method: string, params: object): Promise<string> {
  const { error_code, description } = await call(method, params);
  return `${error_code} ${description}`;
}

describe('updates that are fetched', () => {
  test('come again until a higher offset confirms them', async () => {
    const person = emulator.person({ id: 7 });
    person.say('một');
    person.say('hai');
    const [first, second] = await updates();
    expect(await updates({ offset: first?.update_id })).toHaveLength(2);
    expect(await updates({ offset: second?.update_id, limit: 1 })).toEqual([second]);
    expect(await updates({ offset: Number(second?.update_id) + 1 })).toEqual([]);
    expect(await updates()).toEqual([]);
  });

  test('are kept for a day', async () => {
    emulator.person({ id: 7 }).say('hôm qua');
    time += DAY_MS;
    expect(await updates()).toEqual([]);
  });

  test('bear random ids after a week of silence, and an old offset does not confirm them', async () => {
    const person = emulator.person({ id: 7 });
    person.say('một');
    const [before] = await updates();
    const offset = Number(before?.update_id) + 1;
    await updates({ offset });
    emulator.jumpBack();
    person.say('hai');
    expect(await updates({ offset })).toHaveLength(1);
    time += 8 * DAY_MS;
    person.say('ba');
    const [after] = await updates();
    expect(after?.update_id).not.toBe(offset + 1);
  });

  test('are of the kinds that were asked for last', async () => {
    const person = emulator.person({ id: 7 });
    await updates({ allowed_updates: ['message'] });
    const { message } = person.say('một');
    person.edit(message.message_id, 'hai');
    person.block();
    expect((await updates()).map((update) => Object.keys(update)[1])).toEqual(['message']);
  });

  test('come to a poll that waits, and to one caller only', async () => {
    const waiting = updates({ timeout: 50 });
    await emulator.until('the poll', () => emulator.calls('getUpdates').length === 1);
    emulator.person({ id: 7 }).say('một');
    const [update] = await waiting;
    expect(update?.message).toMatchObject({ text: 'một', from: { id: 7 }, chat: { type: 'private' } });

    const older = refusal('getUpdates', { offset: Number(update?.update_id) + 1, timeout: 50 });
    await emulator.until('the poll', () => emulator.calls('getUpdates').length === 2);
    await updates();
    expect(await older).toContain('409 Conflict: terminated by other getUpdates request');
  });
});

describe('updates that are pushed', () => {
  let server: Server;
  let got: { text: string; secret: unknown }[];
  let statuses: number[];

  beforeEach(async () => {
    got = [];
    statuses = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      got.push({
        text: JSON.parse(body).message.text,
        secret: request.headers['x-telegram-bot-api-secret-token'],
      });
      response.writeHead(statuses.shift() ?? 200).end();
    }).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
  });

  afterEach(() => void server.close());

  test('come with the secret, again and in order until they are taken; other chats do not wait', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await call('setWebhook', { url, secret_token: 'geheim' });
    expect(await refusal('getUpdates', {})).toContain('409 Conflict');
    statuses = [503, 500, 503];
    const person = emulator.person({ id: 7 });
    person.say('một');
    person.say('hai');
    await emulator.until('all taken', () => emulator.waiting().length === 0);
    expect(got.map(({ text }) => text)).toEqual(['một', 'một', 'một', 'một', 'hai']);
    expect(new Set(got.map(({ secret }) => secret))).toEqual(new Set(['geheim']));
    await call('deleteWebhook');
    expect(await updates()).toEqual([]);
  });
});

describe('what the bot does', () => {
  test('is refused where Telegram refuses it', async () => {
    const { id } = emulator.person({ id: 7 });
    const send = (params: object) => refusal('sendMessage', { chat_id: id, text: 'x', ...params });
    const data = (callback_data: string) => ({
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data }]] },
    });
    expect(await send({ chat_id: 8 })).toBe('400 Bad Request: chat not found');
    expect(await send({ text: ' ' })).toBe('400 Bad Request: message text is empty');
    expect(await send({ text: '👍'.repeat(2_049) })).toBe('400 Bad Request: message is too long');
    expect(await send({ text: '👍'.repeat(2_048) })).toBe('undefined undefined');
    expect(await send(data('đ'.repeat(33)))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await refusal('editMessageText', { chat_id: id, message_id: 1, text: 'x' })).toContain(
      'not found',
    );
    emulator.person({ id }).block();
    expect(await send({})).toBe('403 Forbidden: bot was blocked by the user');
  });

  test('shows in the chat, edits applied, and an edit without a change is refused', async () => {
    const person = emulator.person({ id: 7 });
    const { result } = await call('sendMessage', { chat_id: 7, text: 'một' });
    const { message_id } = result as { message_id: number };
    await call('editMessageText', { chat_id: 7, message_id, text: 'hai' });
    expect(await refusal('editMessageText', { chat_id: 7, message_id, text: 'hai' })).toContain(
      'not modified',
    );
    expect(person.heard().map(({ text }) => text)).toEqual(['hai']);
  });

  test('answers a press once', async () => {
    const person = emulator.person({ id: 7 });
    const keyboard = { inline_keyboard: [[{ text: 'Xong', callback_data: 'a1' }]] };
    await call('sendMessage', { chat_id: 7, text: 'một', reply_markup: keyboard });
    const press = person.press('Xong');
    const [update] = await updates();
    expect(update?.callback_query).toMatchObject({ data: 'a1', from: { id: 7 } });
    const id = (update?.callback_query as { id: string } | undefined)?.id;
    expect((await call('answerCallbackQuery', { callback_query_id: id, text: 'ừ' })).ok).toBe(true);
    expect(press).toMatchObject({ answered: true, text: 'ừ' });
    expect(await refusal('answerCallbackQuery', { callback_query_id: id })).toContain('query is too old');
  });

  test('with files and forms is understood, too', async () => {
    emulator.person({ id: 7 });
    const form = new FormData();
    form.set('chat_id', '7');
    form.set('document', 'attach://a');
    form.set('a', new Blob(['nội dung']), 'bien-ban.docx');
    const url = `${emulator.root}/bot${emulator.token}/sendDocument`;
    const sent = (await (await fetch(url, { method: 'POST', body: form })).json()) as Answer;
    expect(sent.result).toMatchObject({ document: { file_name: 'bien-ban.docx' } });
  });
});
