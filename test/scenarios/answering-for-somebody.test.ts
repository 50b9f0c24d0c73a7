import { expect, test } from 'vitest';
import { dayOf } from '../../flows/rules/calendar.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, openWebChat, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { threeChannels } from '../support/three-channels.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { testApp, onPage, onPlain, onTelegram, telegram } = threeChannels();
const today = formatDate(dayOf(new Date()), 'vi');

/** The member names the delegate, from the screen of what is stored about them. */
async function nameDelegate(chat: Chat, delegate: string): Promise<void> {
  await chat.write('dữ liệu');
  await chat.press('Việc trả lời thay');
  expect(await shown(chat)).toContain('Chưa nhờ ai trả lời thay');
  await chat.press('Nhờ người trả lời thay');
  await chat.write(delegate);
  expect(await shown(chat)).toContain('sẽ thấy đúng những câu hỏi mà người nhờ được hỏi');
  await chat.press('Ghi nhận việc nhờ');
  await told(chat, 'Đã ghi nhận việc nhờ trả lời thay');
}

/** Home leaves out what the record does not tell within a second, so it is asked for until it says so. */
async function homeSays(chat: Chat, text: string): Promise<void> {
  await waitUntil(`home says ${text}`, async () => {
    await chat.write('menu');
    return (await shown(chat)).includes(text);
  });
}

/** Everything that is read on all pages of what is shown. */
async function allPages(chat: Chat): Promise<string> {
  let text = await shown(chat);
  for (
    let page = 1;
    page < 50 && (await labelsOf(chat)).some((label) => label.includes('Trang sau'));
    page += 1
  ) {
    await chat.press('Trang sau');
    text += `\n${await shown(chat)}`;
  }
  return text;
}

/** A version as a command records it, but for when and by whom. */
function versionOf(person: string, cycle: string) {
  const heading = { vi: 'Nội dung', en: 'Content' };
  return {
    ...{ person, cycle, number: 1, flowVersion: 'v', late: false, pack: { id: 'sample', version: 'one' } },
    answers: [
      {
        ...{ step: 'text', kind: 'text', section: heading, heading, prompt: heading, answeredAt: new Date() },
        ...{ retired: false, value: { kind: 'text' as const, text: 'Tôi nhận khuyết điểm.' } },
      },
    ],
  };
}

const ON = [
  {
    ...{ how: 'from the page to a channel without buttons', app: () => testApp },
    ...{ member: 'LG14', name: 'Lý A Páo', asMember: onPage.open },
    ...{ delegate: 'LG21', by: 'Nông Văn Hiếu', asDelegate: onPlain.open },
  },
  {
    ...{ how: 'from a channel without buttons to the page', app: () => testApp },
    ...{ member: 'LG20', name: 'Cao Thị Lan Anh', asMember: onPlain.open },
    ...{ delegate: 'LG22', by: 'Tạ Thị Thùy Dương', asDelegate: onPage.open },
  },
  {
    ...{ how: 'from the page to Telegram', app: () => telegram().testApp, member: 'LG14', name: 'Lý A Páo' },
    asMember: async (person: string) => openWebChat(telegram().testApp, person),
    ...{ delegate: 'LG21', by: 'Nông Văn Hiếu', asDelegate: onTelegram.open },
  },
];

