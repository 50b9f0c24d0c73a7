import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { difficultyContext } from '../../models/review/difficulty.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openWebChat, textOf } from '../contracts/chat.ts';
import { labelsOf, report, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const ASKED = 'Chưa rõ biểu mẫu nào dùng cho đảng viên đang biệt phái.';
const ANSWERED = 'Dùng Mẫu 2, nộp ở nơi đang sinh hoạt.';
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

const ON = [
  {
    ...onPage,
    people: ['LG21', 'LG10'],
    called: 'Nông Văn Hiếu',
  },
  { ...onPlain, people: ['LG14', 'LG11'], called: 'Lý A Páo' },
  {
    ...onTelegram,
    people: ['LG05', 'LG12'],
    called: 'Vũ Đình Long',
  },
];

test.each(ON)(
  '[D57] a member reports a difficulty on $name, the office above is told, reads and answers it, the member is told and reads the answer',
  async ({ people: [member = '', leader = ''], called, open }) => {
    const asker = await open(member);
    const office = await open(leader);
    await office.write('ngôn ngữ');
    await office.press('English');
    await asker.write('menu');
    await asker.press('Phản ánh khó khăn, vướng mắc');
    if ((await shown(asker)).includes('với tư cách cá nhân hay')) await asker.press('Với tư cách cá nhân');
    await asker.write('TỐI MẬT\nchuyện này');
    expect(await shown(asker)).toContain('dấu độ mật');
    await asker.write(ASKED);
    await asker.press('Xong');
    await asker.press('Gửi phản ánh');
    await told(asker, 'Đã ghi nhận phản ánh');

    expect(await told(office, 'A difficulty was reported to you.')).not.toContain('biểu mẫu');
    await office.press('Difficulties reported to you');
    expect(await shown(office)).toMatch(/\d+ reports? (is|are) waiting/);
    await office.write('biệt phái');
    await office.press('Chưa rõ biểu mẫu');
    expect(await shown(office)).toContain(ASKED);
    await office.press('Answer this');
    await office.write(ANSWERED);
    await office.write('done');
    expect(await shown(office)).toContain(`Answer a report · ${called}\n`);
    expect(await shown(office)).toContain('Review before sending');
    await office.press('Send the answer');
    expect(await labelsOf(office)).toEqual(['Difficulties reported to you', 'To the menu']);
    await told(office, 'Answer recorded');
    await office.write('answered reports');
    await office.press('Chưa rõ b');
    expect(await labelsOf(office)).toEqual(['Answered reports', 'To the menu']);
    await office.press('Answered reports');
    expect(await labelsOf(office)).toContainEqual(expect.stringContaining('✓'));

    expect(await told(asker, 'Phản ánh của đồng chí đã có trả lời')).not.toContain('Mẫu 2');
    await asker.press('Mở phản ánh');
    expect(await shown(asker)).toContain(ANSWERED);
    await asker.write('phản ánh của tôi');
    expect((await labelsOf(asker))[0]).toMatch(/✓ .*Chưa rõ/);
    await asker.write('dữ liệu');
    expect(await shown(asker)).toMatch(/, đồng chí [^:]+: trả lời một phản ánh/);
    expect(await shown(asker)).toMatch(/, đồng chí: gửi một phản ánh .* từ đơn vị Tổ đảng/);
  },
  120_000,
);

test('what is reported and answered lies sealed in the record, with an audit event for each', async () => {
  const { difficulties, auditEvents } = testApp.app().database;
  const stored = (await difficulties.find({}).lean()).filter(({ answer }) => answer !== null);
  expect(stored.length).toBeGreaterThan(0);
  expect(JSON.stringify(stored)).not.toMatch(/biểu mẫu|Mẫu 2/);
  for (const { _id, text, answer } of stored) {
    expect(keys.open(text, difficultyContext(_id, 'text'))).toBe(ASKED);
    expect(keys.open(answer?.text ?? '', difficultyContext(_id, 'answer'))).toBe(ANSWERED);
  }
  const kinds = (await auditEvents.find({}).lean()).map(({ kind }) => kind);
  for (const kind of ['difficulty-reported', 'difficulty-answered']) {
    expect(kinds.filter((one) => one === kind)).toHaveLength(stored.length);
  }
  expect(testApp.log.join('\n')).not.toMatch(/biểu mẫu|Mẫu 2/);
});

describe('an office of 200 open questions', () => {
  const PEOPLE = ['LG09', 'LG13', 'LG15', 'LG24'];

  beforeAll(async () => {
    const { difficulties } = testApp.app().database;
    const at = Date.parse('2026-11-01T02:00:00Z');
    await difficulties.insertMany(
      Array.from({ length: 200 }, (_, index) => {
        const _id = `many-${index + 1}`;
        return {
          ...{ _id, v: 1 as const, salt: 's', asker: PEOPLE[index % 4] ?? '', collective: null },
          ...{ unit: 'CB-TM', offices: ['DU-CQ'], answer: null, revision: 0 },
          text: keys.seal(`Vướng mắc thứ ${index + 1} về sổ sách`, difficultyContext(_id, 'text')),
          ...{ askedAt: new Date(at + index * 60_000), recordedAt: new Date(at + index * 60_000) },
        };
      }),
    );
  });

  test('finds one by page, by name, by unit and by words; answered ones are behind a way on; home says how many wait', async () => {
    const office = await onPlain.open('LG02');
    await office.write('menu');
    expect(await shown(office)).toContain('200 phản ánh đang chờ');
    await office.press('Phản ánh gửi đến');
    expect(await shown(office)).toContain('Trang 1/25');
    expect((await newest(office)).choices[0]?.label).toContain('Vướng mắc thứ 1 về');
    for (let page = 2; page <= 25; page += 1) await office.write('trang sau');
    expect(await shown(office)).toContain('Trang 25/25');
    expect((await newest(office)).choices[7]?.label).toContain('Vướng mắc thứ 200 về');
    await office.write('trang trước');
    expect(await shown(office)).toContain('Trang 24/25');

    await office.write('thu 137');
    expect(await shown(office)).toContain('Tìm “thu 137”: 1 phản ánh');
    await office.write('kim oanh tham muu');
    expect(await shown(office)).toContain('50 phản ánh đang chờ');
    await office.write('trang sau');
    expect(await shown(office)).toContain('Trang 2/7');
    await office.write('MẬT');
    expect(await shown(office)).toContain('dấu độ mật');
    await office.press('Thôi tìm');
    expect(await shown(office)).toContain('200 phản ánh đang chờ');
    await office.write('thứ 137 về');
    await office.write('1');
    expect(await shown(office)).toContain('Vướng mắc thứ 137 về sổ sách');
    await office.write('trả lời phản ánh');
    await office.write('Xem hướng dẫn ở sổ tay.');
    await office.write('xong');
    await office.press('Gửi câu trả lời');
    await told(office, 'Đã ghi nhận câu trả lời');
    await office.write('phản ánh gửi đến');
    expect(await shown(office)).toContain('199 phản ánh đang chờ');
    await office.press('Phản ánh đã trả lời');
    expect(await shown(office)).toContain('1 phản ánh đã trả lời');
    expect((await newest(office)).choices[0]?.label).toContain('Vướng mắc thứ 137');
  }, 120_000);

  test('is not told of each that comes: one card waits until it is looked at', async () => {
    const office = await onPlain.open('LG09');
    await office.write('menu');
    for (const person of ['LG13', 'LG15', 'LG24']) {
      const asker = await onPlain.open(person);
      await report(asker, `Khó khăn của ${person}`);
    }
    const news = (await office.heard()).filter((one) => textOf(one).includes('gửi đến đồng chí.'));
    expect(news).toHaveLength(1);
    await office.write('mở 1');
    // Fifty of all that wait are their own, which they do not answer.
    expect(await shown(office)).toContain('153 phản ánh đang chờ');
  }, 120_000);
});

test('of two who answer at once the second is refused, and has every word', async () => {
  const [asker, one, other] = await Promise.all([
    openWebChat(testApp, 'LG21'),
    openWebChat(testApp, 'LG10'),
    onPlain.open('LG12'),
  ]);
  await report(asker, 'Ai ký biên bản khi bí thư vắng?');
  await other.write('menu');
  for (const [chat, answer] of [
    [one, 'Phó bí thư ký.'],
    [other, 'Người được ủy quyền ký.'],
  ] as const) {
    await chat.write('phản ánh gửi đến');
    await chat.write('ai ky bien ban');
    await chat.press('Ai ký biên bản');
    await chat.press(chat === one ? 'Answer this' : 'Trả lời phản ánh này');
    await chat.write(answer);
    await chat.write('xong');
  }
  await one.press('Send the answer');
  await told(one, 'Answer recorded');
  await other.press('Gửi câu trả lời');
  const refusal = await told(other, 'Câu trả lời chưa được ghi nhận');
  expect(refusal).toContain('đã có đồng chí khác trả lời');
  await other.write('phản ánh gửi đến');
  await other.press('Phản ánh đã trả lời');
  await other.press('Ai ký biên bản');
  expect(await shown(other)).toContain('Phó bí thư ký.');
  await other.press('Mở bản tôi viết dở');
  expect(await shown(other)).toContain('Người được ủy quyền ký.');
}, 120_000);

test('somebody of another branch neither reads nor answers it, whatever they press, type or ask for', async () => {
  const asker = openWebChat(testApp, 'LG21');
  const stranger = openWebChat(testApp, 'LG08');
  const member = openWebChat(testApp, 'LG22');
  const office = openWebChat(testApp, 'LG11');
  await report(asker, 'Việc riêng của tổ Kỹ thuật');
  const { database } = testApp.app();
  const newestOne = await database.difficulties.findOne({ asker: 'LG21' }).sort({ recordedAt: -1 }).lean();
  const id = newestOne?._id ?? '';

  await stranger.write('phản ánh gửi đến');
  await stranger.write('việc riêng');
  expect(await shown(stranger)).toContain('0 phản ánh đang chờ');
  await stranger.write('trả lời phản ánh');
  expect(await shown(stranger)).not.toContain('Việc riêng');
  await stranger.write('mở phản ánh');
  expect(await shown(stranger)).not.toContain('Việc riêng');
  await member.write('phản ánh gửi đến');
  expect(await shown(member)).toContain('chỉ dành cho người có trách nhiệm');

  await office.write('phản ánh gửi đến');
  await office.write('việc riêng');
  const { handle } = (await newest(office)).choices[0] ?? {};
  const url = testApp.url();
  await fetch(`${url}/api/chats/LG08/events`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', origin: url } },
    body: JSON.stringify({ update: 'forged', type: 'press', handle }),
  });
  expect((await stranger.heard()).map(textOf).join('\n')).not.toContain('Việc riêng của tổ');

  const payload = {
    id,
    person: 'LG08',
    text: 'x',
    answeredAt: new Date(),
    offices: ['CU-DV'],
    asker: 'LG21',
  };
  const end = await runCommand(
    { database, keys, now: new Date() },
    { id: 'forged', name: 'answer-difficulty', actor: { kind: 'person', person: 'LG08' }, payload },
  );
  expect(end).toMatchObject({ status: 'refused', reason: 'not-allowed' });
  expect((await database.difficulties.findById(id).lean())?.answer).toBeNull();
}, 120_000);

test('somebody with a post reports for their collective, over a restart, to the office above that', async () => {
  const leader = await onPlain.open('LG10');
  await leader.write('phản ánh');
  await leader.press('On behalf of: Chi ủy Chi bộ Kỹ thuật');
  await leader.write('Chi bộ đông, họp một buổi không hết.');
  await testApp.restart();
  await leader.write('Có được họp hai buổi không?');
  await leader.press('Done');
  await leader.press('Send the report');
  await told(leader, 'Report recorded');
  const office = openWebChat(testApp, 'LG02');
  await office.write('phản ánh gửi đến');
  await office.write('hai buổi chi bộ kỹ thuật');
  await office.press('Chi bộ đông');
  expect(await shown(office)).toContain('Có được họp hai buổi không?');
  expect(await shown(office)).toContain('Chi bộ Kỹ thuật - Kinh doanh');

  await leader.write('phản ánh');
  expect(await shown(leader)).toContain('on your own behalf, or on behalf of a body');
}, 120_000);
