import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { draftText } from '../support/drafts.ts';
import { startTelegramApp, type TelegramApp } from '../support/telegram-app.ts';
import { waitUntil } from '../support/wait-until.ts';

let app: TelegramApp;

beforeEach(async () => {
  app = await startTelegramApp();
}, 60_000);

afterEach(() => app.end(), 30_000);

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(app.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

test('in a group nothing personal is said or taken: the bot points to the private chat, once', async () => {
  const { phone, chat } = await app.begin('LG05');
  await chat.write('chuyện riêng');
  const group = app.emulator.group('Chi bộ 1');
  group.say(phone.user, 'một câu trả lời trong nhóm');
  group.mention(phone.user, 'tổng quan');
  group.say(phone.user, '/tongquan');
  group.say(phone.user, `/start@${app.emulator.username} CODE`);
  await chat.write('lại riêng tư');
  await app.emulator.until('the pointer', () => group.heard().length > 0);
  expect(group.heard()).toHaveLength(1);
  const [pointer] = group.heard();
  expect(pointer?.text).toContain('chỉ trao đổi riêng');
  expect(pointer?.reply_markup?.inline_keyboard.flat()).toEqual([
    expect.objectContaining({ url: `https://t.me/${app.emulator.username}` }),
  ]);
  expect(await firstAnswer('LG05')).toBe('chuyện riêng\nlại riêng tư');
});

test('a group that takes the bot in is told at once, in the language of who did it', async () => {
  const group = app.emulator.group('Đảng ủy', 'supergroup');
  const user = { ...app.emulator.person({ id: 801 }).user, language_code: 'en' };
  group.add(user);
  await app.emulator.until('the pointer', () => group.heard().length === 1);
  expect(group.heard()[0]?.text).toContain('In a group I take no answers');
});

test('a pointer that could not be sent is sent to the next who asks', async () => {
  const { phone } = await app.begin('LG05');
  const group = app.emulator.group('Chi bộ 1');
  app.emulator.fail({ method: 'sendMessage', chat: group.id, times: 1, fault: { status: 400 } });
  group.mention(phone.user, 'tổng quan');
  await app.emulator.until('the refusal', () =>
    app.emulator.calls('sendMessage').some(({ status }) => status === 400),
  );
  // The refusal reaches the bot a moment later, so it is asked until then.
  await waitUntil('the pointer', async () => {
    if (group.heard().length === 0) group.mention(phone.user, 'tổng quan');
    return group.heard().length > 0;
  });
  expect(group.heard()[0]?.text).toContain('chỉ trao đổi riêng');
});

test('in a group with topics the pointer goes where it was asked for, once in each', async () => {
  const { phone } = await app.begin('LG05');
  const group = app.emulator.group('Đảng ủy', 'supergroup');
  group.mention(phone.user, 'tổng quan', { topic: 17 });
  await app.emulator.until('the pointer', () => group.heard().length === 1);
  group.mention(phone.user, 'lại hỏi', { topic: 17 });
  group.mention(phone.user, 'tổng quan', { topic: 23 });
  await app.emulator.until('the other pointer', () => group.heard().length === 2);
  group.mention(phone.user, 'tổng quan');
  await app.emulator.until('the pointer for all', () => group.heard().length === 3);
  expect(group.heard().map(({ message_thread_id: topic }) => topic)).toEqual([17, 23, undefined]);
});

test('an admin who writes for the group is pointed to the private chat, too', async () => {
  const group = app.emulator.group('Đảng ủy', 'supergroup');
  group.mentionAsGroup('tổng quan');
  await app.emulator.until('the pointer', () => group.heard().length === 1);
  expect(group.heard()[0]?.text).toContain('chỉ trao đổi riêng');
});

test('a press by somebody else gets a toast and changes nothing', async () => {
  const owner = await app.begin('LG05');
  await owner.chat.write('ý kiến một');
  const other = await app.begin('LG06');
  const card = owner.phone.heard().at(-1);
  const done = card?.reply_markup?.inline_keyboard.flat().find(({ text }) => text.includes('Xong'));
  const data = done !== undefined && 'callback_data' in done ? done.callback_data : '';
  const before = owner.phone.heard().length;

  const press = other.phone.pressData(data, other.phone.heard().at(-1) as never);
  await app.emulator.until('its answer', () => press.answered);
  expect(press.text).toContain('Nút này đã cũ');

  const group = app.emulator.group('Chi bộ 1');
  group.say(owner.phone.user, 'xin chào');
  const inGroup = group.pressData(owner.phone.user, data);
  await app.emulator.until('its answer', () => inGroup.answered);
  expect(inGroup.text).toContain('cuộc trò chuyện riêng');
  expect(owner.phone.heard()).toHaveLength(before);
  await owner.chat.press('Xong');
  expect(owner.phone.heard().at(-1)?.text).toContain('Câu 2/');
});

test('a press on a card that is past gets a toast and changes nothing', async () => {
  const { phone, chat } = await app.begin('LG05');
  await chat.write('ý kiến một');
  const old = phone.heard().at(-1);
  const button = old?.reply_markup?.inline_keyboard.flat().find(({ text }) => text.includes('Xong'));
  await chat.press('Xong');
  await chat.write('ý kiến hai');
  const data = button !== undefined && 'callback_data' in button ? button.callback_data : '';
  const press = phone.pressData(data, old as never);
  await app.emulator.until('its answer', () => press.answered);
  expect(press.text).toContain('Nút này đã cũ');
  expect(await firstAnswer('LG05')).toBe('ý kiến một');
});

test('the press of a stranger is answered, too', async () => {
  const { phone } = await app.begin('LG05');
  const stranger = app.emulator.person({ id: 802 });
  const press = stranger.pressData('AAAAAAAAAAAAAAAAAAAAAA0', phone.heard().at(-1) as never);
  await app.emulator.until('its answer', () => press.answered);
});

test('a text with a mark of secrecy is taken out of the chat', async () => {
  const { phone, chat } = await app.begin('LG05');
  await chat.write('TỐI MẬT\nSố liệu 48151623');
  await app.emulator.until('its removal', () =>
    phone.shown().every(({ text }) => !text?.includes('48151623')),
  );
});

test('a pasted text that was cut is one answer, even if its rest is a word that the bot knows', async () => {
  const { phone, chat } = await app.begin('LG05');
  const paragraph = `${'Tôi nghiêm túc tự phê bình và phê bình '.repeat(104)}`.trimEnd();
  const whole = `${paragraph} ${'và sửa chữa '.repeat(3)}\n\nxong`;
  await chat.write(whole);
  const answer = await firstAnswer('LG05');
  expect(answer?.replace(/\s+/g, ' ')).toBe(whole.replace(/\s+/g, ' '));
  expect(phone.shown().filter(({ from }) => from?.id === phone.id).length).toBeGreaterThan(1);
});

test('a long text of a stranger leaves nothing behind', async () => {
  const { chat } = await app.begin('LG05');
  const stranger = app.emulator.person({ id: 8_027_641_953 });
  stranger.paste('Tôi muốn biết về đợt kiểm điểm năm nay. '.repeat(150));
  await app.emulator.until('an answer', () => stranger.heard().length > 0);
  await chat.write('một câu ngắn');
  const redis = new Redis(inject('redisUrl'));
  const traces = await redis.keys(`${app.testApp.prefix}*${stranger.id}*`);
  redis.disconnect();
  expect(traces).toEqual([]);
});

test('nor does it when it is delivered twice', async () => {
  await app.usePushing('Kiem-Diem_0123456789abcdefghijklmnop');
  const stranger = app.emulator.person({ id: 8_027_641_953 });
  const [start] = stranger.paste('Tôi muốn biết về đợt kiểm điểm năm nay. '.repeat(150));
  const isTaken = () => app.emulator.waiting().length === 0;
  await app.emulator.until('the end of all', isTaken);
  app.emulator.repeat(start?.update);
  // What follows is pushed, and taken, after the repetition.
  stranger.say('xin chào');
  await app.emulator.until('the repetition', isTaken);
  const redis = new Redis(inject('redisUrl'));
  const traces = await redis.keys(`${app.testApp.prefix}*${stranger.id}*`);
  redis.disconnect();
  expect(traces).toEqual([]);
});

test('a paragraph that the app cut at blanks is kept as it was pasted, to the character', async () => {
  const { chat } = await app.begin('LG05');
  const paragraph = 'Tôi nghiêm túc tự phê bình, nhận rõ ba hạn chế. '.repeat(180).trim();
  await chat.write(paragraph);
  expect(await firstAnswer('LG05')).toBe(paragraph);
});