test.each(ON)(
  '$how: a delegate answers and hands in for the member, who is told, reads all of it, and withdraws it',
  async ({ app, member, name, asMember, delegate, by, asDelegate }) => {
    const other = await asDelegate(delegate);
    await other.write('menu');
    const chat = await asMember(member);
    await chat.write('menu');
    await nameDelegate(chat, delegate);
    await homeSays(chat, `Đồng chí ${by} được nhờ trả lời thay, từ ngày ${today}`);

    await told(other, `Đồng chí ${name} nhờ đồng chí trả lời thay`);
    await other.write('menu');
    expect(await shown(other)).toContain(`Trả lời thay đồng chí ${name}: Chưa bắt đầu`);
    const before = (await other.heard()).length;
    await other.press('Trả lời thay');
    const written = await answerWholeReview(other, (heading) => `Viết thay: ${heading}.`, 'Nộp thay');
    await other.press('Nộp thay');
    expect(await told(other, 'Đã ghi nhận bản nộp thay số 1')).toContain('có tên đồng chí là người nộp');
    const said = (await other.heard()).slice(before).map(textOf);
    expect(said.filter((text) => !text.includes(`Trả lời thay đồng chí ${name}`))).toEqual([]);

    expect(await told(chat, 'đã nộp thay bản tự kiểm điểm của đồng chí')).toContain(`${by} đã nộp thay`);
    const { database } = app().app();
    expect(await exportReview({ database, keys }, { person: member })).toMatchObject({
      ...{ counts: true, entry: { how: 'delegate', by: { code: delegate, name: by } } },
    });
    await homeSays(chat, `Bản số 1 do đồng chí ${by} trả lời và nộp thay ngày ${today}`);
    expect(await shown(chat)).toContain('không phải làm gì nữa');
    expect(await shown(chat)).not.toContain('Chưa bắt đầu');
    await chat.press('Đọc bản nộp thay');
    const read = await allPages(chat);
    expect(written.size).toBeGreaterThan(5);
    for (const text of written.values()) expect(read).toContain(text);

    await chat.press('Rút bản nộp thay');
    expect(await shown(chat)).toContain(`Bản số 1 do đồng chí ${by} nộp thay`);
    await chat.press('Không tính bản này nữa');
    await told(chat, 'Đã ghi nhận việc rút bản nộp thay');
    await told(other, 'đã rút bản số 1 mà đồng chí nộp thay');
    const withdrawn = await exportReview({ database, keys }, { person: member });
    expect(withdrawn.withdrawnAt).not.toBeNull();
    await chat.write('menu');
    expect(await shown(chat)).toContain('đã rút: CHƯA có bản nào được tính');
    await other.write('menu');
    expect(await shown(other)).toContain('bản số 1 đã rút');
    expect(await shown(other)).not.toContain('không phải làm gì nữa');
    await chat.write('dữ liệu');
    expect(await shown(chat)).toContain(`bản số 1 do ${by} nộp thay`);
    await other.write('dữ liệu');
    expect(await shown(other)).toContain(`đồng chí được nhờ trả lời thay ${name}`);
    await other.write('trả lời thay');
    await other.write('nộp');
    await allPages(other);
    await other.press('Nộp thay');
    expect(await told(other, 'Đã ghi nhận bản nộp thay số 2')).toContain('có tên đồng chí là người nộp');
    expect(app().log.join('\n')).not.toContain('Viết thay');
  },
  240_000,
);

test('a member finds nobody outside of their cell, is told who can be picked, and why somebody cannot', async () => {
  const chat = await onPlain.open('LG16');
  await chat.write('nhờ người trả lời thay');
  expect(await shown(chat)).toContain('Chỉ chọn được đồng chí đã tham gia trợ lý này, trong cùng chi bộ');
  for (const code of ['LG01', 'LG20']) {
    await chat.write(code);
    expect(await shown(chat)).toContain(`Không tìm thấy “${code}”`);
  }
  await chat.write('LG16');
  expect(await shown(chat)).toContain('Không ai tự trả lời thay cho chính mình: Võ Thành Đạt');
  // Of the same cell, and not joined.
  await chat.write('LG08');
  expect(await shown(chat)).toContain('chưa trả lời thay được: Bùi Văn Hải. Cần mời tham gia trước');
}, 120_000);

