import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import type { TestApp } from '../support/app.ts';
import { labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

const storedIn = async ({ app }: TestApp, person: string) => app().database.people.findById(person).lean();

const ON = [
  {
    ...onPage,
    ...{ members: ['LG05', 'LG21'] },
  },
  {
    ...onPlain,
    ...{ members: ['LG14', 'LG11'] },
  },
  {
    ...onTelegram,
    ...{ members: ['LG05', 'LG21'] },
  },
];

const NAMES: Readonly<Record<string, string>> = {
  LG05: 'Vũ Đình Long',
  LG11: 'Phan Thị Bích Ngọc',
  LG14: 'Lý A Páo',
  LG21: 'Nông Văn Hiếu',
};

test.each(ON)(
  'on $name a secretary records that somebody leaves, sees them as having left, and takes them back',
  async ({ members: [member = ''], app, open }) => {
    const name = NAMES[member] ?? '';
    const chat = await open('LG10');
    await openMember(chat, name);
    await chat.press('Ghi rời đơn vị');
    expect(await shown(chat)).toContain(`Đồng chí ${name}`);
    await chat.press('nghỉ việc');
    await chat.write(day(0));
    expect(await shown(chat)).toContain(`Ghi rời đơn vị · ${name}\nXem lại trước khi ghi nhận\n1. Lý do`);
    expect(await shown(chat)).toContain(day(0));
    await chat.press('Ghi nhận rời đơn vị');
    await told(chat, 'Đã ghi nhận rời đơn vị');
    expect((await storedIn(app(), member))?.memberships?.at(-1)).toMatchObject({ why: 'left-work' });

    await openMember(chat, name);
    expect(await shown(chat)).toContain('đã rời');
    expect(await labelsOf(chat)).not.toContain('Mời lại');
    await chat.press('Nhận lại vào đơn vị');
    await chat.write('tổ đảng kỹ thuật');
    await chat.write(day(0));
    await chat.press('Ghi nhận vào đơn vị');
    await told(chat, 'Đã ghi nhận vào đơn vị');
    expect((await storedIn(app(), member))?.memberships).toBeUndefined();
  },
  120_000,
);

test.each(ON)(
  'on $name a secretary moves somebody to a unit that is picked among all by its name',
  async ({ members: [, member = ''], app, open }) => {
    const name = NAMES[member] ?? '';
    const chat = await open('LG10');
    await openMember(chat, name);
    await chat.press('Chuyển sinh hoạt');
    await chat.write('tham muu');
    expect(await labelsOf(chat)).toContainEqual(expect.stringContaining('Chi bộ Tham mưu - Tổng hợp'));
    await chat.press('Chi bộ Tham mưu');
    await chat.write(day(0));
    expect(await shown(chat)).toContain(
      `Chuyển sinh hoạt · ${name}\nXem lại trước khi ghi nhận\n1. Đơn vị mới`,
    );
    await chat.press('Ghi nhận chuyển sinh hoạt');
    await told(chat, 'Đã ghi nhận chuyển sinh hoạt');
    expect((await storedIn(app(), member))?.unit).toBe('CB-TM');
  },
  120_000,
);

test('a move on a day that has not come is refused with the reason, and goes through once the day is changed', async () => {
  const chat = await onPlain.open('LG07');
  await openMember(chat, 'Võ Thành Đạt');
  await chat.write('chuyển sinh hoạt');
  await chat.write('TD-KT2');
  await chat.write(day(3));
  await chat.write('ghi nhận');
  expect(await told(chat, 'Chưa ghi nhận được việc chuyển sinh hoạt')).toContain('ngày này chưa đến');
  await openMember(chat, 'Võ Thành Đạt');
  await chat.write('chuyển sinh hoạt');
  await chat.write('sửa câu 2');
  await chat.write(day(0));
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Tổ đảng Kinh doanh');
  await chat.write('nộp');
  await told(chat, 'Đã ghi nhận chuyển sinh hoạt');
  // Who moved away is no longer among the people of the unit.
  await chat.write('đơn vị');
  await chat.write('LG16');
  expect(await shown(chat)).toContain('0 đồng chí');
}, 120_000);

test('whoever is recorded as having left is told nothing more and has no access from that day on', async () => {
  const member = await onPlain.open('LG24');
  await member.write('bắt đầu');
  const secretary = await onPlain.open('LG13');
  await secretary.write('rời đơn vị');
  await secretary.write('chau thi my hanh');
  await secretary.write('qua đời');
  await secretary.write(day(0));
  expect(await shown(secretary)).toContain('Ghi rời đơn vị · Châu Thị Mỹ Hạnh\n');
  expect(await shown(secretary)).toContain('Châu Thị Mỹ Hạnh (Chi bộ Tham mưu - Tổng hợp, LG24)');
  await secretary.write('nộp');
  await told(secretary, 'Đã ghi nhận rời đơn vị');
  await testApp.restart();
  await member.write('menu');
  await waitUntil('the farewell', async () => (await shown(member)).includes('không còn trong danh sách'));
}, 120_000);

test('nobody changes the membership of themselves, or of somebody of another unit, by word or by command', async () => {
  const chat = await onPlain.open('LG12');
  await chat.write('rời đơn vị');
  for (const code of ['LG12', 'LG05']) {
    await chat.write(code);
    expect(await shown(chat)).toContain(`Không tìm thấy “${code}”`);
  }
  const { database } = testApp.app();
  const on = dayOf(new Date());
  for (const [person, by] of [
    ['LG12', 'LG12'],
    ['LG05', 'LG12'],
    ['LG22', 'LG15'],
  ] as const) {
    const payload = { person, on, why: 'transferred' as const };
    const call = { id: `forged-${person}`, name: 'end-membership', payload } as const;
    const end = await runCommand(
      { database, keys, now: new Date() },
      { ...call, actor: { kind: 'person', person: by } },
    );
    expect(end, person).toMatchObject({ status: 'refused', reason: 'not-allowed' });
  }
}, 120_000);
