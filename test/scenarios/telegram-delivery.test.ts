import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Message } from '../../handlers/ports.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { draftText } from '../support/drafts.ts';
import { startTelegramApp, type TelegramApp } from '../support/telegram-app.ts';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import { waitUntil } from '../support/wait-until.ts';

const SAID: Message = {
  language: 'vi',
  blocks: [{ type: 'text', text: 'Xin chào' }],
  choices: [],
  actions: [],
};

let app: TelegramApp;

beforeEach(async () => {
  app = await startTelegramApp({ timing: { callSeconds: 1, typingAfterMs: 50 } });
}, 60_000);

afterEach(async () => {
  expect(app.testApp.log.join('\n')).not.toContain(app.emulator.token);
  await app.end();
}, 30_000);

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(app.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

function textsOf(phone: TelegramPerson): string[] {
  return phone.heard().map(({ text = '' }) => text);
}

function sentTo(chat: number): number {
  return app.emulator.calls('sendMessage').filter(({ params }) => Number(params.chat_id) === chat).length;
}

test('after 429 a chat waits exactly as long as Telegram asks; others do not, and nothing is overtaken', async () => {
  const { phone } = await app.begin('LG05');
  const other = await app.begin('LG06');
  app.emulator.fail({ chat: phone.id, times: 1, fault: { status: 429, retryAfter: 7 } });
  const before = textsOf(phone).length;
  phone.say('ý kiến một');
  await waitUntil('the wait', () => app.clock.pausing().includes(7_000));
  const asked = sentTo(phone.id);
  phone.say('ý kiến hai');
  await other.chat.write('không phải chờ');
  expect(sentTo(phone.id)).toBe(asked);

  await app.clock.pass(7_000);
  await app.emulator.until('both answers', () => textsOf(phone).length === before + 2);
  const [first, second] = textsOf(phone).slice(before);
  expect(first).toContain('Đã lưu câu trả lời');
  expect(second).toContain('Đã thêm vào câu trả lời');
  expect(await firstAnswer('LG05')).toBe('ý kiến một\ný kiến hai');
});

test('while Telegram fails, each wait is twice the one before, and the order stays', async () => {
  const { phone } = await app.begin('LG05');
  app.emulator.fail({ method: 'sendMessage', times: 2, fault: { status: 502 } });
  app.emulator.fail({ method: 'sendMessage', times: 1, fault: { cut: 'before' } });
  const before = textsOf(phone).length;
  phone.say('ý kiến một');
  phone.say('tổng quan');
  for (const ms of [500, 1_000, 2_000]) await app.clock.pass(ms);
  await app.emulator.until('both answers', () => textsOf(phone).length === before + 2);
  expect(textsOf(phone)[before]).toContain('Đã lưu câu trả lời');
  expect(textsOf(phone)[before + 1]).toContain('Tổng quan bản tự kiểm điểm');
});

test('what is sent to a chat at the same moment comes in the order in which it was sent', async () => {
  const { id } = app.emulator.person({ id: 704 });
  app.emulator.fail({ method: 'sendMessage', times: 1, fault: { status: 500 } });
  const sending = ['ý kiến một', 'ý kiến hai', 'ba'].map((text) =>
    app.channel().send(String(id), { message: { ...SAID, blocks: [{ type: 'text', text }] } }),
  );
  await app.clock.pass(500);
  await Promise.all(sending);
  expect(textsOf(app.emulator.person({ id }))).toEqual(['ý kiến một', 'ý kiến hai', 'ba']);
});

test('a wait that one method is asked for holds up no other', async () => {
  const { chat, phone } = await app.begin('LG05');
  app.emulator.fail({ method: 'answerCallbackQuery', times: 1, fault: { status: 429, retryAfter: 9 } });
  await chat.write('ý kiến một');
  await chat.press('Xong');
  expect(textsOf(phone).at(-1)).toContain('Câu 2/');
  await chat.write('ý kiến hai');
  await app.clock.pass(9_000);
  const answered = () => app.emulator.calls('answerCallbackQuery').filter(({ status }) => status === 200);
  await app.emulator.until('the answers to both presses', () => answered().length === 2);
});

test('the end of the program ends no wait that Telegram asked for', async () => {
  const { phone } = await app.begin('LG05');
  const before = textsOf(phone).length;
  app.emulator.fail({ method: 'sendMessage', times: 1, fault: { status: 429, retryAfter: 7 } });
  phone.say('ý kiến một');
  await waitUntil('the wait', () => app.clock.pausing().includes(7_000));
  const asked = sentTo(phone.id);
  await app.testApp.stop();
  expect(sentTo(phone.id)).toBe(asked);
  expect(textsOf(phone)).toHaveLength(before);
  await app.testApp.start();
});

test('that work is under way is shown while it takes long', async () => {
  const { phone } = await app.begin('LG05');
  const typing = () => app.emulator.calls('sendChatAction').length > 0;
  app.hold(app.emulator.until('the sign', typing));
  const before = textsOf(phone).length;
  phone.say('ý kiến một');
  await app.emulator.until('the answer', () => textsOf(phone).length > before);
  expect(app.emulator.calls('sendChatAction')[0]?.params).toMatchObject({
    chat_id: String(phone.id),
    action: 'typing',
  });
});

test('an answer that Telegram took but never confirmed is sent once more, at most', async () => {
  const { phone } = await app.begin('LG05');
  const before = textsOf(phone).length;
  app.emulator.fail({ method: 'sendMessage', times: 1, fault: { hang: 'after' } });
  phone.say('ý kiến một');
  await app.clock.pass(500);
  phone.say('ý kiến hai');
  await app.emulator.until('the next answer', () => textsOf(phone).length === before + 3);
  const texts = textsOf(phone).slice(before);
  expect(texts[0]).toBe(texts[1]);
  expect(texts[2]).toContain('Đã thêm vào câu trả lời');
  expect(texts).toHaveLength(3);
});

test('a card that cannot be edited any more is sent anew', async () => {
  const { phone, chat } = await app.join('LG05');
  await chat.write('menu');
  const card = phone.heard().at(-1)?.message_id;
  const sent = await app.channel().send(String(phone.id), { message: SAID, replaces: String(card) });
  expect(sent).toBe(String(card));
  expect(await app.channel().send(String(phone.id), { message: SAID, replaces: sent })).toBe(sent);
  app.emulator.fail({
    method: 'editMessageText',
    times: 1,
    fault: { status: 400, description: 'Bad Request: message to edit not found' },
  });
  const anew = await app.channel().send(String(phone.id), { message: SAID, replaces: sent });
  expect(anew).not.toBe(sent);
  expect(phone.heard().at(-1)).toMatchObject({ message_id: Number(anew), text: 'Xin chào' });
});

test('who blocked the bot, left Telegram or never wrote is known as unreachable', async () => {
  const blocked = app.emulator.person({ id: 701 });
  blocked.block();
  app.emulator.person({ id: 702 }).deactivate();
  for (const chat of ['701', '702', '703']) {
    await expect(app.channel().send(chat, { message: SAID })).rejects.toMatchObject({
      code: 'chat-unreachable',
    });
  }
  blocked.unblock();
  await app.channel().send('701', { message: SAID });
  expect(textsOf(blocked)).toEqual(['Xin chào']);
});

test('a group that moved is followed', async () => {
  const group = app.emulator.group('Chi bộ 1');
  const moved = group.migrate();
  await app.channel().send(String(group.id), { message: SAID });
  expect(group.heard()).toEqual([]);
  expect(moved.heard().map(({ text }) => text)).toEqual(['Xin chào']);
});

test('what was written while the bot was away is answered once after it is back', async () => {
  const { phone } = await app.begin('LG05');
  await app.testApp.stop();
  const before = textsOf(phone).length;
  phone.say('ý kiến một');
  phone.say('ý kiến hai');
  await app.testApp.start();
  await app.emulator.until('the answer', () => textsOf(phone).length > before);
  await app.testApp.restart();
  await app.emulator.until('all confirmed', () => app.emulator.waiting().length === 0);
  expect(textsOf(phone)).toHaveLength(before + 1);
  expect(textsOf(phone).at(-1)).toContain('Đã thêm vào câu trả lời');
  expect(await firstAnswer('LG05')).toBe('ý kiến một\ný kiến hai');
});

test('a server that does not hold its answer is not asked without end', async () => {
  const { phone } = await app.begin('LG05');
  const nothing = { status: 200, body: '{"ok":true,"result":[]}' };
  app.emulator.fail({ method: 'getUpdates', fault: { answer: nothing } });
  // The poll that is open was asked before.
  phone.say('ý kiến một');
  for (let looked = 0; looked < 3; looked += 1) {
    await waitUntil('a pause', () => app.clock.pausing().includes(1_000));
    const asked = app.emulator.calls('getUpdates').length;
    await app.clock.pass(1_000);
    await waitUntil('the next pause', () => app.clock.pausing().includes(1_000));
    expect(app.emulator.calls('getUpdates')).toHaveLength(asked + 1);
  }
  app.emulator.heal();
  await app.clock.pass(1_000);
  phone.say('ý kiến hai');
  await waitUntil('both answers', async () => (await firstAnswer('LG05')) === 'ý kiến một\ný kiến hai');
});

test('an update that nobody can read is passed over', async () => {
  app.emulator.send('message', { message_id: 'x', nonsense: { $gt: '' } });
  const { chat } = await app.join('LG05');
  await chat.write('menu');
  await app.emulator.until('all confirmed', () => app.emulator.waiting().length === 0);
  expect(app.testApp.log.join('\n')).toContain('An update cannot be read');
});

test('ids that start anew after a week of silence lose nothing', async () => {
  const { chat } = await app.begin('LG05');
  const confirmed = () => app.emulator.waiting().length === 0;
  await app.emulator.until('all confirmed', confirmed);
  app.emulator.jumpBack();
  await chat.write('sau một tuần');
  await chat.write('và thêm nữa');
  await app.emulator.until('all confirmed', confirmed);
  expect(await firstAnswer('LG05')).toBe('sau một tuần\nvà thêm nữa');
});

test('a few connections carry everything', async () => {
  const { chat } = await app.begin('LG05');
  for (let count = 0; count < 20; count += 1) await chat.write(`ý thứ ${count}`);
  expect(app.emulator.connections()).toBeLessThanOrEqual(4);
});

test('menus of commands are set in both languages', async () => {
  await app.emulator.until('both menus', () => app.emulator.commands.size === 2);
  const [vi, en] = ['all_private_chats', 'all_private_chats en'].map((menu) =>
    app.emulator.commands.get(menu),
  );
  expect(vi?.map(({ command }) => command)).toContain('tongquan');
  expect(en?.map(({ command }) => command)).toContain('overview');
});