test('a member of one group picks somebody of another group of the same cell, and it is recorded', async () => {
  await onPlain.open('LG12');
  const chat = await onPlain.open('LG05');
  await nameDelegate(chat, 'LG12');
  const named = await testApp.app().database.delegations.findOne({ member: 'LG05' }).lean();
  expect(named).toMatchObject({ delegate: 'LG12', namedBy: 'LG05' });

  // What is said of one who answers is not taken for another one, who was named meanwhile.
  await chat.write('thôi nhờ');
  expect(await shown(chat)).toContain('Người đang trả lời thay: đồng chí Dương Quốc Bảo');
  await testApp.app().database.delegations.updateOne({ member: 'LG05' }, { delegate: 'LG11' });
  await chat.press('Ghi nhận việc thôi nhờ');
  expect(await told(chat, 'Chưa ghi nhận được việc thôi nhờ')).toContain('không còn được nhờ trả lời thay');
  await chat.write('thôi nhờ');
  expect(await shown(chat)).toContain('Người đang trả lời thay: đồng chí Phan Thị Bích Ngọc');
  await chat.press('Ghi nhận việc thôi nhờ');
  await told(chat, 'Đồng chí Phan Thị Bích Ngọc thôi trả lời thay đồng chí');
}, 120_000);

test('a naming that is withdrawn in the middle is told to the delegate, who cannot write on and reads what is kept', async () => {
  const other = await onPlain.open('LG24');
  await other.write('menu');
  const chat = await onPlain.open('LG15');
  await nameDelegate(chat, 'LG24');
  await told(other, 'Nguyễn Thị Thu Trang nhờ đồng chí trả lời thay');
  await other.write('trả lời thay');
  await other.write('Câu trả lời thay thứ nhất');
  await other.press('Xong');

  await chat.write('thôi nhờ');
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Người đang trả lời thay: đồng chí Châu Thị Mỹ Hạnh');
  await chat.press('Trả lời câu còn thiếu');
  await chat.press('Ghi nhận việc thôi nhờ');
  await told(chat, 'Đã ghi nhận việc thôi nhờ trả lời thay');
  await told(other, 'không còn trả lời thay đồng chí Nguyễn Thị Thu Trang');
  // Not their own review, which "nộp" would mean elsewhere.
  await other.write('nộp');
  expect(await shown(other)).toContain('không còn trả lời thay ở bản này');
  await other.write('trợ giúp');
  await other.write('Câu viết sau khi thôi nhờ');
  expect(await shown(other)).toContain('không còn trả lời thay ở bản này');
  expect(await shown(other)).toContain('KHÔNG được lưu');
  await other.write('trả lời thay');
  expect((await labelsOf(other)).join()).toContain('Nguyễn Thị Thu Trang: đã thôi, chỉ xem lại');
  await other.press('Nguyễn Thị Thu Trang');
  expect(await shown(other)).toContain('Trả lời thay đồng chí Nguyễn Thị Thu Trang');
  expect(await shown(other)).toContain('Câu trả lời thay thứ nhất');
  expect((await labelsOf(other)).join()).not.toMatch(/Sửa|Nộp/);
  expect((await chat.heard()).map(textOf).join('\n')).not.toContain('thứ nhất');
}, 120_000);

test('what is handed in after the naming was withdrawn is refused with the reason, and every word is kept', async () => {
  const other = await onPlain.open('LG06');
  await other.write('menu');
  const chat = await onPlain.open('LG19');
  await nameDelegate(chat, 'LG06');
  await told(other, 'Mai Văn Thắng nhờ đồng chí trả lời thay');
  await other.write('trả lời thay');
  const written = await answerWholeReview(other, (heading) => `Viết thay: ${heading}.`, 'Nộp thay');

  // As another process does, of which this one does not know yet.
  const { database } = testApp.app();
  await database.delegations.updateOne({ member: 'LG19' }, { ended: true, endedAt: new Date() });
  await other.press('Nộp thay');
  expect(await told(other, 'chưa được ghi nhận')).toContain('không còn được nhờ trả lời thay');
  expect((await labelsOf(other)).join()).not.toContain('Sửa để nộp bản mới');
  expect(await database.submissions.countDocuments({ person: 'LG19', series: 'delegate/LG06' })).toBe(0);
  await other.write('xem lại');
  const kept = await allPages(other);
  for (const text of written.values()) expect(kept).toContain(text.slice(0, 200));
}, 240_000);

