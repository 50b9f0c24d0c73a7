import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { type Difficulty, openDifficulty } from '../../models/review/difficulty.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest } from '../contracts/chat.ts';
import { labelsOf, report, shown, told } from '../support/office-chat.ts';
import { plainAppForAll } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const { channel, testApp, open } = plainAppForAll();

/** Writes a message under an id, or another text for one that was written before. */
async function send(person: string, raw: { id?: string; edits?: string; text: string }): Promise<void> {
  const heard = channel.sent(person).length;
  await channel.deliver({ user: person, id: randomUUID(), ...raw });
  await waitUntil('an answer', async () => channel.sent(person).length > heard);
}

test('the ways of the list are typed, in both languages, and the answered ones are reached from home when none waits', async () => {
  const asker = await open('LG08');
  await report(asker, 'Mẫu nào dùng cho tập thể?');
  const office = await open('LG05');
  await office.write('phản ánh gửi đến');
  await office.write('mau nao');
  await office.write('1');
  await office.write('trả lời phản ánh');
  await office.write('Dùng Mẫu 1.');
  await office.write('xong');
  await office.write('nộp');
  await told(office, 'Đã ghi nhận câu trả lời');

  await office.write('menu');
  expect(await shown(office)).not.toContain('đang chờ trả lời');
  await office.press('Phản ánh đã trả lời');
  expect((await newest(office)).choices[0]?.label).toContain('✓');
  await office.write('phản ánh đang chờ');
  expect(await shown(office)).toContain('0 phản ánh đang chờ trả lời');
  expect((await newest(office)).actions.map(({ word }) => word)).toContain('phản ánh đã trả lời');
  await office.write('phan anh da tra loi');
  expect(await shown(office)).toContain('1 phản ánh đã trả lời');
  await office.write('không có chữ này');
  expect(await shown(office)).toContain('Tìm “không có chữ này”: 0');
  await office.write('thôi tìm');
  expect(await shown(office)).toContain('1 phản ánh đã trả lời');
  await office.write('language');
  await office.write('english');
  await office.write('waiting reports');
  expect(await shown(office)).toContain('0 reports are waiting');
  await office.write('answered reports');
  expect(await shown(office)).toContain('1 report is answered');
  await office.write('xyz');
  await office.write('stop searching');
  expect(await shown(office)).toContain('1 report is answered');
  await office.write('stop searching');
  expect(await shown(office)).toContain('0 reports are waiting');
}, 120_000);

test('from a report one comes back to the page and the search in which it was found, and to the page of one’s own list', async () => {
  const asker = await open('LG21');
  for (let number = 1; number <= 9; number += 1) await report(asker, `Thiếu biểu mẫu thứ ${number}.`);
  await asker.write('phản ánh của tôi');
  await asker.write('trang sau');
  await asker.write('1');
  await asker.press('Phản ánh của tôi');
  expect(await shown(asker)).toContain('Trang 2/2');

  const office = await open('LG10');
  await office.write('phản ánh gửi đến');
  await office.write('thieu bieu mau');
  await office.write('trang sau');
  const [found] = await labelsOf(office);
  await office.write('1');
  expect(await shown(office)).toContain('Thiếu biểu mẫu thứ');
  await office.write('Không phải câu trả lời');
  await office.press('Phản ánh gửi đến');
  expect(await shown(office)).toContain('Tìm “thieu bieu mau”: 9 phản ánh đang chờ');
  expect(await shown(office)).toContain('Trang 2/2');
  expect((await labelsOf(office))[0]).toBe(found);
}, 120_000);

test('a long text at the list is not looked for and not cut short, however many pieces it comes in', async () => {
  const office = await open('LG04');
  await office.write('phản ánh đã trả lời');
  await office.write('mẫu');
  for (const text of ['x'.repeat(101), 'câu trả lời rất dài '.repeat(80)]) {
    const before = (await office.heard()).length;
    await office.write(text);
    const answers = (await office.heard()).slice(before);
    for (const answer of answers) {
      expect(answer.blocks[0]?.text).toContain('quá dài để tìm');
      expect(answer.blocks.map((block) => block.text).join()).toContain('Tìm “mẫu”');
    }
  }
}, 120_000);

