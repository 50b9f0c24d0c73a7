import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import type { PayloadOf } from '../../handlers/commands/catalogue.ts';
import { listReviewStates } from '../../handlers/queries/list-review-states.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import type { TestApp } from '../support/app.ts';
import { operate } from '../support/commands.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram } = threeChannels();

/** LG11 is deputy secretary of Chi bộ Kỹ thuật - Kinh doanh, LG13 secretary of Chi bộ Tham mưu - Tổng hợp. */
const OWN = { unit: 'CB-KT', secretary: 'LG11' };
const HOST = { unit: 'CB-TM', secretary: 'LG13', name: 'Chi bộ Tham mưu - Tổng hợp' };
const BEGIN = 'Ghi sinh hoạt tạm thời';
const END = 'Ghi thôi sinh hoạt tạm thời';
/** Of an end that is recorded already, until it has passed. */
const CHANGE_END = 'Đổi ngày thôi sinh hoạt tạm thời';
const HERE = 'Sinh hoạt tạm thời tại đây';

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

async function rowOf({ app }: TestApp, of: { person: string; unit: string }) {
  const states = await listReviewStates(
    { database: app().database, keys },
    { unit: of.unit, now: new Date() },
  );
  return states.find(({ code }) => code === of.person);
}

/** Hands in on paper for somebody, as administration records it. */
async function handIn({ app }: TestApp, person: string): Promise<void> {
  const { database } = app();
  const states = await listReviewStates({ database, keys }, { now: new Date() });
  const row = states.find(({ code }) => code === person);
  if (row === undefined || !('cycle' in row)) throw new Error(`${person} is not asked`);
  const words = { vi: 'Nội dung', en: 'Content' };
  const answer = {
    ...{ step: 'text', kind: 'text', section: words, heading: words, prompt: words, retired: false },
    ...{ answeredAt: new Date(), value: { kind: 'text' as const, text: 'Như bản giấy.' } },
  };
  const payload: PayloadOf<'record-paper-review'> = {
    ...{ person, submittedAt: new Date(), day: dayOf(new Date()), answers: [answer] },
    asked: { cycle: row.cycle, pack: { id: 'p', version: 'v' }, flowVersion: 'v', late: false },
  };
  await operate({ database, keys, now: new Date() }, { name: 'record-paper-review', payload });
}

const ON = [
  { ...onPage, person: 'LG05', called: 'Vũ Đình Long', until: day(20) },
  { ...onPlain, person: 'LG14', called: 'Lý A Páo', until: undefined },
  { ...onTelegram, person: 'LG21', called: 'Nông Văn Hiếu', until: day(20) },
];

