import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { textOf } from '../contracts/chat.ts';
import type { TestApp } from '../support/app.ts';
import { operate } from '../support/commands.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

const storedIn = async ({ app }: TestApp, person: string) => app().database.people.findById(person).lean();

const ON = [
  { ...onPage, members: ['LG05', 'LG21'] },
  { ...onPlain, members: ['LG14', 'LG11'] },
  { ...onTelegram, members: ['LG05', 'LG21'] },
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
    await beginAct(chat, 'Ghi rời đơn vị');
    expect(await shown(chat)).toContain(`Đồng chí ${name}`);
    await chat.press('nghỉ việc');
    await chat.write(day(0));
    expect(await shown(chat)).toContain(`Ghi rời đơn vị · ${name}\nXem lại trước khi ghi nhận\n1. Lý do`);
    expect(await shown(chat)).toContain(day(0));
    await chat.press('Ghi nhận rời đơn vị');
    await told(chat, 'Đã ghi nhận rời đơn vị');
    expect((await storedIn(app(), member))?.memberships?.at(-1)).toMatchObject({ why: 'left-work' });
    await chat.press('Người trong đơn vị');
    expect(await shown(chat)).toContain('Người trong đơn vị: ');

    await openMember(chat, name);
    expect(await shown(chat)).toContain('đã rời');
    expect(await labelsOf(chat)).not.toContainEqual(expect.stringMatching(/^Mời|^Mã mời/));
    await chat.press('Nhận lại vào đơn vị');
    await chat.write('tổ đảng kỹ thuật');
    expect(await shown(chat)).toContain(`Hồ sơ ghi: rời đơn vị từ ngày ${day(0)} · nghỉ việc`);
    await chat.write(day(0));
    await chat.press('Ghi nhận tiếp tục sinh hoạt');
    await told(chat, `Đồng chí ${name} sinh hoạt tại Tổ đảng Kỹ thuật như chưa từng rời`);
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
    await beginAct(chat, 'Chuyển sinh hoạt');
    await chat.write('dang bo co quan tong cong ty');
    expect(await shown(chat)).toContain(
      'Không phải chi bộ hay tổ đảng nên không ai sinh hoạt ở đó: Đảng bộ Cơ quan',
    );
    await chat.write('tham muu');
    expect(await labelsOf(chat)).toContainEqual(expect.stringContaining('Chi bộ Tham mưu - Tổng hợp'));
    await chat.press('Chi bộ Tham mưu');
    await chat.write(day(0));
    expect(await shown(chat)).toContain(
      `Chuyển sinh hoạt · ${name}\nXem lại trước khi ghi nhận\n1. Đơn vị mới`,
    );
    expect(await shown(chat)).toContain('từ đó chỉ nơi đến hoặc cấp trên của nơi đến ghi được');
    await chat.press('Ghi nhận chuyển sinh hoạt');
    const receipt = await told(chat, 'Đã ghi nhận chuyển sinh hoạt');
    const unit = 'Chi bộ Tham mưu - Tổng hợp';
    expect(receipt).toContain(`Đồng chí ${name} chuyển sinh hoạt đến ${unit} từ ngày ${day(0)}.`);
    expect(receipt).toMatch(/Trước ngày ấy đồng chí ấy sinh hoạt tại \p{Lu}/u);
    expect((await storedIn(app(), member))?.unit).toBe('CB-TM');
    // Who moved is out of sight, so the way leads to those who are not.
    await chat.press('Người trong đơn vị');
    expect(await shown(chat)).toContain('Người trong đơn vị: ');

    const [host, moved] = [await open('LG13'), await open(member)];
    await moved.write('menu');
    await openMember(host, name);
    await beginAct(host, 'Trả về đơn vị cũ (ghi nhầm)');
    expect(await shown(host)).toMatch(/Hồ sơ ghi: chuyển từ \p{Lu}.* đến Chi bộ Tham mưu - Tổng hợp/u);
    expect(await shown(host)).toContain('Đây là sửa lại lần ghi trước');
    await host.press('Ghi nhận trả về đơn vị cũ');
    expect(await told(host, 'Đã ghi nhận trả về đơn vị cũ')).toContain(
      `Đây là sửa lại lần ghi trước: hồ sơ không còn ghi đồng chí ấy sinh hoạt tại ${unit} từ ngày ${day(0)}.`,
    );
    expect((await storedIn(app(), member))?.memberships).toBeUndefined();
    const news = await told(moved, `chuyển sinh hoạt đến ${unit} từ ngày ${day(0)} là ghi nhầm, nay đã sửa`);
    expect(news).not.toContain('Bản đang viết');
    await openMember(chat, name);
    expect(await labelsOf(chat)).not.toContainEqual(expect.stringContaining('Trả về đơn vị cũ'));
  },
  120_000,
);