test('a secretary records on paper who answers for somebody without a phone, sees it there, and ends it', async () => {
  const delegate = await onPlain.open('LG11');
  await delegate.write('menu');
  const chat = await onPlain.open('LG10');
  await openMember(chat, 'Dương Quốc Bảo');
  await chat.press('Ghi người trả lời thay');
  await chat.write('LG10');
  expect(await shown(chat)).toContain('Đồng chí (Đặng Minh Quân) ghi việc nhờ này nên không tự nhận');
  await chat.write('LG11');
  expect(await shown(chat)).toContain('nhờ bằng giấy ngày nào');
  await chat.write(today);
  expect(await shown(chat)).toContain('Dương Quốc Bảo');
  await chat.press('Ghi nhận việc nhờ');
  expect(await told(chat, 'Đã ghi nhận việc nhờ trả lời thay')).toContain(
    'Đồng chí Phan Thị Bích Ngọc trả lời thay đồng chí Dương Quốc Bảo.',
  );
  await told(delegate, 'Theo giấy nhờ của đồng chí Dương Quốc Bảo, đồng chí Đặng Minh Quân đã ghi nhận');
  await delegate.write('dữ liệu');
  expect(await shown(delegate)).toContain(
    `ghi nhận, theo giấy nhờ ngày ${today}, đồng chí trả lời thay Dương`,
  );
  const named = await testApp.app().database.delegations.findOne({ member: 'LG12' }).lean();
  expect(named).toMatchObject({ delegate: 'LG11', namedBy: 'LG10', paperDay: dayOf(new Date()) });

  // Whoever records that one of the two moves or leaves is told before what becomes of it.
  await openMember(chat, 'Phan Thị Bích Ngọc');
  await beginAct(chat, 'Ghi rời đơn vị');
  for (const answer of ['nghỉ việc', today]) await chat.write(answer);
  expect(await shown(chat)).toContain(
    'Từ ngày rời, đồng chí ấy không trả lời thay đồng chí Dương Quốc Bảo nữa.',
  );
  await chat.press('Thôi, không làm nữa');
  await openMember(chat, 'Dương Quốc Bảo');
  await beginAct(chat, 'Chuyển sinh hoạt');
  await chat.write('tham muu');
  await chat.press('Chi bộ Tham mưu');
  await chat.write(today);
  expect(await shown(chat)).toContain('Đồng chí Phan Thị Bích Ngọc vẫn trả lời thay đồng chí ấy');
  await chat.press('Thôi, không làm nữa');

  await openMember(chat, 'Dương Quốc Bảo');
  expect(await shown(chat)).toContain('Phan Thị Bích Ngọc được nhờ trả lời thay');
  expect(await shown(chat)).toContain(`theo giấy nhờ ngày ${today}`);
  await chat.press('Thôi nhờ trả lời thay');
  expect(await shown(chat)).toContain('Người đang trả lời thay: đồng chí Phan Thị Bích Ngọc');
  await chat.press('Ghi nhận việc thôi nhờ');
  await told(chat, 'Đã ghi nhận việc thôi nhờ trả lời thay');
  await told(delegate, 'không còn trả lời thay đồng chí Dương Quốc Bảo');
  expect(textOf(await newest(delegate))).not.toBe('');
}, 120_000);

