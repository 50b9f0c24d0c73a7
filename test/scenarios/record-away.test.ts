import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPlainChat } from '../contracts/chat.ts';
import type { TcpProxy } from '../faults/tcp-proxy.ts';
import type { TestApp } from '../support/app.ts';
import { startBehindProxy } from '../support/app-behind-proxy.ts';
import { labelsOf, shown } from '../support/office-chat.ts';
import { createPlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

const channel = createPlainChannel(() => new Date());
let link: TcpProxy;
let testApp: TestApp;
let end: () => Promise<void>;

beforeAll(async () => {
  ({ link, testApp, end } = await startBehindProxy(channel));
}, 120_000);

afterAll(() => end(), 60_000);

test('who begins a form while MongoDB hangs is told, goes on with what else there is, and begins it once it is back', async () => {
  await testApp.link('plain', 'LG21');
  const chat = openPlainChat(() => channel, 'LG21');
  await chat.write('bắt đầu');
  link.freeze();
  await chat.write('phản ánh');
  expect(await shown(chat)).toContain('tạm thời không trả lời');
  expect(await labelsOf(chat)).toContain('Thử lại');
  await chat.write('thử lại');
  expect(await shown(chat)).toContain('tạm thời không trả lời');
  await chat.write('bắt đầu');
  expect(await shown(chat)).toContain('Câu 1/');
  link.mend();
  await chat.write('phản ánh');
  await waitUntil('the form', async () => {
    if ((await shown(chat)).includes('gặp khó khăn, vướng mắc gì?')) return true;
    await chat.write('thử lại');
    return false;
  });
}, 120_000);