test.each([
  { ...onPage, member: 'LG22', name: 'Tạ Thị Thùy Dương' },
  { ...onPlain, member: 'LG20', name: 'Cao Thị Lan Anh' },
  { ...onTelegram, member: 'LG22', name: 'Tạ Thị Thùy Dương' },
])(
  '$name is to leave on a later day: it is seen and told with its day, changed, and taken back before that day',
  async ({ member, name, app, open }) => {
    const chat = await open('LG10');
    const other = await open(member);
    await other.write('menu');
    const recorded = async () =>
      (await chat.heard()).map(textOf).filter((text) => text.includes('Đã ghi nhận rời đơn vị'));
    const leave = async (act: string, on: string) => {
      const before = (await recorded()).length;
      await openMember(chat, name);
      await beginAct(chat, act);
      // Of a leaving that is recorded only the day is asked: its reason is shown, and stays.
      await chat.press(act === 'Ghi rời đơn vị' ? 'nghỉ việc' : 'Chỉ đổi ngày, giữ lý do: nghỉ việc');
      expect(await shown(chat)).toContain(`ví dụ ${day(0)}`);
      // The year that is meant is shown before it counts.
      await chat.write(on.slice(0, 'DD/MM'.length));
      expect(await shown(chat)).toContain(on);
      await chat.press('Ghi nhận rời đơn vị');
      await told(other, `rời đơn vị từ ngày ${on}`);
      await waitUntil('the record', async () => (await recorded()).length > before);
      expect((await recorded()).at(-1)).toContain(`Ghi rời đơn vị · ${name}`);
      expect((await recorded()).at(-1)).toContain(`từ ngày ${on}.`);
    };
    await leave('Ghi rời đơn vị', day(5));
    await other.write('menu');
    expect(await shown(other)).toContain(`Hồ sơ ghi đồng chí rời đơn vị từ ngày ${day(5)}.`);
    await chat.write('đơn vị');
    await chat.write(name);
    const leaving = `sẽ rời đơn vị từ ngày ${day(5)} (nghỉ việc)`;
    expect(await shown(chat)).toContain(`Sắp rời đơn vị:\n• ${name} · ${leaving}`);
    await chat.press(name);
    expect(await shown(chat)).toContain(leaving);
    expect(await labelsOf(chat)).not.toContain('Ghi rời đơn vị');
    await leave('Đổi ngày rời đơn vị', day(9));
    await told(
      other,
      `ghi ngày ${day(5)}, nay đổi lại như trên. Đồng chí Đặng Minh Quân đã ghi nhận việc này.`,
    );
    expect((await recorded()).at(-1)).toContain('Lý do: nghỉ việc.');
    expect((await recorded()).at(-1)).toContain(`Ngày rời đã ghi trước đây là ${day(5)}`);
    expect((await storedIn(app(), member))?.memberships?.at(-1)?.to).toBe(addDays(dayOf(new Date()), 8));

    await openMember(chat, name);
    expect(await shown(chat)).toContain(`sẽ rời đơn vị từ ngày ${day(9)}`);
    await chat.press('Thôi ghi rời đơn vị');
    expect(await shown(chat)).toContain(`Hồ sơ ghi: rời đơn vị từ ngày ${day(9)} · nghỉ việc`);
    // One consent is asked for once, and says all that comes of it.
    expect(await labelsOf(chat)).not.toContain('Đồng ý');
    expect(await shown(chat)).toContain(`vẫn thuộc đơn vị: ngày rời đã ghi (${day(9)}) được bỏ`);
    await chat.press('Ghi nhận tiếp tục sinh hoạt');
    const receipt = await told(chat, `Đã bỏ việc ghi đồng chí ${name} rời đơn vị từ ngày ${day(9)}`);
    expect(receipt).toContain('Đã ghi nhận tiếp tục sinh hoạt');
    await told(other, 'Việc ghi đồng chí rời đơn vị đã được bỏ');
    await other.write('menu');
    expect(await shown(other)).not.toContain('rời đơn vị');
    await other.write('dữ liệu');
    expect(await shown(other)).toContain(`bỏ việc ghi rời đơn vị từ ngày ${day(9)}; vẫn sinh hoạt tại`);
    expect((await storedIn(app(), member))?.memberships).toBeUndefined();
    await chat.write('xem đồng chí này');
    expect(await shown(chat)).toContain(`${name} · mã ${member}`);
    expect(await shown(chat)).not.toContain('rời đơn vị');
  },
  120_000,
);