test('what a delegate handed in for somebody without a phone is withdrawn by a secretary, as asked on paper', async () => {
  const delegate = await onPlain.open('LG11');
  const { database } = testApp.app();
  const { _id: cycle = '' } = (await database.cycles.findOne({ status: 'open' }).lean()) ?? {};
  const naming = { person: 'LG12', delegate: 'LG11', cycle, paperDay: dayOf(new Date()) };
  const dependencies = { database, keys, now: new Date() };
  await runCommand(dependencies, {
    ...{
      id: 'LG12-named',
      name: 'name-delegate',
      actor: { kind: 'person', person: 'LG10' },
      payload: naming,
    },
  });
  await runCommand(dependencies, {
    ...{ id: 'LG12-for', name: 'record-delegated-review', actor: { kind: 'person', person: 'LG11' } },
    payload: { ...versionOf('LG12', cycle), delegate: 'LG11', submittedAt: new Date() },
  });
  await database.delegations.updateMany({ member: 'LG12' }, { ended: true });

  const chat = await onPlain.open('LG10');
  await openMember(chat, 'Dương Quốc Bảo');
  await beginAct(chat, 'Rút bản nộp thay');
  expect(await shown(chat)).toContain('đang được tính là đã nộp. Rút bản này thì CHƯA có bản nào');
  await chat.press('Bản số 1, đồng chí Phan Thị Bích Ngọc nộp thay');
  await chat.write('31/12/2018');
  expect(await shown(chat)).toContain(
    `Không ghi được ngày 31/12/2018, vì sớm hơn ngày ${today}. Chỉ ghi được một ngày: ${today}.`,
  );
  await chat.write('hôm nay');
  await chat.write('Không đúng lời đồng chí ấy nói');
  await chat.press('Không tính bản này nữa');
  expect(await told(chat, 'Đã rút bản nộp thay theo giấy')).toContain(
    `Bản số 1 do đồng chí Phan Thị Bích Ngọc nộp thay đồng chí Dương Quốc Bảo ngày ${today} không còn được tính`,
  );
  expect(await told(delegate, 'rút bản số 1 mà đồng chí nộp thay')).toContain(
    `Theo giấy ngày ${today} của đồng chí Dương Quốc Bảo, đồng chí Đặng Minh Quân đã ghi`,
  );
  await openMember(chat, 'Dương Quốc Bảo');
  expect(await shown(chat)).toContain('Lý do: Không đúng lời đồng chí ấy nói');
  const member = await onPlain.open('LG12');
  await member.write('đọc bản nộp thay');
  expect(await shown(member)).toContain('Không có bản nào do người khác nộp thay');
}, 120_000);

test('whoever answers for a member who handed in themselves is warned, and what does not count is read and withdrawn', async () => {
  const other = await onPlain.open('LG19');
  await other.write('menu');
  const chat = await onPlain.open('LG06');
  await nameDelegate(chat, 'LG19');
  await told(other, 'nhờ đồng chí trả lời thay');
  const { database } = testApp.app();
  const now = new Date();
  const { cycle = '' } = (await database.delegations.findOne({ member: 'LG06' }).lean()) ?? {};
  const version = versionOf('LG06', cycle);
  const dependencies = { database, keys, now };
  const own = { ...version, submittedAt: now };
  await runCommand(dependencies, {
    ...{
      id: 'LG06-own',
      name: 'record-self-review',
      actor: { kind: 'person', person: 'LG06' },
      payload: own,
    },
  });
  const before = { ...version, delegate: 'LG19', submittedAt: new Date(now.getTime() - 60_000) };
  await runCommand(dependencies, {
    ...{ id: 'LG06-for', name: 'record-delegated-review', actor: { kind: 'person', person: 'LG19' } },
    payload: before,
  });

  const warning = `đã tự nộp bản tự kiểm điểm ngày ${today}`;
  await homeSays(other, warning);
  await other.write('trả lời thay');
  await other.write('Câu trả lời thay');
  await other.press('Xong');
  expect(await shown(other)).not.toContain(warning);
  await other.write('xem lại');
  expect(await shown(other)).toContain(warning);

  await chat.write('dữ liệu');
  await chat.press('Việc trả lời thay');
  expect(await shown(chat)).toContain('vẫn còn trong hồ sơ nhưng không được tính');
  await chat.press('Đọc bản số 1');
  expect(await shown(chat)).toContain('Tôi nhận khuyết điểm.');
  await chat.press('Rút bản nộp thay');
  await chat.press('Không tính bản này nữa');
  await told(other, 'đã rút bản số 1 mà đồng chí nộp thay');
  await other.write('menu');
  expect(await shown(other)).not.toContain('CHƯA có bản nào');
}, 120_000);
