import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { draftText } from '../support/drafts.ts';
import { startTelegramApp, type TelegramApp } from '../support/telegram-app.ts';

const SECRET = 'Kiem-Diem_0123456789abcdefghijklmnop';
let app: TelegramApp;

beforeEach(async () => {
  app = await startTelegramApp({ pace: 0.01 });
  await app.usePushing(SECRET);
}, 60_000);

afterEach(() => app.end(), 30_000);

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(app.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

function push(body: object | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${app.testApp.url()}/telegram/updates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test('a review goes on by pushed updates', async () => {
  const { chat } = await app.begin('LG05');
  await chat.write('ý kiến một');
  await chat.press('Xong');
  expect(await firstAnswer('LG05')).toBe('ý kiến một');
});

test('whoever does not know the secret gets 401, and nothing is written', async () => {
  const { phone } = await app.begin('LG05');
  const { message } = phone.say('lời nói thật');
  await app.emulator.until('its answer', () => phone.heard().at(-1)?.text?.includes('Đã lưu') === true);
  const forged = { update_id: 7, message: { ...message, message_id: 9_999_999, text: 'lời giả mạo' } };
  const wrong = [
    {},
    { 'x-telegram-bot-api-secret-token': '' },
    { 'x-telegram-bot-api-secret-token': `${SECRET}x` },
    { 'x-telegram-bot-api-secret-token': SECRET.replace('K', 'k') },
  ];
  for (const headers of wrong) expect((await push(forged, headers)).status).toBe(401);
  expect(await firstAnswer('LG05')).toBe('lời nói thật');
  expect((await push(forged, { 'x-telegram-bot-api-secret-token': SECRET })).status).toBe(200);
  expect(await firstAnswer('LG05')).toBe('lời nói thật\nlời giả mạo');
});

test('what is no update is refused once, not asked for again', async () => {
  const headers = { 'x-telegram-bot-api-secret-token': SECRET };
  expect((await push('{"update_id":', headers)).status).toBe(400);
  expect((await push('', { ...headers, 'content-type': 'text/plain' })).status).toBe(415);
  expect((await push(`"${'x'.repeat(1_100_000)}"`, headers)).status).toBe(413);
  expect((await push({ update_id: 1, message: { text: {} } }, headers)).status).toBe(200);
});

test('a secret that is too short stops the start', async () => {
  await expect(app.usePushing('too-short')).rejects.toMatchObject({ code: 'webhook-secret-short' });
});
