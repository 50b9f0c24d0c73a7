import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { postId } from '../../models/organisation/post.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import type { TestApp } from '../support/app.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

async function decisionsIn({ app }: TestApp, person: string) {
  const cycles = await app().database.cycles.find({ status: 'open' }).lean();
  return cycles.flatMap(({ changes = [] }) => changes.filter(({ of }) => of.code === person));
}

const ON = [
  {
    ...onPage,
    ...{ member: 'LG05', called: 'Vũ Đình Long' },
  },
  {
    ...onPlain,
    ...{ member: 'LG14', called: 'Lý A Páo' },
  },
  {
    ...onTelegram,
    ...{ member: 'LG21', called: 'Nông Văn Hiếu' },
  },
];

test.each(ON)(
  'on $name a secretary gives one person more time, excuses them with a reason, and has them asked again',
  async ({ member, called, app, open }) => {
    const other = await open(member);
    await other.write('menu');
    const chat = await open('LG10');
    await openMember(chat, called);
    await beginAct(chat, 'Gia hạn nộp');
    expect(await shown(chat)).toMatch(/Hạn nộp hiện nay của đồng chí ấy: ngày \d\d\/\d\d\/\d{4}\./);
    await chat.write(day(60));
    await chat.write('Đi công tác dài ngày.');
    expect(await shown(chat)).toMatch(/hồ sơ được gửi lên cấp trên trước ngày \d\d\/\d\d\/\d{4}\./);
    expect(await shown(chat)).toContain(`Gia hạn nộp · ${called}\nXem lại trước khi ghi nhận\n1. Hạn mới`);
    await chat.press('Ghi nhận việc gia hạn');
    const receipt = await told(chat, 'Đã ghi nhận việc gia hạn nộp');
    expect(receipt).toContain(
      `Đồng chí ${called} được gia hạn nộp bản tự kiểm điểm đến hết ngày ${day(60)}.`,
    );
    expect(receipt).toContain('không còn trước ngày gửi hồ sơ');
    await told(other, `gia hạn nộp bản tự kiểm điểm đến hết ngày ${day(60)}`);
    await other.write('menu');
    expect(await shown(other)).toContain(`đến hết ngày ${day(60)}. Lý do: Đi công tác dài ngày.`);

    await openMember(chat, called);
    expect(await shown(chat)).toContain(`Gia hạn nộp đến hết ngày ${day(60)}. Lý do: Đi công tác dài ngày.`);
    await beginAct(chat, 'Miễn kiểm điểm');
    await chat.write('Đang điều trị dài ngày.');
    expect(await shown(chat)).toContain(`Miễn kiểm điểm · ${called}\nXem lại trước khi ghi nhận\n1. Lý do`);
    await chat.press('Ghi nhận việc miễn');
    expect(await told(chat, 'Đã ghi nhận việc miễn kiểm điểm')).toContain(
      `Đồng chí ${called} được miễn kiểm điểm năm`,
    );
    await told(other, 'Đồng chí Đặng Minh Quân đã ghi nhận đồng chí được miễn kiểm điểm năm');
    await openMember(chat, called);
    expect(await shown(chat)).toContain('được miễn kiểm điểm');
    expect(await shown(chat)).toContain('Lý do: Đang điều trị dài ngày. (Đặng Minh Quân ghi lúc');
    expect(await labelsOf(chat)).not.toContainEqual(expect.stringMatching(/^Mời|^Mã mời/));

    await chat.press('Đưa lại vào kỳ');
    await chat.write('Đã trở lại công tác.');
    await chat.press('Ghi nhận việc đưa lại');
    await told(chat, 'Đã ghi nhận việc đưa lại vào kỳ kiểm điểm');
    await told(other, 'Đồng chí Đặng Minh Quân đã đưa đồng chí vào kỳ kiểm điểm năm');
    await other.write('dữ liệu');
    expect(await shown(other)).toContain('Được đưa vào kỳ kiểm điểm này. Lý do: Đã trở lại công tác.');
    expect(await shown(other)).toContain('Lý do: Đang điều trị dài ngày.');
    expect(await shown(other)).toContain('Quyết định này không còn hiệu lực');
    await openMember(chat, called);
    expect(await labelsOf(chat)).toContain('Gia hạn nộp');
    expect(await labelsOf(chat)).not.toContain('Đưa lại vào kỳ kiểm điểm');
    const kinds = (await decisionsIn(app(), member)).map(({ kind, by }) => [kind, by]);
    const by = { kind: 'person', person: 'LG10' };
    expect(kinds).toEqual([
      ['extended', by],
      ['excluded', by],
      ['included', by],
    ]);
  },
  180_000,
);

test.each(ON)(
  'on $name whom a secretary does something for stands on each card of it, also where they are picked there',
  async ({ called, open }) => {
    const chat = await open('LG10');
    await chat.write('menu');
    await chat.write('gia hạn nộp');
    expect(await shown(chat)).toContain('Gia hạn nộp\n');
    expect(await shown(chat)).not.toContain(called);
    await chat.write(called);
    expect(await shown(chat)).toContain(`Gia hạn nộp · ${called}`);
    await chat.write(day(70));
    const named = await shown(chat);
    expect(named).toContain(`Gia hạn nộp · ${called}`);
    expect(named).toContain('Vì lý do gì?');

    // What was begun for somebody and forgotten says for whom it is when its word is typed again.
    await chat.write('menu');
    await chat.write('gia hạn nộp');
    const resumed = await shown(chat);
    expect(resumed).toContain(`Gia hạn nộp · ${called}`);
    expect(resumed).toContain('Vì lý do gì?');
    await chat.write('Đi công tác dài ngày.');
    expect(await shown(chat)).toContain(`Gia hạn nộp · ${called}`);
    await chat.press('Ghi nhận việc gia hạn');
    expect(await told(chat, 'Đã ghi nhận việc gia hạn nộp')).toContain(`Gia hạn nộp · ${called}`);
  },
  180_000,
);

