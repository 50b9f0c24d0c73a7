import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createInvitations } from '../../models/chat/invitation.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS, HARD_TEXT } from '../contracts/channel.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { openTelegramChat } from '../contracts/telegram-chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { createTestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import { startTelegramEmulator } from '../support/telegram-emulator/start-telegram-emulator.ts';
import { waitUntil } from '../support/wait-until.ts';

const CANARY = 'Chim hoàng yến 7351';
const emulator = await startTelegramEmulator();
let later = 0;
const testApp = createTestApp({
  now: () => new Date(Date.now() + later),
  environment: {
    ENCRYPTION_KEYS: CONTRACT_KEYS,
    TELEGRAM_BOT_TOKEN: emulator.token,
    TELEGRAM_API_ROOT: emulator.root,
  },
});
const keys = createKeyRing(CONTRACT_KEYS);

async function invite(person: string): Promise<string> {
  const now = new Date();
  const [made] = await createInvitations(
    { database: testApp.app().database, keys },
    { people: [person], now, expiresAt: new Date(now.getTime() + 86_400_000) },
  );
  return made?.code ?? '';
}

/** Opens the link of an invitation and says yes to everything. */
async function join(user: TelegramPerson, person: string): Promise<Chat> {
  const chat = openTelegramChat(emulator, user);
  await chat.write(`/start ${await invite(person)}`);
  await chat.press('Đúng, đó là tôi');
  await chat.press('Tôi đồng ý');
  return chat;
}

function exportOf(person: string) {
  return exportReview({ database: testApp.app().database, keys }, { person });
}

