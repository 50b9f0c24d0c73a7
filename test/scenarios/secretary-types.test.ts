import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { postId } from '../../models/organisation/post.ts';
import { beginAct, labelsOf, openMember, shown, told } from '../support/office-chat.ts';
import { plainAppForAll } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const { testApp, open } = plainAppForAll();

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

const unitOf = async (person: string) => (await testApp.app().database.people.findById(person).lean())?.unit;

test('somebody who came to a unit today is moved on the same day, which corrects it, and leaves from the next one on', async () => {
  const chat = await open('LG10');
  for (const [unit, days] of [
    ['TD-KT1', `Gửi một ngày đến hết ${day(0)}, ví dụ ${day(0)}`],
    ['TD-KT2', `Chỉ ghi được một ngày: ${day(0)}`],
  ] as const) {
    await openMember(chat, 'Tạ Thị Thùy Dương');
    await chat.write('chuyển sinh hoạt');
    await chat.write(unit);
    expect(await shown(chat)).toContain(days);
    await chat.write(day(0));
    await chat.write('ghi nhận');
    await waitUntil('the move', async () => (await unitOf('LG22')) === unit);
  }
  await openMember(chat, 'Tạ Thị Thùy Dương');
  await chat.write('ghi rời đơn vị');
  await chat.write('nghỉ việc');
  const years = (await shown(chat)).match(/\d{4}/g) ?? [];
  expect(years).not.toContain('2099');
  await chat.write('thôi');
}, 120_000);

test('a language is named on whatever screen one is, and the same screen is there in it', async () => {
  const chat = await open('LG13');
  await openMember(chat, 'Châu Thị Mỹ Hạnh');
  await chat.write('gia hạn nộp');
  expect(await shown(chat)).toContain('Gia hạn nộp · Châu Thị Mỹ Hạnh');
  await chat.write('đơn vị');
  await chat.write('english');
  expect(await shown(chat)).toContain('My unit’s people');
  await chat.write('LG24');
  await chat.write('1');
  await chat.write('tiếng việt');
  expect(await shown(chat)).toContain('Châu Thị Mỹ Hạnh · mã LG24');
}, 120_000);

test('what is typed on the card of somebody is about them, also where no button offers it; a name is looked for', async () => {
  const chat = await open('LG13');
  await openMember(chat, 'Mai Văn Thắng');
  await chat.write('xem đồng chí này');
  expect(await shown(chat)).toContain('Mai Văn Thắng · mã LG19');
  await chat.write('đưa lại vào kỳ');
  expect(await shown(chat)).toContain('Đưa lại vào kỳ kiểm điểm · Mai Văn Thắng');
  await chat.write('xem đồng chí này');
  expect(await shown(chat)).toContain('Mai Văn Thắng · mã LG19');
  await chat.write('rời đơn vị');
  await chat.write('chuyển sinh hoạt');
  expect(await shown(chat)).toContain('Ghi rời đơn vị · Mai Văn Thắng');
  await chat.write('gia hạn nộp');
  expect(await shown(chat)).toContain('Gia hạn nộp · Mai Văn Thắng');
  await openMember(chat, 'Mai Văn Thắng');
  await chat.write('đơn vị');
  expect(await shown(chat)).not.toContain('Tìm “');
  await openMember(chat, 'Mai Văn Thắng');
  await chat.write('về danh sách');
  expect(await shown(chat)).toContain('Tìm “Mai Văn Thắng”');
  await chat.write('xem đồng chí này');
  expect(await shown(chat)).toContain('Người trong đơn vị');
  await openMember(chat, 'Mai Văn Thắng');
  await chat.write('my hanh');
  expect(await labelsOf(chat)).toContainEqual(expect.stringContaining('Châu Thị Mỹ Hạnh'));
  expect(await shown(chat)).toContain('1 đồng chí');
}, 120_000);

test('today is a day that can be typed', async () => {
  const chat = await open('LG13');
  await openMember(chat, 'Nguyễn Thị Thu Trang');
  await chat.write('chuyển sinh hoạt');
  await chat.write('CB-DV');
  await chat.write('hôm nay');
  expect(await shown(chat)).toContain(day(0));
  const review = await shown(chat);
  expect(review).toContain('Xem lại trước khi ghi nhận');
  await chat.write('thôi');
  expect(await shown(chat)).toContain('Thôi, không làm nữa?');
  await chat.write('không');
  expect(await shown(chat)).toBe(review);
  await chat.write('thôi');
  await chat.write('thôi');
  expect(await shown(chat)).toContain('Đã thôi, không ghi gì vào hồ sơ');
}, 120_000);

