import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { retryParked } from '../../models/chat/inbox.ts';
import { createInvitations } from '../../models/chat/invitation.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { openTelegramChat } from '../contracts/telegram-chat.ts';
import { draftText } from '../support/drafts.ts';
import { startTelegramApp, type TelegramApp } from '../support/telegram-app.ts';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import { waitUntil } from '../support/wait-until.ts';

const SECRET = 'Kiem-Diem_0123456789abcdefghijklmnop';
const TICK_MS = 200;
let app: TelegramApp;
let redis: Redis;

vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  app = await startTelegramApp({ pace: 0.01 });
  redis = new Redis(inject('redisUrl'));
}, 60_000);

afterEach(async () => {
  redis.disconnect();
  await app.end();
}, 30_000);

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(app.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

function textsOf(phone: TelegramPerson): string[] {
  return phone.heard().map(({ text = '' }) => text);
}

function hears(phone: TelegramPerson, words: string): boolean {
  return textsOf(phone).some((text) => text.includes(words));
}

/** Lets the inbox be worked off, look for look, until something has come true. Between looks the stores have time. */
function workOffUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  return waitUntil(what, async () => {
    if (await isSo()) return true;
    await app.clock.pass(TICK_MS);
    return false;
  });
}

async function health(): Promise<{ status: string; parked: { updates: number; chats: number } }> {
  const response = await fetch(`${app.testApp.url()}/health`);
  return (await response.json()) as Awaited<ReturnType<typeof health>>;
}

/** From now on nothing of this person can be committed, until the function that is returned is called. */
function breakConversation(phone: TelegramPerson): () => void {
  app.refuse(({ user }) => user === String(phone.id));
  return () => app.refuse(() => false);
}

async function joinFromAnotherChat(person: string): Promise<void> {
  const { database } = app.testApp.app();
  const [made] = await createInvitations(
    { database, keys: createKeyRing(CONTRACT_KEYS) },
    { people: [person], now: app.clock.now(), expiresAt: new Date(app.clock.now().getTime() + 3_600_000) },
  );
  const chat = openTelegramChat(app.emulator, app.emulator.person({ id: 77, firstName: 'Máy mới' }));
  await chat.write(made?.code ?? '');
  await chat.press('Đúng');
  await chat.press('Tôi đồng ý');
}

describe.each(['polled', 'pushed'] as const)('with %s updates', (how) => {
  beforeEach(async () => {
    if (how === 'pushed') await app.usePushing(SECRET);
  }, 60_000);

  test('what cannot be committed is kept in order and holds up nobody else, however much comes meanwhile', async () => {
    const { phone } = await app.begin('LG05');
    const other = await app.begin('LG06');
    const mend = breakConversation(phone);
    phone.say('ý kiến của tôi: một');
    for (let count = 0; count < 105; count += 1) phone.say(`ý kiến của tôi: ${count}`);
    await app.emulator.until('the confirmation of all', () => app.emulator.waiting().length === 0);
    await other.chat.write('người khác không phải chờ');
    await workOffUntil('the notice', () => hears(phone, 'đã được giữ lại đầy đủ'));
    await other.chat.write('vẫn không phải chờ');

    mend();
    await workOffUntil(
      'the last answer',
      async () => (await firstAnswer('LG05'))?.endsWith('ý kiến của tôi: 104') === true,
    );
    const texts = [
      'ý kiến của tôi: một',
      ...Array.from({ length: 105 }, (_, count) => `ý kiến của tôi: ${count}`),
    ];
    expect(await firstAnswer('LG05')).toBe(texts.join('\n'));
    expect(textsOf(phone).filter((text) => text.includes('đã được giữ lại đầy đủ'))).toHaveLength(1);
  });

  test('what is parked is seen from outside, outlives a restart, and is taken up again when told so', async () => {
    const { phone } = await app.begin('LG05');
    const mend = breakConversation(phone);
    phone.say('ý kiến của tôi: một');
    phone.say('ý kiến của tôi: hai');
    await workOffUntil('the notice', () => hears(phone, 'đã được giữ lại đầy đủ'));
    const logged = app.testApp.log.length;
    await app.testApp.restart();
    const failsAgain = () =>
      app.testApp.log.slice(logged).some((line) => line.includes('An update of the inbox is not committed'));
    await waitUntil('the try at the start', failsAgain);
    await workOffUntil('the report', async () => (await health()).parked.updates === 2);
    expect(await health()).toMatchObject({ status: 'degraded', parked: { updates: 2, chats: 1 } });
    const metrics = await (await fetch(`${app.testApp.url()}/metrics`)).text();
    expect(metrics).toContain('kiem_diem_updates_parked 2');

    mend();
    phone.say('ý kiến của tôi: ba');
    await app.emulator.until('the confirmation', () => app.emulator.waiting().length === 0);
    expect(await retryParked({ redis, prefix: app.testApp.prefix })).toMatchObject({ updates: 3, chats: 1 });
    await app.clock.pass(TICK_MS);
    await app.clock.pass(TICK_MS);
    await workOffUntil(
      'the last answer',
      async () =>
        (await firstAnswer('LG05')) === 'ý kiến của tôi: một\ný kiến của tôi: hai\ný kiến của tôi: ba',
    );
    await workOffUntil('good health', async () => (await health()).status === 'ok');
  });
});

