import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, openPlainChat, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import { createPlainChannel, type PlainChannel } from '../support/plain-channel.ts';
import { type RedisPair, startRedisPair } from '../support/redis-pair.ts';
import { waitUntil } from '../support/wait-until.ts';

let pair: RedisPair;
let channel: PlainChannel;
let testApp: TestApp;

beforeEach(async () => {
  pair = await startRedisPair();
  channel = createPlainChannel(() => new Date());
  testApp = createTestApp({
    redisUrl: pair.url,
    environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
    channels: () => [channel],
  });
  await testApp.start();
}, 60_000);

afterEach(async () => {
  await testApp.end();
  await pair.close();
}, 30_000);

async function begin(person: string): Promise<Chat> {
  await testApp.link('plain', person);
  const chat = openPlainChat(() => channel, person);
  await chat.write('menu');
  await chat.press('Bắt đầu');
  return chat;
}

/** Delivers a message as messengers do: again and again until it is taken. */
async function deliver(person: string, text: string): Promise<void> {
  await waitUntil('the message is taken', () =>
    channel.deliver({ user: person, id: text, text }).then(
      () => true,
      () => false,
    ),
  );
}

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

test('answers, copies and submissions go on after Redis and its replica have swapped roles, and nothing is lost', async () => {
  const [chat, other] = [await begin('LG05'), await begin('LG06')];
  const sentences = Array.from({ length: 30 }, (_, number) => `Đoạn số ${number} của câu trả lời.`);
  expect(await pair.channels(`${testApp.prefix}sender:`)).toHaveLength(1);
  const writing = (async () => {
    for (const sentence of sentences) await deliver('LG05', sentence);
  })();
  await waitUntil(
    'some are answered',
    async () => (await firstAnswer('LG05'))?.includes('Đoạn số 3') === true,
  );
  await pair.swapRoles();
  await writing;
  await waitUntil('the last one is answered', async () =>
    textOf(await newest(chat)).includes('Đã thêm vào câu trả lời'),
  );
  expect(await firstAnswer('LG05')).toBe(sentences.join('\n'));
  const { drafts, submissions } = testApp.app().database;
  await waitUntil('the copy', async () => {
    const copy = await drafts.findOne({ author: 'LG05' }).lean();
    return Object.keys(copy?.fields ?? {}).filter((field) => field.startsWith('text:')).length === 30;
  });

  await answerWholeReview(other, () => 'sau khi đổi máy chủ');
  await pair.swapRoles();
  await other.press('Nộp bản tự kiểm điểm');
  await waitUntil('the record', async () => (await submissions.countDocuments({ person: 'LG06' })) === 1);
  await waitUntil('word of the record', async () =>
    (await other.heard()).some((message) => textOf(message).includes('Đã ghi nhận bản số 1')),
  );
  await waitUntil(
    'the process is seen there as one that sends',
    async () => (await pair.channels(`${testApp.prefix}sender:`)).length === 1,
  );
  expect(await (await fetch(`${testApp.url()}/health`)).json()).toEqual({
    ...{ status: 'ok', redis: 'ok', mongodb: 'ok', recurringJobs: 'ok' },
    parked: { updates: 0, chats: 0, since: null },
  });
}, 120_000);
