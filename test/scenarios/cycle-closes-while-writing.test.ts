import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CommandName, PayloadOf } from '../../handlers/commands/catalogue.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { OPERATOR } from '../support/commands.ts';
import { shown, told } from '../support/office-chat.ts';
import { plainAppForEach } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const plain = plainAppForEach();
const PERSON = 'LG05';

/** Runs a command as an operator does it beside the running bot. */
async function operate<Name extends CommandName>(name: Name, payload: PayloadOf<Name>): Promise<void> {
  const { database } = plain.testApp.app();
  const call = { id: randomUUID(), name, actor: OPERATOR, payload };
  const end = await runCommand<Name>({ database, keys, now: new Date() }, call);
  if (end.status === 'refused') throw new Error(`refused: ${end.reason}`);
}

/** The only cycle of the sample. */
async function cycleId(): Promise<string> {
  const cycle = await plain.testApp.app().database.cycles.findOne({ status: 'open' }).lean();
  return cycle?._id ?? '';
}

/** Writes once the bot knows what became of the cycle: it has told so, and looks once more whenever somebody is there. */
async function writeAfter(chat: Chat, news: string, text: string): Promise<string> {
  await told(chat, news);
  await chat.write('trợ giúp');
  await chat.write(text);
  return shown(chat);
}

test('who is writing when the cycle closes is told so, reads what is kept, and goes on where it stood when it is open again', async () => {
  const chat = await plain.begin(PERSON);
  await chat.write('Câu trả lời thứ nhất của tôi');
  await chat.press('Xong');
  const question = await shown(chat);
  const cycle = await cycleId();
  // Who has begun is known to administration by the copy of their draft.
  const { drafts } = plain.testApp.app().database;
  await waitUntil('the copy of the draft', async () => (await drafts.exists({ author: PERSON })) !== null);

  await operate('close-cycle', { cycle, evenIfUnfinished: true });
  const refused = await writeAfter(chat, 'Kỳ kiểm điểm đã đóng', 'Câu viết sau khi đóng');
  expect(refused).toContain(
    'tin nhắn vừa gửi KHÔNG được lưu. Những câu đã trả lời vẫn được giữ nguyên và xem lại được',
  );
  expect(refused).toContain('Kỳ kiểm điểm này đã đóng lúc');

  await chat.press('Xem lại câu trả lời');
  expect(await shown(chat)).toContain('Câu trả lời thứ nhất của tôi');
  expect(await shown(chat)).toContain('Chỉ xem được');
  const { choices, actions } = await newest(chat);
  expect([...choices, ...actions].map(({ label }) => label).join()).not.toMatch(/Sửa|Nộp/);
  await chat.write('trang sau');
  expect(await shown(chat)).toContain('Trang 2/');

  await operate('reopen-cycle', { cycle, why: 'Bổ sung' });
  await told(chat, 'Kỳ kiểm điểm đã mở lại');
  await chat.write('menu');
  await chat.press('Làm tiếp');
  const resumed = await shown(chat);
  expect(resumed.split('\n').find((line) => line.startsWith('Câu 2/'))).toBe(
    question.split('\n').find((line) => line.startsWith('Câu 2/')),
  );
  await chat.write('Câu trả lời thứ hai');
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Câu trả lời thứ nhất của tôi');
  expect(await shown(chat)).toContain('Câu trả lời thứ hai');
  expect((await chat.heard()).map(textOf).join('\n')).not.toContain('Câu viết sau khi đóng');
}, 180_000);

test('who is excused while writing is told politely and why, and can read what is kept', async () => {
  const chat = await plain.begin(PERSON);
  await chat.write('Câu trả lời thứ nhất của tôi');
  await chat.press('Xong');
  const payload = { cycle: await cycleId(), of: { kind: 'person', code: PERSON } as const, collectives: [] };

  await operate('exclude-from-cycle', { ...payload, why: 'Nghỉ chữa bệnh' });
  const refused = await writeAfter(
    chat,
    'đã ghi nhận đồng chí được miễn kiểm điểm năm',
    'Tôi xin bổ sung một ý nữa',
  );
  expect(refused).toContain('KHÔNG được lưu');
  expect(refused).toContain('Lý do: Nghỉ chữa bệnh');
  await chat.write('xem lại');
  expect(await shown(chat)).toContain('Câu trả lời thứ nhất của tôi');

  await operate('include-in-cycle', { ...payload, why: 'Đã trở lại' });
  await told(chat, 'đã đưa đồng chí vào kỳ kiểm điểm năm');
  await chat.write('menu');
  await chat.press('Làm tiếp');
  expect(await shown(chat)).toContain('Câu 2/');
}, 180_000);