test('whoever takes back or changes a leaving that was replaced meanwhile is asked anew about the new one, and it stays until then', async () => {
  const chat = await onPlain.open('LG10');
  const person = 'LG20';
  const { database } = testApp.app();
  const name = (await storedIn(testApp, person))?.name ?? '';
  const leave = (days: number, why: 'left-work' | 'left-party') => {
    const payload = { person, on: addDays(dayOf(new Date()), days), why };
    return operate({ database, keys, now: new Date() }, { name: 'end-membership', payload });
  };
  await leave(2, 'left-party');
  await openMember(chat, name);
  await chat.press('Đổi ngày rời đơn vị');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(2)} · ra khỏi Đảng`);
  await chat.press('Đổi cả ngày và lý do');
  await chat.press('nghỉ việc');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(2)} · ra khỏi Đảng`);
  await chat.write(day(9));
  await leave(4, 'left-party');
  await chat.press('Ghi nhận rời đơn vị');
  // What was answered about the other leaving is not shown, least of all under the name that a program has for it.
  expect(await shown(chat)).not.toMatch(/không còn được hỏi|\d{4}-\d{2}-\d{2}/);
  await chat.press('Trả lời câu còn thiếu');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(4)} · ra khỏi Đảng`);
  await chat.press('Đổi cả ngày và lý do');
  await chat.press('Tiếp tục');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(4)} · ra khỏi Đảng`);
  expect((await storedIn(testApp, person))?.memberships?.at(-1)).toMatchObject({ why: 'left-party' });
  await chat.write(day(9));
  await chat.press('Ghi nhận rời đơn vị');
  await told(chat, `Ngày rời đã ghi trước đây là ${day(4)}`);
  expect((await storedIn(testApp, person))?.memberships?.at(-1)).toMatchObject({ why: 'left-work' });

  await openMember(chat, name);
  await chat.press('Đổi ngày rời đơn vị');
  await chat.press(`Chỉ đổi lý do, giữ ngày ${day(9)}`);
  await chat.press('chuyển sinh hoạt đảng');
  expect(await shown(chat)).toContain('Xem lại trước khi ghi nhận');
  await leave(3, 'left-work');
  await openMember(chat, name);
  await chat.press('Đổi ngày rời đơn vị');
  // What was begun about the other leaving is not gone on with.
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(3)} · nghỉ việc`);
  await chat.press(`Chỉ đổi lý do, giữ ngày ${day(3)}`);
  expect(await shown(chat)).not.toContain('Câu trả lời của đồng chí');
  await chat.press('chuyển sinh hoạt đảng');
  await chat.press('Ghi nhận rời đơn vị');
  await told(chat, 'Lý do: chuyển sinh hoạt đảng');
  const last = { why: 'transferred', to: addDays(dayOf(new Date()), 2) };
  expect((await storedIn(testApp, person))?.memberships?.at(-1)).toMatchObject(last);

  await leave(5, 'left-work');
  await openMember(chat, name);
  await chat.press('Thôi ghi rời đơn vị');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(5)} · nghỉ việc`);
  await leave(30, 'left-party');
  await chat.press('Ghi nhận tiếp tục sinh hoạt');
  expect(await shown(chat)).toContain(`rời đơn vị từ ngày ${day(30)} · ra khỏi Đảng`);
  expect((await storedIn(testApp, person))?.memberships?.at(-1)).toMatchObject({ why: 'left-party' });
  await chat.press('Ghi nhận tiếp tục sinh hoạt');
  await told(chat, 'Đã ghi nhận tiếp tục sinh hoạt');
  expect((await storedIn(testApp, person))?.memberships).toBeUndefined();
}, 120_000);

