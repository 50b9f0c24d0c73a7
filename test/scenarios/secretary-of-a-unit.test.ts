import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { findInvitation } from '../../models/chat/invitation.ts';
import { readInvitationCode } from '../../models/chat/invitation-code.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { textOf } from '../contracts/chat.ts';
import type { TestApp } from '../support/app.ts';
import { labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { openEverything } from '../support/open-everything.ts';
import { threeChannels } from '../support/three-channels.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

/** The code in what the secretary was handed. */
function codeIn(message: string): string {
  const code = message.split('\n').flatMap((line) => readInvitationCode(line) ?? [])[0];
  if (code === undefined) throw new Error(`no code in: ${message}`);
  return code;
}

const personOf = async (app: TestApp, code: string) => {
  const { database } = app.app();
  const found = await findInvitation({ database, keys }, { code, by: 'any:1', now: new Date() });
  return found?.person;
};

const ON = [
  {
    ...onPage,
    ...{ secretary: 'LG10' },
  },
  { ...onPlain, secretary: 'LG10' },
  {
    ...onTelegram,
    ...{ secretary: 'LG10' },
  },
];

test.each(ON)(
  'on $name a secretary sees the people of the unit, finds one who has not joined, invites them again and is handed a code that works',
  async ({ name, secretary, app, open }) => {
    const chat = await open(secretary);
    await chat.write('menu');
    await chat.press('Người trong đơn vị');
    // Who is secretary of a cell and deputy secretary of what is above it begins with the cell.
    expect(await shown(chat)).toContain('Người trong đơn vị: Chi bộ Kỹ thuật - Kinh doanh');
    expect(await labelsOf(chat)).not.toContainEqual(expect.stringContaining('Chi bộ Tham mưu'));
    await chat.press('Xem Đảng bộ');
    expect(await shown(chat)).toContain('Người trong đơn vị: Đảng bộ Cơ quan Tổng công ty');
    expect(await shown(chat)).toMatch(/chưa tham gia: \d+/);
    expect(await shown(chat)).toContain('Trang 1/');
    await chat.press('Trang sau');
    expect(await shown(chat)).toContain('Trang 2/');

    await chat.write('nong van hieu');
    expect(await shown(chat)).toContain('Tìm “nong van hieu”: 1 đồng chí');
    await chat.press('Nông Văn Hiếu');
    expect(await shown(chat)).toContain('Nông Văn Hiếu · mã LG21');
    expect(await shown(chat)).toContain('Tổ đảng Kỹ thuật');
    await chat.press('Về danh sách');
    expect(await shown(chat)).toContain('Tìm “nong van hieu”');
    await chat.press('Nông Văn Hiếu');

    await chat.press('Mời');
    expect(await shown(chat)).toContain('Đồng chí Nông Văn Hiếu (Tổ đảng Kỹ thuật, mã LG21)');
    // A first invitation is none again: nothing ends by it, and it is asked for once.
    expect(await shown(chat)).toContain('Mời tham gia · Nông Văn Hiếu\nTạo mã mời\n');
    expect(await shown(chat)).toContain('mã được gửi đến đồng chí ngay ở đây, chỉ một lần');
    const isAgain = (await shown(chat)).includes('đang có một mã chưa dùng');
    expect(isAgain).toBe(name === onPlain.name);
    if (!isAgain) expect(await shown(chat)).not.toMatch(/mới|mời lại|hết hiệu lực/);
    expect(await labelsOf(chat)).not.toContain('Đồng ý');
    await chat.press('Tạo mã mời');
    const handed = await told(chat, 'Mã mời của đồng chí Nông Văn Hiếu');
    await told(chat, 'Đã tạo mã mời');
    expect(await personOf(app(), codeIn(handed))).toBe('LG21');
    const link = /https:\/\/t\.me\/\S+\?start=(\S+)/.exec(handed)?.[1];
    expect(link).toBe(name === 'Telegram' ? codeIn(handed) : undefined);
    const events = await app().app().database.auditEvents.find({ kind: 'people-invited' }).lean();
    expect(events.at(-1)).toMatchObject({
      actor: { kind: 'person', person: secretary },
      people: ['LG21'],
    });
  },
  120_000,
);

test('a code that was made again replaces the one before, and neither is left in any store', async () => {
  const chat = await onPlain.open('LG07');
  const saying = async (words: string) =>
    (await chat.heard()).map(textOf).filter((text) => text.includes(words));
  const invite = async () => {
    const before = (await saying('Đã tạo mã mời')).length;
    await chat.write('đơn vị');
    await chat.write('vo thanh dat');
    await chat.write('1');
    await chat.write('mời lại');
    const isAgain = (await shown(chat)).includes('khi tạo mã mới, mã ấy hết hiệu lực');
    expect(isAgain).toBe(before > 0);
    await chat.write('tạo mã mời');
    await waitUntil('the record', async () => (await saying('Đã tạo mã mời')).length > before);
    return codeIn((await saying('Mã mời của đồng chí Võ Thành Đạt')).at(-1) ?? '');
  };
  const first = await invite();
  const second = await invite();
  expect(await personOf(testApp, first)).toBeUndefined();
  expect(await personOf(testApp, second)).toBe('LG16');
  await chat.write('đơn vị');
  await chat.write('LG16');
  await chat.write('1');
  expect(await shown(chat)).toContain('Có một mã mời chưa dùng');

  const redis = new Redis(testApp.redisUrl);
  const { database } = testApp.app();
  const everything = await openEverything({ redis, database, keys, prefix: testApp.prefix });
  redis.disconnect();
  for (const code of [first, second]) {
    expect(everything).not.toContain(code);
    expect(everything).not.toContain(code.replace(/.{4}(?=.)/g, '$&-'));
    expect(testApp.log.join('\n')).not.toContain(code);
  }
}, 120_000);

test('who joins and begins to answer is shown so to the secretary, and is no longer among those who have not joined', async () => {
  const secretary = await onPlain.open('LG13');
  await secretary.write('chưa tham gia');
  await secretary.write('chau thi my hanh');
  expect(await shown(secretary)).toContain('1 đồng chí chưa tham gia');
  const member = await onPlain.open('LG24');
  await secretary.write('đơn vị');
  await secretary.write('my hanh');
  expect((await labelsOf(secretary))[0]).toContain('đã tham gia, chưa trả lời');
  await member.write('bắt đầu');
  await member.write('Năm qua tôi luôn giữ vững lập trường, học tập đầy đủ các nghị quyết.');
  await member.write('xong');
  const { drafts } = testApp.app().database;
  await waitUntil('the copy', async () => (await drafts.countDocuments({ author: 'LG24' })) > 0);
  const seen = async () => {
    await secretary.write('đơn vị');
    await secretary.write('my hanh');
    return (await labelsOf(secretary))[0] ?? '';
  };
  await waitUntil('the progress', async () => /đang trả lời 1\/\d+ câu/.test(await seen()));
  await secretary.write('chưa tham gia');
  await secretary.write('chau thi my hanh');
  expect(await shown(secretary)).toContain('0 đồng chí chưa tham gia');
  await secretary.press('Xem tất cả');
  expect(await shown(secretary)).toContain('Chi bộ Tham mưu - Tổng hợp');
}, 120_000);

test('whoever leads a unit and a group below it sees each person once, under the unit', async () => {
  const chat = await onPlain.open('LG11');
  await chat.write('đơn vị');
  expect(await shown(chat)).toMatch(/^Người trong đơn vị: Chi bộ Kỹ thuật - Kinh doanh\n8 đồng chí/);
}, 120_000);

test('the list is typed through in English, by page, by filter and back', async () => {
  const chat = await onPlain.open('LG09');
  await chat.write('language');
  await chat.write('english');
  await chat.write('my unit');
  expect(await shown(chat)).toContain('My unit’s people: Chi bộ Tham mưu - Tổng hợp');
  await chat.write('next page');
  await chat.write('previous page');
  await chat.write('not joined');
  expect(await shown(chat)).toMatch(/\d+ (person has|people have) not joined/);
  await chat.write('everybody');
  expect(await shown(chat)).not.toContain('not joined yet');
  await chat.write('LG19');
  await chat.write('1');
  expect(await shown(chat)).toContain('Mai Văn Thắng · code LG19');
  await chat.write('invite again');
  await chat.write('agree');
  await told(chat, 'Code for Mai Văn Thắng');
}, 120_000);

test('nobody invites themselves, and whoever leads no unit, or another one, reaches nobody by word, press or command', async () => {
  const own = await onPlain.open('LG08');
  await own.write('đơn vị');
  await own.write('bui van hai');
  await own.write('1');
  expect(await shown(own)).toContain('Việc của chính đồng chí');
  expect(await labelsOf(own)).not.toContainEqual(expect.stringMatching(/^Mời|^Mã mời/));
  await own.write('mời lại');
  expect(await shown(own)).toContain('Đồng chí nào trong đơn vị?');
  await own.write('LG08');
  expect(await shown(own)).toContain('Việc của chính đồng chí (Bùi Văn Hải) do đồng chí khác');
  await own.write('LG21');
  expect(await shown(own)).toContain('Không tìm thấy “LG21”');

  const member = await onPlain.open('LG22');
  await member.write('đơn vị');
  expect(await shown(member)).toContain('chỉ dành cho người có trách nhiệm');
  await member.write('menu');
  expect(await labelsOf(member)).not.toContain('Người trong đơn vị');
  // The head of a board leads no unit of the Party.
  const head = await onPlain.open('LG14');
  await head.write('đơn vị');
  expect(await shown(head)).toContain('Mục này dành cho bí thư');

  const { database } = testApp.app();
  const payload = {
    ...{ evenIfLinked: true, tryingChannel: '', expiresAt: new Date(Date.now() + 60_000) },
  };
  const forge = (person: string, wanted: object) =>
    runCommand(
      { database, keys, now: new Date() },
      {
        ...{ id: `forged-${person}`, name: 'invite', actor: { kind: 'person', person } },
        payload: { ...payload, ...wanted },
      },
    );
  for (const [person, wanted] of [
    ['LG08', { person: 'LG21', bodies: ['CU-DV'] }],
    ['LG22', { person: 'LG21', bodies: [] }],
    ['LG14', { person: 'LG21', bodies: ['BCH-DTN'] }],
    ['LG10', { unit: 'CB-KT' }],
    ['LG10', {}],
  ] as const) {
    expect(await forge(`${person}`, wanted), person).toMatchObject({
      ...{ status: 'refused', reason: 'not-allowed' },
    });
    await database.commands.deleteOne({ _id: `forged-${person}` });
  }
}, 120_000);

test('the word alone asks who is meant: one of many by name, by unit and number, or by code, and doubts are asked', async () => {
  const chat = await onPlain.open('LG02');
  await chat.write('mời lại');
  expect(await shown(chat)).toContain('Trang 1/');
  await chat.write('trang sau');
  expect(await shown(chat)).toContain('Trang 2/');
  await chat.write('trang trước');
  await chat.write('khong co ai ten nay');
  expect(await shown(chat)).toContain('Không tìm thấy “khong co ai ten nay”');
  await chat.write('to dang kinh doanh');
  expect(await shown(chat)).toContain('Tìm “to dang kinh doanh”: 3 kết quả');
  await chat.write('2');
  await chat.write('quay lại');
  await chat.write('cao thi lan anh');
  expect(await shown(chat)).toContain('Mời tham gia · Cao Thị Lan Anh');
  // Whoever is invited for the first time has no code that ends.
  expect(await shown(chat)).not.toContain('hết hiệu lực');
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Cao Thị Lan Anh (Tổ đảng Kinh doanh, LG20)');
  await chat.write('sửa câu 1');
  await chat.write('lan anh');
  expect((await labelsOf(chat)).slice(0, 1)).toEqual(['Cao Thị Lan Anh (Tổ đảng Kinh doanh, LG20)']);
  await chat.write('xem tất cả');
  await chat.write('mã LG05');
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Vũ Đình Long');
  await chat.press('Trả lời câu còn thiếu');
  await chat.write('nộp');
  await told(chat, 'Mã mời của đồng chí Vũ Đình Long');
}, 120_000);

test('a secretary whose post ended while they were asking is refused, and told why', async () => {
  const chat = await onPlain.open('LG12');
  await chat.write('đơn vị');
  await chat.write('cao thi lan anh');
  await chat.write('1');
  await chat.write('mời lại');
  await testApp.app().database.posts.deleteMany({ person: 'LG12' });
  await chat.write('tạo mã mời');
  const refusal = await told(chat, 'Chưa tạo được mã mời');
  expect(refusal).toContain('đã thôi giữ chức vụ');
  // What was asked is told of at home until it turns out that it cannot be gone on with.
  await chat.write('menu');
  await chat.press('Làm tiếp: Mời tham gia · Cao Thị Lan Anh');
  expect(await shown(chat)).toContain('chỉ dành cho người có trách nhiệm');
  await chat.write('menu');
  expect((await labelsOf(chat)).join()).not.toContain('Làm tiếp: ');
}, 120_000);

test.each([onPage, onPlain, onTelegram])(
  'on $name few acts are offered at first, a number begins one, and words about answers do nothing to a person',
  async ({ open }) => {
    const chat = await open('LG13');
    await openMember(chat, 'Ngô Thị Kim Oanh');
    const first = await labelsOf(chat);
    expect(first.slice(4)).toEqual(['Việc khác', 'Về danh sách', 'Về menu']);
    expect(first).not.toContain('Mời lại');
    for (const word of ['nộp', 'bỏ qua', 'hoàn tác']) {
      await chat.write(word);
      expect(await shown(chat)).toContain('Ở chỗ này không dùng từ vừa gõ');
      expect(await shown(chat)).toContain('Ngô Thị Kim Oanh · mã LG09');
    }
    await chat.press('Việc khác');
    const others = await labelsOf(chat);
    expect(others).toContain('Ghi thôi chức vụ');
    expect(others).not.toContain('Ghi thôi sinh hoạt tạm thời');
    expect(others.filter((label) => first.slice(0, 4).includes(label))).toEqual([]);
    // A word is understood on either page, and means the person who is shown.
    await chat.write('gia hạn nộp');
    expect(await shown(chat)).toContain('Gia hạn nộp · Ngô Thị Kim Oanh');
    await chat.write('thôi');
    await openMember(chat, 'Ngô Thị Kim Oanh');
    await chat.write('1');
    expect(await shown(chat)).toContain(`${first[0]} · Ngô Thị Kim Oanh`);
    await openMember(chat, 'Châu Thị Mỹ Hạnh');
    await chat.press('Việc khác');
    // Who holds no post has none that could end.
    expect(await labelsOf(chat)).not.toContain('Ghi thôi chức vụ');
  },
  120_000,
);
