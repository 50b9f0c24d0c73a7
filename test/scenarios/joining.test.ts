import { createHash, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { CONSENT_VERSION } from '../../handlers/join/consent.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { conversationContext } from '../../models/chat/draft-context.ts';
import { createInvitations } from '../../models/chat/invitation.ts';
import { formatInvitationCode } from '../../models/chat/invitation-code.ts';
import { listUntoldTo } from '../../models/command.ts';
import { createKeyRing, generateKeyRing } from '../../models/store/encryption.ts';
import { newest, openPlainChat, textOf } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { operate } from '../support/commands.ts';
import { openEverything } from '../support/open-everything.ts';
import { createPlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

const KEYS = generateKeyRing();
const DAY = 24 * 60 * 60 * 1000;

let clock = Date.parse('2026-11-24T02:00:00Z');
const now = () => new Date(clock);
const channel = createPlainChannel(now);
const testApp = createTestApp({ environment: { ENCRYPTION_KEYS: KEYS }, channels: () => [channel], now });

async function invite(person: string, days = 14): Promise<string> {
  const { database } = testApp.app();
  const made = await createInvitations(
    { database, keys: createKeyRing(KEYS) },
    { people: [person], now: now(), expiresAt: new Date(clock + days * DAY) },
  );
  return formatInvitationCode(made[0]?.code ?? '');
}

function open(user: string) {
  return openPlainChat(() => channel, user);
}

/** What a stranger hears on writing `text`; their answer is sent before the receipt. */
async function askAsStranger(user: string, text: string): Promise<string> {
  await channel.deliver({ user, id: randomUUID(), text });
  const last = channel.sent(user).at(-1);
  return last === undefined ? '' : textOf(last.message);
}

/** From the code to the bound chat. */
async function join(user: string, code: string) {
  const chat = open(user);
  await chat.write(code);
  await chat.press('Đúng');
  await chat.press('Tôi đồng ý');
  return chat;
}

/**
 * All that is kept anywhere of a user who has not joined. Names of keys have random digests in them, and among those of
 * hundreds of strangers one in ten times has a given three letters: who is looked for has a longer name.
 */
async function tracesOf(user: string): Promise<string[]> {
  expect(user.length).toBeGreaterThanOrEqual(8);
  const redis = new Redis(inject('redisUrl'));
  try {
    const keys = await redis.keys(`${testApp.prefix}*${user}*`);
    const identities = await testApp.app().database.identities.find({ user }).lean();
    return [...keys, ...identities.map(({ _id }) => _id)];
  } finally {
    redis.disconnect();
  }
}

/** Lets the time of Redis pass over what it keeps under this name. */
async function forget(name: string): Promise<void> {
  const redis = new Redis(inject('redisUrl'));
  try {
    const keys = await redis.keys(`${testApp.prefix}${name}*`);
    expect(keys).not.toEqual([]);
    await redis.del(keys);
  } finally {
    redis.disconnect();
  }
}

describe('joining', () => {
  beforeAll(() => testApp.start(), 60_000);
  afterAll(() => testApp.end());

  test('by code: whose account it is, what is stored, consent, and the review begins with one tap', async () => {
    const chat = open('an');
    await chat.write('xin chào');
    expect(textOf(await newest(chat))).toContain('mã mời');
    await chat.write(await invite('LG03'));
    expect(textOf(await newest(chat))).toContain('Đây có phải là đồng chí?');
    await chat.press('Đúng');
    expect(textOf(await newest(chat))).toMatch(/Lưu những gì[\s\S]*Để làm gì[\s\S]*Ai đọc[\s\S]*Bao lâu/);
    await chat.press('Tôi đồng ý');
    expect(textOf(await newest(chat))).toContain('Đã liên kết');
    await chat.press('Bắt đầu');
    expect(textOf(await newest(chat))).toMatch(/Câu 1\//);
    const [identity] = await testApp.app().database.identities.find({ user: 'an' }).lean();
    expect(identity).toMatchObject({ person: 'LG03', reachable: true, consent: { at: now() } });
  });

  test('whoever joins later is told what was done before and holds, once, and not what was undone since', async () => {
    const { database } = testApp.app();
    const person = 'LG16';
    const { _id: cycle = '' } = (await database.cycles.findOne({ status: 'open' }).lean()) ?? {};
    const of = { kind: 'person' as const, code: person };
    const about = { cycle, of, why: 'Công tác', collectives: [] };
    const day = addDays(dayOf(now()), 60);
    for (const command of [
      { name: 'exclude-from-cycle', payload: about },
      { name: 'include-in-cycle', payload: about },
      { name: 'extend-cycle', payload: { ...about, date: 'draftsDue', day } },
    ] as const) {
      await operate({ database, keys: createKeyRing(KEYS), now: now() }, command);
      clock += 1_000;
    }
    clock += 60_000;
    const untold = () => listUntoldTo(database, { person, most: 9 });
    await waitUntil('it cannot be told', async () => (await untold()).length === 3);

    const chat = await join('late-lg16', await invite(person));
    const heard = async () => (await chat.heard()).map(textOf).filter((text) => text.includes('Tin báo'));
    await waitUntil('the news', async () => (await heard()).length === 2);
    const [included, extended] = await heard();
    expect(included).toContain('đã đưa đồng chí vào kỳ kiểm điểm');
    expect(extended).toContain(`gia hạn nộp bản tự kiểm điểm đến hết ngày ${formatDate(day, 'vi')}`);
    await chat.write('dữ liệu');
    expect(textOf(await newest(chat))).toContain(`Gia hạn nộp đến hết ngày ${formatDate(day, 'vi')}. Lý do`);
    expect(await untold()).toEqual([]);
  });

  test('while the messenger is away for a moment, the card comes without the stranger asking again', async () => {
    const code = await invite('LG09');
    const { send } = channel;
    channel.send = () => Promise.reject(new Error('the messenger is away'));
    await channel.deliver({ user: 'patient', id: randomUUID(), text: code });
    expect(channel.sent('patient')).toEqual([]);
    channel.send = send;
    await waitUntil('the card', () => channel.sent('patient').length > 0);
    expect(textOf(await newest(open('patient')))).toContain('Đây có phải là đồng chí?');
    await open('patient').press('Đúng');
    expect(channel.sent('patient')).toHaveLength(2);
  });

  test('refused at the consent, it stores nothing, shows the paper way, and may be begun again', async () => {
    const code = await invite('LG04');
    const chat = open('binh-lg04');
    await chat.write(code);
    await chat.press('Đúng');
    await chat.press('Tôi không đồng ý');
    expect(textOf(await newest(chat))).toContain('trên giấy');
    expect(await tracesOf('binh-lg04')).toEqual([]);
    await join('binh-lg04', code);
    expect(textOf(await newest(chat))).toContain('Đã liên kết');
  });

  test('a code is used once, by one user, until it expires or a newer one is made', async () => {
    const code = await invite('LG05');
    await join('chi', code);
    expect(await askAsStranger('dung', code)).toContain('không dùng được');
    const old = await invite('LG06', 1);
    const newer = await invite('LG06', 1);
    expect(await askAsStranger('dung', old)).toContain('không dùng được');
    clock += 2 * DAY;
    expect(await askAsStranger('dung', newer)).toContain('không dùng được');
    expect(await testApp.app().database.identities.countDocuments({ user: 'dung' })).toBe(0);
  });

  test('codes are kept nowhere in clear', async () => {
    const code = (await invite('LG07')).replaceAll('-', '');
    const stored = JSON.stringify(await testApp.app().database.invitations.find({}).lean());
    expect(stored).not.toContain(code);
    expect(stored).toContain('LG07');
  });

  test('an account that sends wrong codes is slowed down, and the right one works after a minute', async () => {
    const code = await invite('LG08');
    for (let guess = 0; guess < 6; guess += 1) {
      expect(await askAsStranger('em', `KMPT-4829-HNVC-307${guess}`)).toContain('không dùng được');
    }
    expect(await askAsStranger('em', code)).toContain('đợi một phút');
    await forget('code-pace');
    expect(await askAsStranger('em', code)).toContain('Đây có phải là đồng chí?');
  });

  test('wrong codes of any number of accounts keep nobody else from joining', async () => {
    const guessing = Array.from({ length: 105 }, async (_, account) => {
      for (let guess = 0; guess < 5; guess += 1) {
        await askAsStranger(`doan-${account}`, `KMPT-4829-HNVC-307${guess}`);
      }
    });
    await Promise.all(guessing);
    const chat = await join('nguoi-that', await invite('LG14'));
    expect(textOf(await newest(chat))).toContain('Đã liên kết');
  });

  test.each([
    (code: string) => `Mã: ${code}`,
    (code: string) => `ma moi: ${code.toLowerCase().replaceAll('-', '–')}.`,
    (code: string) => `https://t.me/kiem_diem_bot?start=${code.replaceAll('-', '')}`,
    (code: string) => `/start ${code.replaceAll('-', '')}`,
    (code: string) =>
      code.replaceAll('-', ' ').replace(/\w/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  ])('a code is taken as people write it', async (write) => {
    const user = `viet-${randomUUID()}`;
    expect(await askAsStranger(user, write(await invite('LG15')))).toContain('Đây có phải là đồng chí?');
  });

  test.each([
    ['đúng rồi', 'đồng ý'],
    ['Dạ đúng ạ', 'Tôi đồng ý.'],
    ['vâng', 'toi dong y'],
    ['1', '1'],
  ])('is answered in words as well: %j, %j', async (me, agreed) => {
    const chat = open(`loi-${randomUUID()}`);
    await chat.write(await invite('LG16'));
    await chat.write(me);
    expect(textOf(await newest(chat))).toContain('Lưu những gì');
    await chat.write(agreed);
    expect(textOf(await newest(chat))).toContain('Đã liên kết');
  });

  test.each(['Không', 'không phải tôi'])('says no in words as well: %j', async (no) => {
    const user = `khong-${randomUUID()}`;
    await askAsStranger(user, await invite('LG20'));
    expect(await askAsStranger(user, no)).toContain('Chưa có gì được lưu');
  });

  test('takes only a clear word for consent, and asks again without the long text', async () => {
    const user = `ro-${randomUUID()}`;
    await askAsStranger(user, await invite('LG20'));
    await askAsStranger(user, 'đúng');
    for (const vague of ['đúng', 'ok', 'đọc rồi']) {
      const again = await askAsStranger(user, vague);
      expect(again).toMatch(/chưa rõ ý[\s\S]*có đồng ý/);
      expect(again).not.toContain('Lưu những gì');
    }
    expect(await askAsStranger(user, 'tôi không đồng ý')).toContain('trên giấy');
  });

  test('in English from the first message on, by the word that it offers, through to the conversation', async () => {
    const chat = open(`english-${randomUUID()}`);
    await chat.write('hello');
    await chat.press('English');
    expect(textOf(await newest(chat))).toContain('I do not know yet who you are');
    await chat.write(await invite('LG21'));
    expect(textOf(await newest(chat))).toContain('Is this you?');
    await chat.press('Yes');
    expect(textOf(await newest(chat))).toMatch(/What is stored[\s\S]*Do you agree/);
    await chat.press('I agree');
    expect(textOf(await newest(chat))).toContain('Linked.');
    const consents = await testApp.app().database.consents.find({ person: 'LG21' }).lean();
    expect(consents).toMatchObject([{ act: 'given', language: 'en' }]);
  });

  test('a language can be chosen on every card, and consent is asked for again in it', async () => {
    const user = `doi-tieng-${randomUUID()}`;
    expect(await askAsStranger(user, 'KMPT-4829-HNVC-3070')).toContain('không dùng được');
    expect(await askAsStranger(user, 'tiếng Anh')).toContain('I do not know yet');
    expect(await askAsStranger(user, '/ngonngu')).toContain('Tôi chưa biết');
    expect(await askAsStranger(user, await invite('LG22'))).toContain('Đây có phải là đồng chí?');
    expect(await askAsStranger(user, 'English')).toContain('Is this you?');
    expect(await askAsStranger(user, 'tiếng Việt')).toContain('Đây có phải là đồng chí?');
    expect(await askAsStranger(user, '1')).toContain('Lưu những gì');
    expect(await askAsStranger(user, 'english')).toContain('What is stored');
    expect(await askAsStranger(user, 'no')).toContain('You did not agree');
    expect(await tracesOf(user)).toEqual([]);
  });

  test('somebody who is not the one invited says so, and the invitation stays good', async () => {
    const code = await invite('LG09');
    const wrong = open('giang-lg09');
    await wrong.write(code);
    await wrong.press('Không phải tôi');
    expect(textOf(await newest(wrong))).toContain('Chưa có gì được lưu');
    expect(await tracesOf('giang-lg09')).toEqual([]);
    const right = await join('hoa', code);
    expect(textOf(await newest(right))).toContain('Đã liên kết');
  });

  test('a new chat takes the place of the old one, which is told and is a stranger from then on', async () => {
    const old = await join('khanh', await invite('LG10'));
    await old.press('Bắt đầu');
    await old.write('câu trả lời đầu');
    const renewed = await join('khanh-moi', await invite('LG10'));
    await waitUntil('the warning', async () =>
      textOf(await newest(old)).includes('vừa được liên kết với một cuộc trò chuyện khác'),
    );
    await renewed.press('Làm tiếp');
    expect(textOf(await newest(renewed))).toContain('câu trả lời đầu');
    await old.write('còn tôi thì sao');
    expect(textOf(await newest(old))).toContain('mã mời');
  });

  test('a press that is delivered again after a crash binds once and greets once', async () => {
    const chat = await join('lan', await invite('LG11'));
    const heard = (await chat.heard()).length;
    await chat.repeat();
    await chat.write('menu');
    expect((await chat.heard()).length).toBeGreaterThan(heard);
    const greetings = (await chat.heard()).filter((message) => textOf(message).includes('Đã liên kết'));
    expect(greetings).toHaveLength(1);
  });

  test('a stranger leaves no trace, whatever they send, and is not answered without end', async () => {
    const stranger = 'nguoi-la';
    for (let count = 0; count < 12; count += 1) {
      await askAsStranger(stranger, `chào ${count}`);
      await channel.deliver({ user: stranger, id: randomUUID(), text: 'sửa', edits: 'x' });
    }
    expect(channel.sent(stranger).length).toBe(5);
    expect(await tracesOf(stranger)).toEqual([]);
  });

  test('/dulieu tells what is held, /xoa unbinds the chat, and the draft waits for the next invitation', async () => {
    const chat = await join('mai-lg12', await invite('LG12'));
    await chat.press('Bắt đầu');
    await chat.write('giữ lại cho tôi');
    await chat.write('/dulieu');
    expect(textOf(await newest(chat))).toMatch(/Plain, từ .*đã đồng ý/);
    await chat.write('/xoa');
    await chat.press('Ngắt liên kết');
    expect(textOf(await newest(chat))).toContain('Đã ngắt liên kết');
    await waitUntil('the end of the binding', async () => (await tracesOf('mai-lg12')).length === 0);
    await waitUntil('a stranger', async () =>
      (await askAsStranger('mai-lg12', 'tôi là ai')).includes('mã mời'),
    );
    const back = await join('mai-lg12', await invite('LG12'));
    await back.press('Làm tiếp');
    expect(textOf(await newest(back))).toContain('giữ lại cho tôi');
  });

  test('consent is written down by the text that was shown, and taking it back is added to that', async () => {
    const { database } = testApp.app();
    const chat = await join('phuong-lg17', await invite('LG17'));
    const shown = (await chat.heard()).map(textOf).find((text) => text.includes('Lưu những gì')) ?? '';
    const text = createHash('sha256').update(shown).digest('hex');
    const given = { v: 1, person: 'LG17', version: CONSENT_VERSION, text, language: 'vi', at: now() };
    const consents = () => database.consents.find({ person: 'LG17' }).sort({ act: 1 }).lean();
    expect(await consents()).toEqual([expect.objectContaining({ ...given, act: 'given' })]);
    const [identity] = await database.identities.find({ user: 'phuong-lg17' }).lean();
    expect(identity?.consent?.at).toEqual(given.at);

    clock += DAY;
    await chat.write('/xoa');
    await chat.press('Ngắt liên kết');
    await waitUntil('the end of the binding', async () => (await tracesOf('phuong-lg17')).length === 0);
    expect(await consents()).toEqual([
      expect.objectContaining({ ...given, act: 'given' }),
      expect.objectContaining({ ...given, act: 'withdrawn', at: now() }),
    ]);
  });

  test('nothing names a chat that was given up: neither store, nor the log', async () => {
    const user = 'cuoc-tro-chuyen-7315';
    const old = await join(user, await invite('LG18'));
    await old.press('Bắt đầu');
    await old.write('câu trả lời còn lại');
    const renewed = `${user}-moi`;
    const chat = await join(renewed, await invite('LG18'));
    await chat.write('/xoa');
    await chat.press('Ngắt liên kết');
    await waitUntil('the end of the binding', async () => (await tracesOf(renewed)).length === 0);
    const { database } = testApp.app();
    const redis = new Redis(inject('redisUrl'));
    const stores = { redis, prefix: testApp.prefix, database, keys: createKeyRing(KEYS) };
    const headCopied = async () => {
      const copy = await database.conversations.findById('LG18').lean();
      return copy === null ? user : stores.keys.open(copy.head, conversationContext('LG18', 'head'));
    };
    await waitUntil('the copy', async () => !(await headCopied()).includes(user));
    const left = (await openEverything(stores)).split('\n').filter((line) => line.includes(user));
    expect(await openEverything(stores)).toContain('câu trả lời còn lại');
    redis.disconnect();
    expect(left).toEqual([]);
    expect(testApp.log.filter((line) => line.includes(user))).toEqual([]);
  });

  test('a chat that nothing reaches is marked, and a later message from it restores it', async () => {
    const chat = await join('nam', await invite('LG13'));
    const reachable = async () =>
      (await testApp.app().database.identities.findOne({ user: 'nam' }).lean())?.reachable;
    channel.blocked.add('nam');
    await channel.deliver({ user: 'nam', id: randomUUID(), text: 'menu' });
    await waitUntil('the mark', async () => (await reachable()) === false);
    channel.blocked.delete('nam');
    await chat.write('menu');
    expect(await reachable()).toBe(true);
    expect(textOf(await newest(chat))).toContain('Kiểm điểm năm');
  });
});