test('a text typed at a report is refused there, beside the way to answer it, in words that fit', async () => {
  const asker = await open('LG22');
  await report(asker, 'Ai ghi biên bản?');
  const office = await open('LG12');
  await office.write('phản ánh gửi đến');
  await office.write('bien ban');
  await office.write('1');
  await office.write('Đồng chí thư ký ghi biên bản.');
  const said = await shown(office);
  expect(said).toContain('chưa được lưu');
  expect(said).not.toContain('tự kiểm điểm');
  expect(said).toContain('Ai ghi biên bản?');
  expect(await labelsOf(office)).toContain('Trả lời phản ánh này');
}, 120_000);

test('an empty draft of an answer is no draft, and nobody answers what they reported themselves', async () => {
  const asker = await open('LG01');
  await asker.write('phản ánh');
  await asker.press('Thay mặt tập thể: Ban Thường vụ');
  await asker.write('Cấp trên chưa có hướng dẫn.');
  await asker.write('xong');
  await asker.write('nộp');
  await told(asker, 'Đã ghi nhận phản ánh');
  await asker.write('phản ánh gửi đến');
  await asker.write('cap tren chua co');
  expect(await shown(asker)).toContain('0 phản ánh');
  await asker.write('phản ánh của tôi');
  await asker.press('Cấp trên chưa có');
  expect(await shown(asker)).toContain('không tự trả lời; đồng chí khác giữ chức vụ ở đó');
  const { database } = testApp.app();
  const own = await database.difficulties.findOne({ asker: 'LG01' }).lean();
  const payload = { id: own?._id ?? '', person: 'LG01', text: 'x', answeredAt: new Date() };
  const end = await runCommand(
    { database, keys, now: new Date() },
    {
      ...{ id: 'own', name: 'answer-difficulty', actor: { kind: 'person', person: 'LG01' } },
      payload: { ...payload, offices: own?.offices ?? [], asker: 'somebody else' },
    },
  );
  expect(end).toMatchObject({ status: 'refused', reason: 'not-allowed' });

  const other = await open('LG03');
  await other.write('phản ánh gửi đến');
  await other.write('1');
  await other.write('trả lời phản ánh');
  // A draft without a word is not what somebody wants to go on with.
  await other.write('trả lời phản ánh');
  expect(await shown(other)).toContain('phản ánh đang chờ');
  await other.write('phản ánh gửi đến');
  await other.write('cap tren chua co');
  await other.write('1');
  await other.write('trả lời phản ánh');
  await other.write('menu');
  await other.write('phản ánh gửi đến');
  await other.write('cap tren chua co');
  await other.write('1');
  expect(await labelsOf(other)).toContain('Trả lời phản ánh này');
  expect(await labelsOf(other)).not.toContain('Mở bản tôi viết dở');

  const others = { person: mongoose.trusted({ $ne: 'LG01' }) };
  const posts = await database.posts.find(others).lean();
  await database.posts.deleteMany(others);
  await asker.write('phản ánh của tôi');
  await asker.press('Cấp trên chưa có');
  expect(await shown(asker)).toContain('hiện chưa có đồng chí nào khác');
  await database.posts.insertMany(posts);
  // What was looked up within the last minute is not looked up again.
  await testApp.restart();
}, 120_000);