describe('a member on Telegram', () => {
  beforeAll(() => testApp.start(), 60_000);
  afterAll(async () => {
    await testApp.end();
    await emulator.close();
  });

  test('[D20 part] [D28 part] joins by link, consents, answers all, edits, comes back after a restart, submits, and is exported to the character', async () => {
    const lan = emulator.person({ id: 701, firstName: 'Lan' });
    const chat = await join(lan, 'LG03');
    expect(textOf(await newest(chat))).toContain('Đã liên kết');
    await chat.press('Bắt đầu tự kiểm điểm');
    await chat.write(`${CANARY}: bản nháp`);
    const sent = lan.shown().findLast(({ from }) => from?.id === lan.id);
    await chat.press('Xong');

    lan.edit(sent?.message_id ?? 0, `${CANARY}: đã sửa`);
    await waitUntil('word of the edit', async () => textOf(await newest(chat)).includes('Đã sửa câu 1'));
    await testApp.restart();
    await chat.write('làm tiếp');
    expect(textOf(await newest(chat))).toContain('Câu 2/');

    const written = await answerWholeReview(chat, (heading) => `${CANARY} ${heading}\n${HARD_TEXT}`);
    await chat.press('Nộp bản tự kiểm điểm');
    await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));

    const texts = (await exportOf('LG03')).answers.flatMap(({ value }) =>
      value.kind === 'text' ? [value.text] : value.kind === 'list' ? value.items : [],
    );
    expect(texts).toContain(`${CANARY}: đã sửa`);
    for (const text of written.values()) expect(texts).toContain(text);
  }, 120_000);

  test('what is passed on is an answer, never a command', async () => {
    const ba = emulator.person({ id: 711, firstName: 'Ba' });
    const chat = await join(ba, 'LG11');
    await chat.press('Bắt đầu tự kiểm điểm');
    for (const text of ['xóa, ngắt liên kết', 'tổng quan'])
      ba.forward(text, emulator.person({ id: 712 }).user);
    await waitUntil('both answers', async () =>
      textOf(await newest(chat)).includes('Đã thêm vào câu trả lời'),
    );
    await chat.write('tổng quan');
    expect(textOf(await newest(chat))).toContain('Đã trả lời 1/');
  }, 60_000);

  test('a new chat is announced in the old one, which is a stranger’s from then on', async () => {
    const old = await join(emulator.person({ id: 713, firstName: 'Tư' }), 'LG12');
    const renewed = await join(emulator.person({ id: 714, firstName: 'Tư, máy mới' }), 'LG12');
    await waitUntil('the announcement', async () =>
      textOf(await newest(old)).includes('vừa được liên kết với một cuộc trò chuyện khác'),
    );
    expect(textOf(await newest(renewed))).toContain('Đã liên kết');
    await old.write('tổng quan');
    expect(textOf(await newest(old))).toContain('Tôi chưa biết đồng chí là ai');
  }, 60_000);

  test('/dulieu tells what is held, and whoever gives the chat up with /xoa is a stranger when they read it', async () => {
    const nam = emulator.person({ id: 715, firstName: 'Năm' });
    const chat = await join(nam, 'LG13');
    await chat.write('/dulieu');
    expect(textOf(await newest(chat))).toMatch(/Telegram, từ .*đã đồng ý/);
    await chat.write('/xoa');
    await chat.press('Ngắt liên kết');
    expect(textOf(await newest(chat))).toContain('Đã ngắt liên kết');
    await chat.write('tôi vẫn đây');
    expect(textOf(await newest(chat))).toContain('Tôi chưa biết đồng chí là ai');
  }, 60_000);

  test('a text after a long silence is stored only when the person says so', async () => {
    const sau = emulator.person({ id: 716, firstName: 'Sáu' });
    const chat = await join(sau, 'LG14');
    await chat.press('Bắt đầu tự kiểm điểm');
    await chat.write('ý kiến đầu');
    later += 13 * 60 * 60 * 1000;
    await chat.write('mai mẹ qua đón cháu nhé');
    expect(textOf(await newest(chat))).toContain('Lưu đoạn vừa gửi?');
    const stored = () => draftText(testApp, { person: 'LG14', step: 'politics', keys: CONTRACT_KEYS });
    expect(await stored()).toBe('ý kiến đầu');
    await chat.press('Bỏ đoạn này');
    expect(await stored()).toBe('ý kiến đầu');
  }, 60_000);

  test('sends an album as evidence: every picture is kept by its id, and one card tells of them', async () => {
    const minh = emulator.person({ id: 702, firstName: 'Minh' });
    const chat = await join(minh, 'LG04');
    await chat.press('Bắt đầu tự kiểm điểm');
    await chat.write('tổng quan');
    while (!(await newest(chat)).choices.some(({ label }) => label.includes('Minh chứng'))) {
      await chat.press('Trang sau');
    }
    await chat.press('Minh chứng');
    const heard = minh.heard().length;
    minh.sendAlbum(4);
    await waitUntil('four pictures', async () => (await newest(chat)).choices.length === 4);
    expect(minh.heard().length).toBe(heard + 1);
  }, 60_000);

  test('hears one polite answer to voice messages and stickers, whatever their number', async () => {
    const hoa = emulator.person({ id: 703, firstName: 'Hoa' });
    const chat = await join(hoa, 'LG05');
    const heard = hoa.heard().length;
    hoa.sendVoice();
    hoa.sendVoice();
    hoa.sendSticker();
    await chat.write('menu');
    await waitUntil('the menu', async () => textOf(await newest(chat)).includes('Kiểm điểm năm'));
    const since = hoa.heard().slice(heard);
    expect(since).toHaveLength(2);
    expect(since[0]?.text).toContain('tin thoại');
  }, 60_000);

  test('who blocks the bot is marked, is not written to, and is welcome back', async () => {
    const tam = emulator.person({ id: 704, firstName: 'Tâm' });
    const chat = await join(tam, 'LG06');
    const reachable = async () =>
      (await testApp.app().database.identities.findById('telegram:704').lean())?.reachable;
    tam.block();
    await waitUntil('the mark', async () => (await reachable()) === false);
    tam.unblock();
    await waitUntil('the mark is gone', async () => (await reachable()) === true);
    await chat.write('menu');
    expect(textOf(await newest(chat))).toContain('Kiểm điểm năm');
  }, 60_000);

  test('a forged press with the handle of somebody else’s card has no effect, and the spinner ends', async () => {
    const nga = emulator.person({ id: 705, firstName: 'Nga' });
    const chat = await join(nga, 'LG07');
    await chat.press('Bắt đầu tự kiểm điểm');
    await chat.write('câu của Nga');
    const card = nga.heard().at(-1);
    const button = card?.reply_markup?.inline_keyboard.flat()[0];
    const handle = button !== undefined && 'callback_data' in button ? button.callback_data : '';
    const thief = emulator.person({ id: 706, firstName: 'Trộm' });
    const mine = await join(thief, 'LG08');
    await mine.press('Bắt đầu tự kiểm điểm');
    const press = thief.pressData(handle, thief.heard().at(-1) as NonNullable<typeof card>);
    await waitUntil('the end of the spinner', () => press.answered);
    expect(press.text).toContain('cũ');
    expect(textOf(await newest(mine))).toContain('Câu 1/');
    expect(textOf(await newest(chat))).toContain('Đã lưu câu trả lời');
  }, 60_000);

  test('neither the token nor a person’s words reach the log, not even when everything fails', async () => {
    const lan = emulator.person({ id: 701 });
    const chat = openTelegramChat(emulator, lan);
    for (const status of [500, 429, 400]) {
      emulator.fail({ method: 'sendMessage', times: 1, fault: { status, retryAfter: 0 } });
      emulator.fail({ method: 'editMessageText', times: 1, fault: { status, retryAfter: 0 } });
      lan.say(`${CANARY} ${status}`);
    }
    emulator.fail({ method: 'getUpdates', times: 1, fault: { cut: 'before' } });
    await chat.write('menu');
    emulator.heal();
    const log = testApp.log.join('\n');
    const secret = emulator.token.split(':')[1] ?? '';
    expect(secret.length).toBeGreaterThan(30);
    expect(log).not.toContain(secret);
    expect(log).not.toContain('hoàng yến');
    expect(log.length).toBeGreaterThan(0);
  }, 60_000);
});
