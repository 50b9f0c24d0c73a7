import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ReviewExport } from '../../handlers/queries/export-review.ts';
import { HARD_TEXT } from '../contracts/channel.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { databaseUri } from '../support/app.ts';
import { launchBrowser, openPageChat } from '../support/browser.ts';
import { type RunningProgram, runProgram } from '../support/run-app.ts';
import { waitUntil } from '../support/wait-until.ts';

/** 10,000 code points of all kinds. */
const LONG_TEXT = `${[...`${HARD_TEXT}\n`.repeat(60)].slice(0, 9_999).join('')}.`;

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-browser-'));
let port = '0';
let program: RunningProgram;
let browser: Browser;
let page: Page;
const environment = {
  SERVICES_DIR: folder,
  // The app's own keys have no prefix for tests, so it gets a Redis database of its own.
  REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/5`,
  MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
};

async function startProgram(): Promise<string> {
  program = runProgram({ file: 'bot/main.ts', environment: { ...environment, PORT: port } });
  const [, url = ''] = await program.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  port = new URL(url).port;
  return url;
}

async function stopProgram(): Promise<number | null> {
  program.child.kill('SIGTERM');
  return program.ended;
}

async function exportOf(person: string): Promise<ReviewExport> {
  const admin = runProgram({ file: 'bot/admin.ts', args: ['export', '--person', person], environment });
  expect(await admin.ended, admin.output()).toBe(0);
  return JSON.parse(admin.piped());
}

beforeAll(async () => {
  const url = await startProgram();
  browser = await launchBrowser();
  // A page that scrolls by itself between the press and the release of the mouse loses the click.
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  await page.goto(url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await stopProgram();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('[D20 part] [D27 part] [D28 part] [D32] a leader does the whole review on the page, over a reload and a restart, and it is recorded as typed', async () => {
  const chat = await openPageChat(page, 'Phạm Quốc Khánh');
  await page.locator('#start-button').click();
  await waitUntil('a greeting', async () => (await chat.heard()).length === 1);
  await chat.press('Bắt đầu tự kiểm điểm');
  await answerTwoQuestions(chat);
  await switchLanguages(chat);
  await page.reload();
  await page.locator('.bubble.bot[data-state="active"]').waitFor();
  expect(textOf(await newest(chat))).toContain('Câu 3/');

  expect(await stopProgram()).toBe(0);
  await startProgram();
  await chat.write('Viết sau khi hệ thống khởi động lại');

  const written = await answerWholeReview(chat, (heading) => `${heading}: ${HARD_TEXT}`);
  await editFirstAnswer(chat);
  await answerWholeReview(chat, () => 'không còn câu nào');
  await chat.press('Nộp bản tự kiểm điểm');
  await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));

  const review = await exportOf('LG03');
  const texts = review.answers.flatMap(({ value }) =>
    value.kind === 'text' ? [value.text] : value.kind === 'list' ? value.items : [],
  );
  expect(texts).toContain('Câu một sau khi sửa từ Tổng quan');
  expect(texts).toContain(`${LONG_TEXT}\nthêm tin thứ hai\nthêm sau khi quay lại`);
  expect(texts).toContain('Viết sau khi hệ thống khởi động lại');
  for (const text of written.values()) expect(texts).toContain(text);
}, 400_000);

async function answerTwoQuestions(chat: Chat): Promise<void> {
  await chat.write('Câu trả lời một');
  await chat.press('Xong');
  await chat.write(LONG_TEXT);
  await chat.write('thêm tin thứ hai');
  await chat.press('Xong');
  await chat.press('Quay lại');
  await chat.press('Viết thêm');
  await chat.write('thêm sau khi quay lại');
  await chat.press('Xong');
}

async function switchLanguages(chat: Chat): Promise<void> {
  await chat.write('ngôn ngữ');
  await chat.press('English');
  expect(textOf(await newest(chat))).toContain('Question 3/');
  await chat.write('language');
  await chat.press('Tiếng Việt');
  expect(textOf(await newest(chat))).toContain('Câu 3/');
}

async function editFirstAnswer(chat: Chat): Promise<void> {
  await chat.press('Tổng quan');
  await chat.press('Tư tưởng chính trị');
  await chat.write('Câu một sau khi sửa từ Tổng quan');
  await chat.press('Xong');
  await chat.press('Xem lại');
}