test('what does not fit into the inbox is refused, and that is said once', async () => {
  const { phone } = await app.begin('LG05');
  const mend = breakConversation(phone);
  for (let count = 0; count < 230; count += 1) phone.say(`ý kiến của tôi: ${count}`);
  await app.emulator.until('the confirmation of all', () => app.emulator.waiting().length === 0);
  await app.emulator.until('the notice', () => hears(phone, 'CHƯA được lưu'));
  mend();
  await workOffUntil(
    'the last answer',
    async () => (await firstAnswer('LG05'))?.endsWith('ý kiến của tôi: 199') === true,
  );
  expect(textsOf(phone).filter((text) => text.includes('CHƯA được lưu'))).toHaveLength(1);
});

test('an update that comes again while it lies in the inbox is not put in twice', async () => {
  await app.usePushing(SECRET);
  const { phone } = await app.begin('LG05');
  const mend = breakConversation(phone);
  const { update } = phone.say('ý kiến của tôi: một');
  await app.emulator.until('the confirmation', () => app.emulator.waiting().length === 0);
  app.emulator.repeat(update);
  await waitUntil('the repetition', () => app.emulator.waiting().length === 0);
  await workOffUntil('the report', async () => (await health()).parked.updates === 1);
  mend();
  await workOffUntil('the answer', async () => (await firstAnswer('LG05')) === 'ý kiến của tôi: một');
  await workOffUntil('an empty inbox', async () => (await health()).parked.updates === 0);
  expect(await firstAnswer('LG05')).toBe('ý kiến của tôi: một');
});

test('a burst of messages, and a text that the app had cut, are each answered with one card', async () => {
  const { phone } = await app.begin('LG05');
  await app.testApp.stop();
  const before = textsOf(phone).length;
  for (const text of ['ý kiến của tôi: một', 'ý kiến của tôi: hai', 'ý kiến của tôi: ba']) phone.say(text);
  await app.testApp.start();
  await app.emulator.until('the answer', () => textsOf(phone).length > before);
  await app.emulator.until('the confirmation of all', () => app.emulator.waiting().length === 0);
  expect(await firstAnswer('LG05')).toBe('ý kiến của tôi: một\ný kiến của tôi: hai\ný kiến của tôi: ba');

  phone.paste('Tôi luôn giữ vững lập trường, quan điểm. '.repeat(250));
  const isSaved = async () => ((await firstAnswer('LG05'))?.length ?? 0) > 10_000;
  await waitUntil('the whole text', isSaved);
  await app.emulator.until('its card', () => textsOf(phone).length > before + 1);
  await waitUntil('its last words', () => /10\.[23]\d\d ký tự/.test(textsOf(phone).at(-1) ?? ''));
  expect(textsOf(phone)).toHaveLength(before + 2);
});

test('what a person passes on or picks at one time is no flood', async () => {
  const { phone } = await app.begin('LG05');
  const { user } = app.emulator.person({ id: 999, firstName: 'Lan' });
  for (let count = 0; count < 15; count += 1) phone.forward(`ý kiến của chi bộ: ${count}`, user);
  const isSaved = async () => (await firstAnswer('LG05'))?.endsWith('ý kiến của chi bộ: 14') === true;
  await waitUntil('all, though the inbox stands still', isSaved);
  const texts = Array.from({ length: 15 }, (_, count) => `ý kiến của chi bộ: ${count}`);
  expect(await firstAnswer('LG05')).toBe(texts.join('\n'));
});

test('each part of a cut text that is pushed has its card in the place of the one before', async () => {
  await app.usePushing(SECRET);
  const { phone } = await app.begin('LG05');
  const before = textsOf(phone).length;
  phone.paste('Tôi luôn giữ vững lập trường, quan điểm. '.repeat(250));
  await waitUntil('its last words', () => /10\.[23]\d\d ký tự/.test(textsOf(phone).at(-1) ?? ''));
  expect(textsOf(phone)).toHaveLength(before + 1);
});

test('what was kept of a person who joins from another chat meanwhile is not dropped in silence', async () => {
  const { phone } = await app.begin('LG05');
  const mend = breakConversation(phone);
  phone.say('ý kiến của tôi: một');
  phone.say('ý kiến của tôi: hai');
  await workOffUntil('the notice', () => hears(phone, 'đã được giữ lại đầy đủ'));
  await joinFromAnotherChat('LG05');
  mend();
  await retryParked({ redis, prefix: app.testApp.prefix });
  await app.clock.pass(TICK_MS);
  await app.clock.pass(TICK_MS);
  await app.emulator.until('the truth', () => hears(phone, 'gửi lại các tin ấy ở cuộc trò chuyện mới'));
  await workOffUntil('an empty inbox', async () => (await health()).parked.updates === 0);
  expect(textsOf(phone).filter((text) => text.includes('CHƯA được lưu làm câu trả lời'))).toHaveLength(1);
  expect(await firstAnswer('LG05')).toBeUndefined();
});
