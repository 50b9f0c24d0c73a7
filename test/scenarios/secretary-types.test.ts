import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { postId } from '../../models/organisation/post.ts';
import { beginAct, labelsOf, openMember, shown } from '../support/office-chat.ts';
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
  await chat.write('thôi');
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
}, 120_000);