test.each([onPage, onPlain, onTelegram])(
  'on $name an act is given up before anything is recorded, and the way leads back',
  async ({ app, open }) => {
    const chat = await open('LG13');
    const name = 'Châu Thị Mỹ Hạnh';
    await openMember(chat, name);
    await beginAct(chat, 'Miễn kiểm điểm');
    await chat.press('Thôi, không làm nữa');
    expect(await shown(chat)).toContain('Đã thôi, không ghi gì vào hồ sơ');
    for (const word of ['hoàn tác', 'làm tiếp']) {
      await chat.write(word);
      expect(await shown(chat)).not.toContain('Miễn kiểm điểm');
    }
    await openMember(chat, name);
    expect(await shown(chat)).toContain(`${name} · mã LG24`);

    await beginAct(chat, 'Ghi rời đơn vị');
    await chat.press('nghỉ việc');
    await chat.write('xem lại');
    const review = await shown(chat);
    await chat.press('Thôi, không làm nữa');
    await chat.press('Không, giữ lại');
    expect(await shown(chat)).toBe(review);
    await chat.press('Thôi, không làm nữa');
    expect(await shown(chat)).toContain('Không có gì được ghi vào hồ sơ');
    expect(await shown(chat)).not.toContain('bản đã nộp');
    await chat.press('Thôi, không làm nữa');
    await chat.press('Xem đồng chí này');
    // Begun again it asks from the start.
    await beginAct(chat, 'Ghi rời đơn vị');
    expect(await shown(chat)).toContain('vì lý do gì');
    for (const old of ['Hoàn tác', 'hoàn tác', 'làm tiếp từ đây', 'đã lưu']) {
      expect(await shown(chat)).not.toContain(old);
    }
    await chat.write('hoàn tác');
    expect(await shown(chat)).not.toContain('Nghỉ việc');
    expect((await storedIn(app(), 'LG24'))?.memberships).toBeUndefined();
  },
  120_000,
);