test('an act that is typed without a name lists only those for whom it can succeed', async () => {
  const chat = await open('LG10');
  await chat.write('menu');
  await chat.write('nhận lại vào đơn vị');
  expect(await shown(chat)).toContain('Đồng chí nào trong đơn vị');
  expect(await labelsOf(chat)).not.toContainEqual(expect.stringContaining('LG'));
  await chat.write('đơn vị');
  await chat.write('đưa lại vào kỳ');
  expect(await labelsOf(chat)).not.toContainEqual(expect.stringContaining('LG'));
  await chat.write('đơn vị');
  await chat.write('ghi thôi chức vụ');
  const holders = (await labelsOf(chat)).filter((label) => label.includes('LG'));
  expect(holders).toContainEqual(expect.stringContaining('Dương Quốc Bảo'));
  expect(holders).not.toContainEqual(expect.stringContaining('Cao Thị Lan Anh'));
}, 120_000);

test('nobody is moved to the unit where they are', async () => {
  const chat = await open('LG10');
  await openMember(chat, 'Cao Thị Lan Anh');
  await chat.write('chuyển sinh hoạt');
  await chat.write('TD-KT2');
  expect(await shown(chat)).toContain(
    'đang sinh hoạt chính thức ở đó: Tổ đảng Kinh doanh. Xin chọn đơn vị khác',
  );
}, 120_000);

test('a post whose last day is recorded is shown with it, and its end is changed and not recorded once more', async () => {
  const chat = await open('LG10');
  const { posts } = testApp.app().database;
  for (const collective of ['CU-KT', 'PT-KT2']) {
    await openMember(chat, 'Dương Quốc Bảo');
    await beginAct(chat, 'Ghi thôi chức vụ');
    await chat.write(collective);
    await chat.write(day(9));
    await chat.write('ghi nhận');
    const _id = postId({ person: 'LG12', collective });
    await waitUntil('the end', async () => (await posts.findById(_id).lean())?.to !== undefined);
  }
  await openMember(chat, 'Dương Quốc Bảo');
  expect(await shown(chat)).toContain(`Tổ trưởng Tổ đảng Kinh doanh (đến hết ngày ${day(9)})`);
  await chat.press('Việc khác');
  const labels = await labelsOf(chat);
  expect(labels).toContain('Đổi ngày thôi chức vụ');
  expect(labels).not.toContain('Ghi thôi chức vụ');
  await chat.press('Đổi ngày thôi chức vụ');
  await chat.write('PT-KT2');
  expect(await labelsOf(chat)).toContain(`Đổi ngày cuối đã ghi (${day(9)})`);
}, 120_000);

test('a post to come is shown with its first day, and a post or its end recorded by mistake is taken back', async () => {
  const chat = await open('LG10');
  const { posts } = testApp.app().database;
  const stored = (person: string) => posts.findById(postId({ person, collective: 'CU-KT' })).lean();
  await openMember(chat, 'Cao Thị Lan Anh');
  await beginAct(chat, 'Ghi giữ chức vụ');
  await chat.write('CU-KT');
  await chat.write('thành viên');
  await chat.write('Chi ủy viên');
  await chat.write(day(7));
  await chat.write('ghi nhận');
  await waitUntil('the post', async () => (await stored('LG20')) !== null);
  await openMember(chat, 'Cao Thị Lan Anh');
  expect(await shown(chat)).toContain(`Chi ủy viên (từ ngày ${day(7)})`);

  await beginAct(chat, 'Ghi thôi hoặc thu lại chức vụ');
  await chat.write('CU-KT');
  await chat.press('Thôi giữ chức vụ');
  await chat.write(day(9));
  await chat.write('ghi nhận');
  await waitUntil('the end', async () => (await stored('LG20'))?.to !== undefined);
  await openMember(chat, 'Cao Thị Lan Anh');
  expect(await shown(chat)).toContain(`Chi ủy viên (từ ngày ${day(7)}, đến hết ngày ${day(9)})`);
  await chat.write('thu lại chức vụ');
  await chat.write('CU-KT');
  await chat.press(`Thu lại việc ghi thôi (ngày cuối ${day(9)})`);
  await chat.write('ghi nhận');
  await waitUntil('the post without its end', async () => (await stored('LG20'))?.to === undefined);

  await openMember(chat, 'Cao Thị Lan Anh');
  await chat.write('thu lại chức vụ');
  await chat.write('CU-KT');
  expect(await labelsOf(chat)).not.toContainEqual(expect.stringContaining('Thu lại việc ghi thôi'));
  await chat.press('Thu lại việc ghi chức vụ');
  expect(await shown(chat)).toContain(`Chi ủy viên từ ngày ${day(7)} là ghi nhầm, coi như không có`);
  await chat.write('ghi nhận');
  await waitUntil('no post', async () => (await stored('LG20')) === null);
  expect(await told(chat, 'Đã thu lại')).toContain('đồng chí Cao Thị Lan Anh giữ chức vụ Chi ủy viên');
  await openMember(chat, 'Cao Thị Lan Anh');
  expect(await shown(chat)).not.toContain('Chức vụ:');
}, 120_000);

