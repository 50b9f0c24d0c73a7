import { expect, test } from 'vitest';
import type { CommandName, PayloadOf } from '../../handlers/commands/catalogue.ts';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { listCycles } from '../../handlers/queries/list-cycles.ts';
import { listReviewStates } from '../../handlers/queries/list-review-states.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { openPlainChat } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { operate } from '../support/commands.ts';
import { draftText } from '../support/drafts.ts';
import { openMember, shown, told } from '../support/office-chat.ts';
import { plainAppForEach } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const PERSON = 'LG22';
const TODAY = '2026-11-23';
const TOMORROW = '2026-11-24';
const WORDS = 'Tôi luôn vững vàng.';
const keys = createKeyRing(CONTRACT_KEYS);
let now: Date;
const plain = plainAppForEach(() => {
  now = new Date(`${TODAY}T03:00:00Z`);
  return { now: () => now };
});

const database = () => plain.testApp.app().database;

/** The next day comes. */
function passMidnight(): void {
  now = new Date(`${TOMORROW}T03:00:00Z`);
}

/** News is told once every process has noticed what it is about. */
function passMinute(): void {
  now = new Date(now.getTime() + 60_000);
}

function change<Name extends CommandName>(call: { name: Name; payload: PayloadOf<Name> }) {
  return operate({ database: database(), keys, now }, call);
}

function leave(on: string) {
  return change({ name: 'end-membership', payload: { person: PERSON, on, why: 'transferred' } });
}

async function stateOf(person: string, unit?: string): Promise<string | undefined> {
  const states = await listReviewStates({ database: database(), keys }, { unit, now });
  return states.find(({ code }) => code === person)?.state;
}

test('somebody who leaves answers up to the last day, and from the next day on gets one polite word', async () => {
  await leave(TOMORROW);
  const chat = await plain.begin(PERSON);
  await answerWholeReview(chat, () => WORDS);
  await chat.press('Nộp bản tự kiểm điểm');
  await told(chat, 'Đã ghi nhận bản số 1');
  expect(await stateOf(PERSON)).toBe('submitted');

  passMidnight();
  for (const words of ['menu', 'Tôi viết thêm.', '/baomat']) {
    await chat.write(words);
    expect(await shown(chat)).toContain('không còn sinh hoạt ở đây');
  }
  const exported = await exportReview({ database: database(), keys }, { person: PERSON });
  expect(exported).toMatchObject({ version: 1, withdrawnAt: null });
  expect(await stateOf(PERSON)).toBe('left');
});

test('of who has left the secretary sees what was handed in before, and posts as those held until then', async () => {
  const [person, name] = ['LG15', 'Nguyễn Thị Thu Trang'];
  await plain.testApp.link('plain', 'LG13');
  const secretary = openPlainChat(() => plain.channel, 'LG13');
  await secretary.write('đơn vị');
  const [, all = ''] = /(\d+) đồng chí/.exec(await shown(secretary)) ?? [];
  await change({ name: 'end-membership', payload: { person, on: TOMORROW, why: 'left-work' } });
  const chat = await plain.begin(person);
  await answerWholeReview(chat, () => WORDS);
  await chat.press('Nộp bản tự kiểm điểm');
  await told(chat, 'Đã ghi nhận bản số 1');
  await openMember(secretary, name);
  expect(await shown(secretary)).toContain('Chức vụ: Phó Bí thư');

  passMidnight();
  await openMember(secretary, name);
  expect(await shown(secretary)).toContain('Chức vụ khi còn ở đơn vị, nay không còn giữ: Phó Bí thư');
  const kept = 'Đã có bản số 1 nộp ngày 23/11/2026; bản này vẫn được giữ trong hồ sơ.';
  expect(await shown(secretary)).toContain(kept);
  await secretary.write('đơn vị');
  expect(await shown(secretary)).toContain(`${Number(all) - 1} đồng chí`);
  expect(await shown(secretary)).toContain('đã rời: 1');
});

test('somebody who has left is counted no longer', async () => {
  const [before] = await listCycles(database(), { day: TODAY });
  await leave(TODAY);
  const [after] = await listCycles(database(), { day: TODAY });
  expect(after?.asked).toBe((before?.asked ?? 0) - 1);
  const invite = { evenIfLinked: true, tryingChannel: 'web', expiresAt: now };
  const { result } = await change({ name: 'invite', payload: invite });
  expect(result?.invitations.map(({ person }) => person)).not.toContain(PERSON);
});

test('what was a mistake is taken back: the chat is still linked, and goes on where it stood', async () => {
  const chat = await plain.begin(PERSON);
  await chat.write(WORDS);
  await leave(TODAY);
  await plain.testApp.restart();
  await chat.write('Tôi viết thêm.');
  expect(await shown(chat)).toContain('không còn sinh hoạt ở đây');

  await change({ name: 'start-membership', payload: { person: PERSON, unit: 'TD-KT2', on: TODAY } });
  await chat.write('menu');
  expect(await shown(chat)).not.toContain('không còn sinh hoạt ở đây');
  passMinute();
  await told(chat, 'đã được ghi nhận sinh hoạt tại Tổ đảng Kinh doanh');
  await chat.write('menu');
  await chat.press('Làm tiếp');
  expect(await draftText(plain.testApp, { person: PERSON, step: 'politics', keys: CONTRACT_KEYS })).toContain(
    WORDS,
  );
});

test('somebody who moves keeps the draft, and they and those who lead both units are told', async () => {
  const secretaries = ['LG10', 'LG13'].map((code) => ({
    code,
    chat: openPlainChat(() => plain.channel, code),
  }));
  for (const { code, chat } of secretaries) {
    await plain.testApp.link('plain', code);
    await chat.write('menu');
  }
  const chat = await plain.begin(PERSON);
  await chat.write(WORDS);
  await waitUntil('the copy of the draft', async () =>
    Boolean(await database().drafts.exists({ author: PERSON })),
  );
  await change({ name: 'move-membership', payload: { person: PERSON, to: 'CB-TM', on: TODAY } });
  passMinute();

  const news = await told(chat, 'được chuyển sinh hoạt đến');
  expect(news).toContain('Chi bộ Tham mưu - Tổng hợp từ ngày');
  expect(news).toContain('Bản đang viết vẫn còn nguyên');
  for (const secretary of secretaries) await told(secretary.chat, 'Tạ Thị Thùy Dương');
  expect(await draftText(plain.testApp, { person: PERSON, step: 'politics', keys: CONTRACT_KEYS })).toContain(
    WORDS,
  );
  expect(await stateOf(PERSON, 'CB-TM')).toBe('draft');
  expect(await stateOf(PERSON, 'CB-KT')).toBe('moved');
});