test.each(ON)(
  'on $name both secretaries see who takes part elsewhere for a time, who stays asked where they belong, until it ends',
  async ({ person, called: name, until, app, open }) => {
    const [own, host, member] = [await open(OWN.secretary), await open(HOST.secretary), await open(person)];
    for (const chat of [own, host, member]) await chat.write('menu');
    await openMember(own, name);
    expect(await labelsOf(own)).not.toContainEqual(expect.stringContaining(END));
    await beginAct(own, BEGIN);
    expect(await shown(own)).toContain(`Đồng chí ${name}`);
    await own.write('tham muu');
    await own.press(HOST.name);
    await own.write(day(-3));
    if (until === undefined) await own.press('Bỏ qua');
    else await own.write(until);
    const act = `Ghi sinh hoạt tạm thời · ${name}`;
    expect(await shown(own)).toContain(`${act}\nXem lại trước khi ghi nhận\n1. Nơi sinh hoạt tạm thời`);
    await own.press('Ghi nhận sinh hoạt tạm thời');
    const days = `từ ngày ${day(-3)}${until === undefined ? '' : ` đến hết ngày ${until}`}`;
    expect(await told(own, 'Đã ghi nhận sinh hoạt tạm thời')).toContain(
      `Đồng chí ${name} sinh hoạt tạm thời tại ${HOST.name} ${days}.`,
    );
    await told(
      host,
      `Đồng chí ${name} (Tổ đảng Kỹ thuật) sinh hoạt tạm thời tại ${HOST.name}, đơn vị của đồng chí, ${days};`,
    );
    await told(member, `ghi nhận sinh hoạt tạm thời tại ${HOST.name} ${days}.`);

    const away = `Sinh hoạt tạm thời tại ${HOST.name}, từ ${day(-3)}${until ? ` (đến ${until})` : ''}`;
    await own.write('đơn vị');
    await own.write(name);
    expect(await shown(own)).toContain(`Sinh hoạt tạm thời nơi khác:\n• ${name} · ${away}`);
    await own.press(name);
    expect(await shown(own)).toContain(away);

    const guest = `${name} (Tổ đảng Kỹ thuật) tại ${HOST.name}, từ ${day(-3)}${until ? ` đến ${until}` : ''}`;
    await host.write('đơn vị');
    expect(await shown(host)).toContain(HERE);
    expect(await shown(host)).toContain(`${guest}, chưa nộp bản tự kiểm điểm`);
    await host.write(name);
    expect(await shown(host)).toContain('0 đồng chí');
    expect(await shown(host)).toContain(guest);
    expect(await labelsOf(host)).not.toContainEqual(expect.stringContaining(name));

    expect(await rowOf(app(), { person, unit: HOST.unit })).toMatchObject({
      state: 'guest',
      handedIn: false,
    });
    expect(await rowOf(app(), { person, unit: OWN.unit })).toMatchObject({ state: 'not-started' });
    await member.write('dữ liệu');
    expect(await shown(member)).toContain(`Sinh hoạt tạm thời:\n• ${HOST.name}: từ ngày ${day(-3)}`);
    await member.write('bắt đầu');
    expect(await shown(member)).toContain('Câu 1/');

    await handIn(app(), person);
    await host.write('đơn vị');
    expect(await shown(host)).toContain(`${guest}, đã nộp bản tự kiểm điểm`);

    await openMember(own, name);
    await beginAct(own, until === undefined ? END : CHANGE_END);
    expect(await shown(own)).toContain(END);
    await own.press(HOST.name);
    expect(await shown(own)).toContain(`${away}\n\nNgày cuối cùng`);
    await own.write(day(0));
    expect(await shown(own)).not.toContain('coi như chưa ghi');
    await own.press('Ghi nhận thôi sinh hoạt tạm thời');
    await told(own, 'Đã ghi nhận thôi sinh hoạt tạm thời');

    // On its last day the end can be corrected, and is not offered as if there were none.
    await openMember(own, name);
    expect(await shown(own)).toContain(`(đến ${day(0)})`);
    await beginAct(own, CHANGE_END);
    await own.press(HOST.name);
    expect(await shown(own)).toContain(`${HOST.name}, từ ${day(-3)} (đến ${day(0)})`);
    await own.write(day(-1));
    await own.press('Ghi nhận thôi sinh hoạt tạm thời');
    await told(
      host,
      `Đồng chí ${name} thôi sinh hoạt tạm thời tại ${HOST.name}, ngày cuối cùng là ${day(-1)}`,
    );
    await host.write('đơn vị');
    expect(await shown(host)).not.toContain(name);
    await openMember(own, name);
    const first = await labelsOf(own);
    await own.press('Việc khác');
    for (const label of [...first, ...(await labelsOf(own))]) {
      expect(label).not.toContain('thôi sinh hoạt tạm thời');
    }
  },
  120_000,
);

test('one on some of the same days as another is refused in chat, with a sentence that names the other', async () => {
  const own = await onPlain.open(OWN.secretary);
  const payload = { person: 'LG20', unit: HOST.unit, from: dayOf(new Date()), to: null };
  const { database } = testApp.app();
  await operate({ database, keys, now: new Date() }, { name: 'start-temporary-membership', payload });
  await openMember(own, 'Cao Thị Lan Anh');
  await beginAct(own, BEGIN);
  await own.write('CB-DV');
  await own.write(day(5));
  await own.press('Bỏ qua');
  await own.press('Ghi nhận sinh hoạt tạm thời');
  const refused = await told(own, 'Chưa ghi nhận được việc sinh hoạt tạm thời');
  expect(refused).toContain(`tại ${HOST.name} (${day(0)} – …)`);

  // A last day before the first one takes it back, which is said where that is so, also where it was typed who it is.
  await own.write('thôi sinh hoạt tạm thời');
  await own.write('LG20');
  await own.press(HOST.name);
  await own.write(day(-1));
  const gone = `Ngày cuối này trước ngày đầu (${day(0)}): lần sinh hoạt tạm thời tại ${HOST.name} sẽ coi như chưa ghi.`;
  expect(await shown(own)).toContain(gone);
  await own.press('Ghi nhận thôi sinh hoạt tạm thời');
  await told(own, 'Đã ghi nhận thôi sinh hoạt tạm thời');
}, 120_000);

test('whoever leads only the other unit cannot begin it, or open who is a guest there', async () => {
  const host = await onPlain.open(HOST.secretary);
  await host.write('sinh hoạt tạm thời');
  await host.write('LG14');
  expect(await shown(host)).toContain('Không tìm thấy “LG14”');
  await host.write('đơn vị');
  await host.write('LG14');
  expect(await labelsOf(host)).not.toContainEqual(expect.stringContaining('Lý A Páo'));
}, 120_000);