test('a secretary ends a post that somebody holds, and gives it to somebody else, and both are told', async () => {
  const [former, next] = [await onPlain.open('LG12'), await onPlain.open('LG20')];
  for (const one of [former, next]) await one.write('menu');
  const chat = await onPlain.open('LG10');
  await openMember(chat, 'Dương Quốc Bảo');
  await beginAct(chat, 'Ghi rời đơn vị');
  await chat.press('nghỉ việc');
  await chat.write(day(3));
  expect(await shown(chat)).toContain(
    'cũng kết thúc theo: Chi ủy viên Chi bộ Kỹ thuật - Kinh doanh (Chi ủy Chi bộ Kỹ thuật - Kinh doanh); Tổ trưởng Tổ đảng Kinh doanh (Phụ trách Tổ đảng Kinh doanh).',
  );
  await chat.press('Thôi, không làm nữa');
  await chat.press('Thôi, không làm nữa');
  await openMember(chat, 'Dương Quốc Bảo');
  await beginAct(chat, 'Ghi thôi chức vụ');
  expect((await labelsOf(chat)).slice(0, 2).join()).toContain('Phụ trách Tổ đảng Kinh doanh');
  await chat.press('Phụ trách Tổ đảng Kinh doanh');
  await chat.write(day(-1));
  expect(await shown(chat)).toContain('Phụ trách Tổ đảng Kinh doanh (Tổ trưởng Tổ đảng Kinh doanh, PT-KT2)');
  await chat.write('ghi nhận');
  const post = 'chức vụ Tổ trưởng Tổ đảng Kinh doanh (Phụ trách Tổ đảng Kinh doanh)';
  expect(await told(chat, 'Đã ghi nhận việc thôi chức vụ')).toContain(
    `Đồng chí Dương Quốc Bảo thôi giữ ${post}, ngày cuối là ${day(-1)}.`,
  );
  await told(
    former,
    `thôi giữ chức vụ Tổ trưởng Tổ đảng Kinh doanh (Phụ trách Tổ đảng Kinh doanh), ngày cuối là ${day(-1)}`,
  );

  await openMember(chat, 'Cao Thị Lan Anh');
  await beginAct(chat, 'Ghi giữ chức vụ');
  await chat.write('PT-KT2');
  await chat.write('cấp trưởng');
  await chat.write('Tổ trưởng Tổ đảng Kinh doanh');
  expect(await shown(chat)).not.toContain('đoàn thể');
  await chat.write(day(0));
  const review = 'Giữ chức vụ · Cao Thị Lan Anh\nXem lại trước khi ghi nhận\n1. Tập thể';
  expect(await shown(chat)).toContain(review);
  await chat.write('ghi nhận');
  expect(await told(chat, 'Đã ghi nhận việc giữ chức vụ')).toContain(
    `Đồng chí Cao Thị Lan Anh giữ ${post} từ ngày ${day(0)}.`,
  );
  await told(
    next,
    `giữ chức vụ Tổ trưởng Tổ đảng Kinh doanh (Phụ trách Tổ đảng Kinh doanh) từ ngày ${day(0)}`,
  );
  const { posts } = testApp.app().database;
  const held = await posts.findById(postId({ person: 'LG20', collective: 'PT-KT2' })).lean();
  expect(held).toMatchObject({ role: 'head', title: 'Tổ trưởng Tổ đảng Kinh doanh', branch: 'party' });
}, 120_000);

test('a second head is refused with the way out, and nobody decides for themselves or for another unit', async () => {
  const chat = await onPlain.open('LG13');
  await openMember(chat, 'Châu Thị Mỹ Hạnh');
  await beginAct(chat, 'Ghi giữ chức vụ');
  await chat.write('CU-TM');
  await chat.write('1');
  await chat.write('Bí thư Chi bộ');
  await chat.write(day(0));
  await chat.write('ghi nhận');
  expect(await told(chat, 'Chưa ghi nhận được việc giữ chức vụ')).toContain(
    'cấp trưởng của tập thể này trong thời gian ấy là chính đồng chí; việc thay cấp trưởng do cấp trên ghi',
  );

  const { database } = testApp.app();
  const [cycle] = await database.cycles.find({ status: 'open' }).lean();
  const of = { kind: 'person' as const, code: 'LG05' };
  const decided = { cycle: cycle?._id ?? '', of, why: 'x', collectives: ['CU-TM'] };
  const actor = { kind: 'person', person: 'LG13' } as const;
  const dependencies = { database, keys, now: new Date() };
  const ends = [
    await runCommand(dependencies, { id: 'f1', actor, name: 'exclude-from-cycle', payload: decided }),
    await runCommand(dependencies, {
      ...{ id: 'f2', actor, name: 'exclude-from-cycle' },
      payload: { ...decided, of: { kind: 'person', code: 'LG13' } },
    }),
    await runCommand(dependencies, {
      ...{ id: 'f3', actor, name: 'end-post' },
      payload: { person: 'LG11', collective: 'CU-KT', to: '2026-01-01', bodies: ['CU-TM'] },
    }),
    await runCommand(dependencies, {
      ...{ id: 'f4', actor, name: 'end-post' },
      payload: { person: 'LG11', collective: 'CU-KT', to: '2026-01-01' },
    }),
  ];
  for (const end of ends) expect(end).toMatchObject({ status: 'refused', reason: 'not-allowed' });
}, 120_000);
