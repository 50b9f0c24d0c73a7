import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chat, openPlainChat, textOf } from '../contracts/chat.ts';
import type { TcpProxy } from '../faults/tcp-proxy.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import type { TestApp } from '../support/app.ts';
import { startBehindProxy } from '../support/app-behind-proxy.ts';
import { labelsOf, shown, told } from '../support/office-chat.ts';
import { createPlainChannel } from '../support/plain-channel.ts';

/** Set where the clock stands still. */
let stoppedAt: number | undefined;
const now = () => new Date(stoppedAt ?? Date.now());

let link: TcpProxy;
let testApp: TestApp;
let end: () => Promise<void>;
const channel = createPlainChannel(now);

beforeAll(async () => {
  ({ link, testApp, end } = await startBehindProxy(channel, now));
}, 120_000);

afterAll(() => end(), 60_000);

async function open(person: string): Promise<Chat> {
  await testApp.link('plain', person);
  return openPlainChat(() => channel, person);
}

async function heard(chat: Chat): Promise<string> {
  return (await chat.heard()).map(textOf).join('\n');
}

test('what is recorded at once is told once, with all that there is to be done', async () => {
  const chat = await open('LG21');
  await chat.write('menu');
  await chat.press('Bắt đầu');
  await answerWholeReview(chat, () => 'Năm qua tôi làm đủ việc được giao. Năm tới tôi cố gắng hơn.');
  stoppedAt = Date.now();
  await chat.press('Nộp bản tự kiểm điểm');
  await told(chat, 'Đã ghi nhận bản số 1');
  expect(await shown(chat)).toContain('Đồng chí không phải làm gì nữa');
  expect(await labelsOf(chat)).toEqual(['Sửa để nộp bản mới', 'Rút bản đã nộp']);
  await chat.press('Sửa để nộp bản mới');
  // One chooses what to change.
  expect(await shown(chat)).toContain('Tổng quan bản tự kiểm điểm');
  await chat.write('menu');
  await chat.press('Sửa để nộp bản mới');
  expect(await shown(chat)).toContain('Tổng quan bản tự kiểm điểm');
  await chat.write('menu');
  await chat.write('sửa để nộp bản mới');
  expect(await shown(chat)).toContain('Tổng quan bản tự kiểm điểm');
  await chat.write('menu');
  await chat.press('Rút bản đã nộp');
  await chat.write('đồng ý rút');
  await told(chat, 'Đã ghi nhận việc rút bản số 1');
  expect(await shown(chat)).toContain('chưa có bản nào được tính là đã nộp');
  expect(await labelsOf(chat)).toContain('Xem lại trước khi nộp');
  stoppedAt = undefined;
  await chat.write('menu');
  expect(await heard(chat)).not.toContain('Đã nhận');
}, 120_000);

test('what takes longer to be recorded is told to be received, after what was said meanwhile, and then to be recorded', async () => {
  const chat = await open('LG22');
  await chat.write('phản ánh');
  await chat.write('Ai ghi biên bản?');
  await chat.press('Xong');
  stoppedAt = Date.now();
  link.freeze();
  await channel.deliver({ user: 'LG22', id: randomUUID(), text: 'nộp' });
  await chat.write('trợ giúp');
  expect(await shown(chat)).toContain('Trợ giúp');
  expect(await heard(chat)).not.toContain('Đã nhận phản ánh');
  stoppedAt = undefined;
  await told(chat, 'Đã nhận phản ánh');
  link.mend();
  await told(chat, 'Đã ghi nhận phản ánh');
  expect((await heard(chat)).split('Đã nhận phản ánh')).toHaveLength(2);
}, 120_000);