test.each([
  { ...onPage, month: '01' },
  { ...onPlain, month: '03' },
  { ...onTelegram, month: '01' },
])(
  'on $name an act that was left half is found again at home, with whom it is for, until it is handed in or given up',
  async ({ open, month }) => {
    const chat = await open('LG12');
    const goingOn = async () => {
      await chat.write('menu');
      return (await labelsOf(chat)).filter((label) => label.includes('Làm tiếp: '));
    };
    expect(await goingOn()).toEqual([]);
    await openMember(chat, 'Cao Thị Lan Anh');
    await beginAct(chat, 'Ghi rời đơn vị');
    // Nothing is left half where nothing was answered yet.
    expect(await goingOn()).toEqual([]);
    await openMember(chat, 'Cao Thị Lan Anh');
    await beginAct(chat, 'Ghi rời đơn vị');
    await chat.press('nghỉ việc');
    await chat.press('Lưu và nghỉ');
    expect(await shown(chat)).toContain('việc “Ghi rời đơn vị” nằm ở đó');
    await chat.write('giữ chức vụ');
    await chat.write('ta thi thuy duong');
    await chat.write('menu');
    // A button may be too short for the whole of it, which its message then says.
    const leave = 'Làm tiếp: Ghi rời đơn vị · Cao';
    const post = 'Làm tiếp: Giữ chức vụ · Tạ Thị';
    expect(await goingOn()).toEqual([expect.stringContaining(post), expect.stringContaining(leave)]);

    await chat.press(leave);
    expect(await shown(chat)).toContain('Từ ngày nào đồng chí ấy không còn sinh hoạt');
    await chat.press('Thôi, không làm nữa');
    await chat.press('Thôi, không làm nữa');
    expect(await goingOn()).toEqual([expect.stringContaining(post)]);
    await chat.press(post);
    expect(await shown(chat)).toContain('Giữ chức vụ ở tập thể nào?');
    await chat.press('Thôi, không làm nữa');
    await chat.press('Thôi, không làm nữa');

    await openMember(chat, 'Cao Thị Lan Anh');
    await beginAct(chat, 'Gia hạn nộp');
    await chat.write(`31/${month}/${Number(dayOf(new Date()).slice(0, 4)) + 1}`);
    await chat.write('Đi công tác xa');
    expect(await goingOn()).toEqual([expect.stringContaining('Gia hạn nộp · Cao')]);
    await chat.press('Gia hạn nộp · Cao');
    await chat.write('xem lại');
    await chat.press('Ghi nhận việc gia hạn nộp');
    await told(chat, 'Đã ghi nhận việc gia hạn nộp');
    expect(await goingOn()).toEqual([]);
  },
  120_000,
);

test('whoever is recorded as having left is told nothing more and has no access from that day on', async () => {
  const member = await onPlain.open('LG24');
  await member.write('bắt đầu');
  const secretary = await onPlain.open('LG13');
  await secretary.write('menu');
  await secretary.write('rời đơn vị');
  await secretary.write('chau thi my hanh');
  await secretary.write('qua đời');
  expect(await shown(secretary)).toContain('qua đời ngày nào (không muộn hơn hôm nay)');
  await secretary.write('ngày mai');
  expect(await shown(secretary)).toContain(`Không ghi được ngày ${day(1)}, vì muộn hơn ngày ${day(0)}`);
  await secretary.write(day(0));
  expect(await shown(secretary)).not.toContain('cũng kết thúc theo');
  expect(await shown(secretary)).toContain('Ghi rời đơn vị · Châu Thị Mỹ Hạnh\n');
  expect(await shown(secretary)).toContain('Châu Thị Mỹ Hạnh (Chi bộ Tham mưu - Tổng hợp, LG24)');
  expect(await shown(secretary)).not.toContain('nhận lại');
  await secretary.write('nộp');
  const died = await told(secretary, 'Đã ghi nhận rời đơn vị');
  const where = 'Đồng chí Châu Thị Mỹ Hạnh (Chi bộ Tham mưu - Tổng hợp)';
  expect(died).toContain(`${where} qua đời ngày ${day(0)}.`);
  expect(died).not.toContain('rời Chi bộ');
  await openMember(secretary, 'Châu Thị Mỹ Hạnh');
  expect(await shown(secretary)).toContain(`\nqua đời ngày ${day(0)}`);
  expect(await labelsOf(secretary)).not.toContain('Nhận lại vào đơn vị');
  expect(await labelsOf(secretary)).toContain('Bỏ việc ghi qua đời');
  await member.write('menu');
  await waitUntil('the farewell', async () => (await shown(member)).includes('không còn trong danh sách'));
}, 120_000);

test('nobody changes the membership of themselves, or of somebody of another unit, by word or by command', async () => {
  const chat = await onPlain.open('LG12');
  await chat.write('rời đơn vị');
  await chat.write('LG12');
  expect(await shown(chat)).toContain('Việc của chính đồng chí (Dương Quốc Bảo) do đồng chí khác');
  await chat.write('LG05');
  expect(await shown(chat)).toContain('Không tìm thấy “LG05”');
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