test('a deputy is not offered the end of the post of the head beside them', async () => {
  const chat = await open('LG11');
  await openMember(chat, 'Đặng Minh Quân');
  await chat.press('Việc khác');
  const labels = await labelsOf(chat);
  expect(labels).toContain('Ghi giữ chức vụ');
  expect(labels).not.toContain('Ghi thôi chức vụ');
}, 120_000);

test('an act that is typed without a name knows who is picked in it, says why others cannot be, and what was recorded just now', async () => {
  const chat = await open('LG10');
  for (const until of [day(60), day(80)]) {
    await chat.write('menu');
    await chat.write('gia hạn nộp');
    await chat.write('Cao Thị Lan Anh');
    const due = (await shown(chat)).match(/Hạn nộp hiện nay của đồng chí ấy: ngày ([\d/]+)/)?.[1];
    if (until === day(80)) expect(due).toBe(day(60));
    else expect(due).not.toBe(undefined);
    await chat.write(until);
    await chat.write('Đi công tác dài ngày.');
    expect(await shown(chat)).toContain('hồ sơ được gửi lên cấp trên trước ngày');
    await chat.write('ghi nhận');
    await told(chat, `gia hạn nộp bản tự kiểm điểm đến hết ngày ${until}`);
  }
  await chat.write('menu');
  await chat.write('rời đơn vị');
  await chat.write('Dương Quốc Bảo');
  await chat.write('nghỉ việc');
  await chat.write(day(1));
  expect(await shown(chat)).toContain('cũng kết thúc theo: Chi ủy viên Chi bộ');
  // Whom it is about can be changed, and what is told of them with it.
  await chat.write('sửa câu 1');
  await chat.write('Cao Thị Lan Anh');
  expect(await shown(chat)).not.toContain('cũng kết thúc theo');
  await chat.write('sửa câu 3');
  await chat.write(day(0));
  await chat.write('ghi nhận');
  await told(chat, 'Đã ghi nhận rời đơn vị');
  for (const [act, why] of [
    ['gia hạn nộp', 'Không thuộc kỳ kiểm điểm đang mở'],
    ['chuyển sinh hoạt', 'Đã rời, đã có ngày rời'],
    ['ghi giữ chức vụ', 'Đã rời đơn vị: Cao Thị Lan Anh'],
  ] as const) {
    await chat.write('menu');
    await chat.write(act);
    await chat.write('LG20');
    expect(await shown(chat)).toContain(why);
  }
}, 120_000);

test('a move on a day that has not come is refused where the day is asked, and goes through on one that has', async () => {
  const chat = await open('LG07');
  await openMember(chat, 'Võ Thành Đạt');
  await chat.write('chuyển sinh hoạt');
  await chat.write('TD-KT2');
  expect(await shown(chat)).toContain(`Gửi một ngày đến hết ${day(0)}, ví dụ ${day(0)}`);
  await chat.write(day(3));
  expect(await shown(chat)).toContain(`Không ghi được ngày ${day(3)}, vì muộn hơn ngày ${day(0)}`);
  // What was begun is there again, on the same card of the same person.
  await openMember(chat, 'Võ Thành Đạt');
  await chat.write('chuyển sinh hoạt');
  await chat.write(day(0));
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Tổ đảng Kinh doanh');
  expect(await shown(chat)).not.toContain('sửa lại lần ghi trước');
  await chat.write('nộp');
  await told(chat, 'Đã ghi nhận chuyển sinh hoạt');
  // Who moved away is no longer among the people of the unit.
  await chat.write('đơn vị');
  await chat.write('LG16');
  expect(await shown(chat)).toContain('0 đồng chí');

  // Moved on from there on the same day, they never were there, which is said before.
  const next = await open('LG10');
  await openMember(next, 'Võ Thành Đạt');
  await next.write('chuyển sinh hoạt');
  await next.write('CB-DV');
  expect(await shown(next)).toContain(
    `Hồ sơ ghi: sinh hoạt tại Tổ đảng Kinh doanh từ ngày ${day(0)}. Ghi đúng ngày ấy là sửa lại lần ghi đó.`,
  );
  await next.write(day(0));
  const corrects = `Đây là sửa lại lần ghi trước: hồ sơ sẽ không còn ghi đồng chí ấy sinh hoạt tại Tổ đảng Kinh doanh từ ngày ${day(0)}.`;
  expect(await shown(next)).toContain(corrects);
}, 120_000);