test('a report that is typed while one is asked in which capacity is kept for its question, and that is said', async () => {
  const asker = await open('LG14');
  await asker.write('phản ánh');
  expect(await shown(asker)).toContain('với tư cách cá nhân hay');
  const text = `${'Đoàn cơ sở chưa có tài liệu hướng dẫn kiểm điểm. '.repeat(30)}Xin cấp trên gửi sớm.`;
  await asker.write(text);
  expect(await shown(asker)).toContain('đã lưu vào câu: Khó khăn, vướng mắc');
  await asker.write('thay mặt ai đó');
  expect(await shown(asker)).not.toContain('đã lưu vào câu');
  await asker.press('Với tư cách cá nhân');
  expect(await shown(asker)).toContain('Xin cấp trên gửi sớm.');
  await asker.write('nộp');
  await asker.write('nộp');
  await told(asker, 'Đã ghi nhận phản ánh');
  const sent = await testApp.app().database.difficulties.findOne({ asker: 'LG14' }).lean();
  expect(openDifficulty(keys, sent as Difficulty).text).toBe(text);
}, 120_000);

test('whoever lost the post for which they were reporting is told why, keeps every word, and can report for themselves', async () => {
  const asker = await open('LG16');
  await asker.write('phản ánh');
  await asker.press('Thay mặt tập thể: Ban Chấp hành Đoàn cơ sở');
  await asker.write('Đoàn cơ sở thiếu tài liệu.');
  // What was looked up within the last minute is not looked up again.
  await testApp.restart();
  await testApp.app().database.posts.deleteMany({ person: 'LG16' });
  await asker.write('xong');
  expect(await shown(asker)).toContain('không còn giữ chức vụ ở tập thể đã chọn');
  await asker.write('nộp');
  await asker.write('nộp');
  expect(await shown(asker)).toContain('Chưa gửi được');
  expect(await shown(asker)).toContain('Đoàn cơ sở thiếu tài liệu.');
  await asker.press('Trả lời câu còn thiếu');
  await asker.press('Với tư cách cá nhân');
  await asker.write('nộp');
  await asker.write('nộp');
  await told(asker, 'Đã ghi nhận phản ánh');
  const { difficulties } = testApp.app().database;
  expect(await difficulties.findOne({ asker: 'LG16' }).lean()).toMatchObject({ collective: null });
}, 120_000);

test('whoever lost the post from which they were answering can still read what they wrote', async () => {
  const asker = await open('LG20');
  await report(asker, 'Hội nghị họp ở đâu?');
  const office = await open('LG11');
  await office.write('phản ánh gửi đến');
  await office.write('hoi nghi hop');
  await office.write('1');
  await office.write('trả lời phản ánh');
  await office.write('Họp ở hội trường tầng hai.');
  await office.write('xong');
  const { posts } = testApp.app().database;
  await posts.deleteMany({ person: 'LG11' });
  await office.write('nộp');
  const refusal = await told(office, 'Câu trả lời chưa được ghi nhận');
  expect(refusal).toContain('đã thôi giữ chức vụ');
  await office.write('menu');
  await office.write('trả lời phản ánh');
  expect(await shown(office)).toContain('Họp ở hội trường tầng hai.');
}, 120_000);

test('an edited message changes the answer that it became, in whatever form, and says which one; what was sent stays', async () => {
  const person = await open('LG24');
  await person.write('phản ánh');
  await send('LG24', { id: 'sent', text: 'Bản đã gửi' });
  await person.write('xong');
  await person.write('nộp');
  await told(person, 'Đã ghi nhận phản ánh');
  await person.write('phản ánh');
  await send('LG24', { id: 'open', text: 'Thiếu giấy' });
  await person.write('bắt đầu');
  await send('LG24', { edits: 'open', text: 'Thiếu giấy và mực' });
  expect(await shown(person)).toContain('của phản ánh khó khăn, vướng mắc');
  await send('LG24', { edits: 'sent', text: 'Bản khác' });
  expect(await shown(person)).toContain('thuộc phản ánh khó khăn, vướng mắc');
  await send('LG24', { edits: 'none', text: 'Không là gì' });
  expect(await shown(person)).toContain('không phải là câu trả lời đang lưu');
  await person.write('phản ánh');
  expect(await shown(person)).toContain('Thiếu giấy và mực');
  await person.write('hoàn tác');
  expect(await shown(person)).toContain('Thiếu giấy');
}, 120_000);
