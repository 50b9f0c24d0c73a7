import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { operate } from '../support/commands.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();
const today = formatDate(dayOf(new Date()), 'vi');
const year = Number(dayOf(new Date()).slice(0, 4));
const WORDS = 'Tôi nhận khuyết điểm: đi họp chi bộ muộn hai lần.';

async function sendScan(person: string): Promise<void> {
  const about = new URLSearchParams({ update: randomUUID(), name: 'ban-giay.pdf' });
  const response = await fetch(`${testApp.url()}/api/chats/${person}/files?${about}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', origin: testApp.url() },
    body: Buffer.from('%PDF-1.7\n'),
  });
  expect(await response.json()).toEqual({ status: 'committed' });
}

/** The value that a version of this person has of a step; nothing where it was not asked. */
async function recorded(app: typeof testApp, person: string) {
  const review = await exportReview({ database: app.app().database, keys }, { person });
  return { review, answerTo: (step: string) => review.answers.find((one) => one.step === step)?.value };
}

const ON = [
  {
    ...onPage,
    ...{ secretary: 'LG11', member: 'LG21', called: 'nong van hieu' },
    way: 'Gửi ảnh chụp',
    async give(chat: Chat) {
      await sendScan('LG11');
      await waitUntil('the file', async () => (await shown(chat)).includes('ban-giay.pdf'));
      await chat.press('Tiếp tục');
    },
    step: 'files',
    holds: { kind: 'attachment', files: [{ name: 'ban-giay.pdf' }] },
    keeps: 'Hồ sơ giữ 1 ảnh hoặc tệp của bản giấy này.',
  },
  {
    ...onPlain,
    ...{ secretary: 'LG10', member: 'LG20', called: 'cao thi lan anh' },
    way: 'Gõ lại nội dung',
    async give(chat: Chat) {
      await chat.write(WORDS);
      await chat.write('xong');
    },
    step: 'text',
    holds: { kind: 'text', text: WORDS },
    keeps: '',
  },
  {
    ...onTelegram,
    ...{ secretary: 'LG10', member: 'LG20', called: 'cao thi lan anh' },
    ...{ way: 'Chỉ ghi nhận', give: async () => undefined },
    step: 'how',
    holds: { kind: 'choice', value: 'kept' },
    keeps: '',
  },
];

test.each(ON)(
  'on $name a secretary records what somebody handed in on paper; it counts, says by whom, and the person is told',
  async ({ secretary, member, called, app, open, way, give, step, holds, keeps }) => {
    const person = await open(member);
    await person.write('menu');
    const chat = await open(secretary);
    await chat.write('đơn vị');
    await chat.write(called);
    await chat.write('1');
    await chat.press('Ghi nhận bản giấy');
    expect(await shown(chat)).toContain(`mã ${member}`);
    for (const day of ['31/12/2099', `31/12/${year - 1}`]) {
      await chat.write(day);
      expect(await shown(chat)).toContain(`01/01/${year}`);
      expect(await shown(chat)).toContain(today);
    }
    await chat.write(today);
    await chat.press(way);
    await give(chat);
    expect(await shown(chat)).toContain('được tính là đã nộp');
    await chat.press('Ghi vào hồ sơ');
    expect(await told(chat, 'Đã ghi nhận bản giấy')).toContain(keeps);

    const { review, answerTo } = await recorded(app(), member);
    const by = { kind: 'person', code: secretary };
    expect(review).toMatchObject({ entry: { how: 'paper', day: dayOf(new Date()), by }, counts: true });
    expect(answerTo(step)).toMatchObject(holds);
    const event = await app()
      .app()
      .database.auditEvents.findOne({ kind: 'paper-review-recorded', people: member })
      .lean();
    expect(event).toMatchObject({ actor: { kind: 'person', person: secretary } });

    expect(await told(person, 'đã ghi nhận bản tự kiểm điểm giấy của đồng chí')).not.toContain('muộn');
    await person.write('menu');
    expect(await shown(person)).toContain(`Bản giấy nộp ngày ${today}, do`);
    expect(await shown(person)).toContain('không phải làm gì nữa');
    expect(await shown(person)).not.toContain('Chưa bắt đầu');
    expect(await shown(person)).toContain(keeps);
    expect((await newest(person)).actions.filter(({ tone }) => tone === 'primary')).toEqual([]);
    await person.write('dữ liệu');
    expect(await shown(person)).toMatch(
      new RegExp(`bản giấy số 1 nộp ngày ${today}, do \\p{Lu}[\\p{L} ]+ ghi nhận lúc`, 'u'),
    );
    expect(await shown(person)).not.toContain('Chưa bắt đầu');
    expect(await shown(person)).toContain(keeps);
    await chat.write('đơn vị');
    await chat.write(called);
    await chat.write('1');
    expect(await shown(chat)).toContain('đã nộp bằng giấy');
    expect(await shown(chat)).toContain(keeps);
    expect(app().log.join('\n')).not.toContain('họp chi bộ muộn');
  },
  120_000,
);

test('the word alone asks who is meant; oneself is named with the reason, other units are not to be found, and a member is shown why not', async () => {
  const person = await onPlain.open('LG16');
  await person.write('menu');
  const chat = await onPlain.open('LG08');
  await chat.write('ghi nhận bản giấy');
  expect(await shown(chat)).toContain('Đồng chí nào trong đơn vị?');
  await chat.write('LG08');
  expect(await shown(chat)).toContain('Việc của chính đồng chí (Bùi Văn Hải) do đồng chí khác trong cấp ủy');
  await chat.write('LG21');
  expect(await shown(chat)).toContain('Không tìm thấy “LG21”');
  await chat.write('LG16');
  await chat.write(today);
  await chat.press('Chỉ ghi nhận');
  await chat.write('nộp');
  await told(chat, 'Đã ghi nhận bản giấy');
  const { review } = await recorded(testApp, 'LG16');
  expect(review.entry?.by).toMatchObject({ code: 'LG08' });

  await openMember(chat, review.person.name);
  expect(await shown(chat)).toContain(`Bản giấy số 1 nộp ngày ${today}, do`);
  await beginAct(chat, 'Thu lại bản giấy số 1');
  expect(await shown(chat)).toContain(`Bản giấy số 1, nộp ngày ${today}: đang được tính là đã nộp.`);
  expect(await shown(chat)).toContain('Rút bản này thì CHƯA có bản nào được tính');
  await chat.press('Bản giấy số 1');
  await chat.write('Ghi nhầm người');
  expect(await shown(chat)).toContain(`Bản giấy số 1, nộp ngày ${today}`);
  await chat.press('Thu lại bản giấy này');
  await told(chat, 'Đã thu lại bản giấy');
  expect((await recorded(testApp, 'LG16')).review.withdrawnAt).not.toBeNull();
  await openMember(chat, review.person.name);
  expect(await shown(chat)).toContain(
    `đã được thu lại: CHƯA có bản nào được tính là đã nộp. Lý do: Ghi nhầm người`,
  );
  await chat.press('Việc khác');
  expect((await labelsOf(chat)).join()).not.toContain('Thu lại bản giấy');
  await chat.write('thu lại bản giấy');
  expect(await shown(chat)).toContain('không có bản nào như vậy');
  expect(await told(person, 'đã thu lại bản tự kiểm điểm giấy')).toContain('Mở ra để xem lý do');
  await person.press('Dữ liệu về tôi');
  expect(await shown(person)).toMatch(/bản giấy số 1 .* đã thu lại lúc .*Lý do: Ghi nhầm người/);

  const member = await onPlain.open('LG22');
  await member.write('ghi nhận bản giấy');
  expect(await shown(member)).toContain('chỉ dành cho người có trách nhiệm');
}, 120_000);

test('an act that was refused is not gone on with for another paper: begun again it asks from the start, and shows nothing of it', async () => {
  const { database } = testApp.app();
  const chat = await onPlain.open('LG13');
  const name = 'Châu Thị Mỹ Hạnh';
  const saying = async (words: string) =>
    (await chat.heard()).map(textOf).filter((text) => text.includes(words)).length;
  const record = async () => {
    const before = await saying('Đã ghi nhận bản giấy');
    await openMember(chat, name);
    await beginAct(chat, 'Ghi nhận bản giấy');
    await chat.write(today);
    await chat.press('Chỉ ghi nhận');
    await chat.press('Ghi vào hồ sơ');
    await waitUntil('the record', async () => (await saying('Đã ghi nhận bản giấy')) > before);
  };
  const takenBack = async () => {
    const papers = await database.submissions.find({ person: 'LG24', series: 'paper' }).lean();
    return papers.filter(({ withdrawnAt }) => withdrawnAt !== undefined).length;
  };
  await record();
  await openMember(chat, name);
  await beginAct(chat, 'Thu lại bản giấy số 1');
  await chat.press('Bản giấy số 1');
  await chat.write('Ghi nhầm lần đầu');
  const { cycle = '' } =
    (await database.submissions.findOne({ person: 'LG24', series: 'paper' }).lean()) ?? {};
  const payload = { person: 'LG24', cycle, number: 1, why: 'Bộ phận quản trị thu lại' };
  await operate({ database, keys, now: new Date() }, { name: 'withdraw-paper-review', payload });
  await chat.press('Thu lại bản giấy này');
  await told(chat, 'Chưa thu lại được bản giấy');

  await record();
  await openMember(chat, name);
  await beginAct(chat, 'Thu lại bản giấy số 2');
  expect(await shown(chat)).toContain('Thu lại bản nào?');
  expect((await labelsOf(chat)).join()).not.toContain('Bản giấy số 1');
  await chat.press('Bản giấy số 2');
  expect(await shown(chat)).toContain('Vì lý do gì?');
  expect(await shown(chat)).not.toContain('Ghi nhầm lần đầu');
  await chat.write('Ghi nhầm lần hai');
  expect(await shown(chat)).not.toMatch(/lần đầu|không còn được hỏi|\["/);
  await chat.press('Thu lại bản giấy này');
  await waitUntil('both', async () => (await takenBack()) === 2);
}, 120_000);

test('what somebody handed in before they left is recorded of a day on which they were there', async () => {
  const { database } = testApp.app();
  const now = new Date();
  const leave = { person: 'LG14', on: dayOf(now), why: 'transferred' } as const;
  await operate({ database, keys, now }, { name: 'end-membership', payload: leave });
  const yesterday = formatDate(addDays(dayOf(now), -1), 'vi');
  const chat = await onPlain.open('LG10');
  await openMember(chat, 'Lý A Páo');
  await beginAct(chat, 'Ghi nhận bản giấy');
  await chat.write(today);
  expect(await shown(chat)).toContain(`từ 01/01/${year} đến ${yesterday}`);
  await chat.write(yesterday);
  await chat.press('Chỉ ghi nhận');
  await chat.press('Ghi vào hồ sơ');
  await told(chat, 'Đã ghi nhận bản giấy');
  await openMember(chat, 'Lý A Páo');
  expect((await labelsOf(chat)).join()).toContain('Thu lại bản giấy số 1');

  const before = { person: 'LG21', on: `${year - 1}-12-31`, why: 'transferred' } as const;
  await operate({ database, keys, now }, { name: 'end-membership', payload: before });
  await openMember(chat, 'Nông Văn Hiếu');
  expect((await labelsOf(chat)).join()).not.toContain('Ghi nhận bản giấy');
}, 120_000);

test('a secretary whose post ended meanwhile is refused, told why, and keeps what they typed in', async () => {
  const chat = await onPlain.open('LG12');
  await chat.write('đơn vị');
  await chat.write('ta thi thuy duong');
  await chat.write('1');
  await chat.write('ghi nhận bản giấy');
  await chat.write(today);
  await chat.press('Gõ lại nội dung');
  await chat.write(WORDS);
  await chat.write('xong');
  const { posts, submissions } = testApp.app().database;
  const held = await posts.find({ person: 'LG12' }).lean();
  await posts.deleteMany({ person: 'LG12' });
  await chat.press('Ghi vào hồ sơ');
  expect(await told(chat, 'Bản giấy chưa được ghi nhận')).toContain('đã thôi giữ chức vụ');
  expect(await submissions.countDocuments({ person: 'LG22', series: 'paper' })).toBe(0);
  expect(textOf(await newest(chat))).toContain('vẫn còn nguyên');

  await posts.insertMany(held);
  await chat.press('Sửa và gửi lại');
  expect(await shown(chat)).toContain(WORDS);
  await chat.press('Ghi vào hồ sơ');
  await told(chat, 'Đã ghi nhận bản giấy');
  expect(await submissions.countDocuments({ person: 'LG22', series: 'paper' })).toBe(1);
}, 120_000);
