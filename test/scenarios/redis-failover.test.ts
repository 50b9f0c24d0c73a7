import { afterEach, expect, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { draftText } from '../support/drafts.ts';
import { plainAppForEach } from '../support/plain-app.ts';
import { type RedisPair, startRedisPair } from '../support/redis-pair.ts';
import { waitUntil } from '../support/wait-until.ts';

let pair: RedisPair;

// Added before the hooks of the app, so that Redis is closed after the app.
afterEach(() => pair.close(), 30_000);

const plain = plainAppForEach(async () => {
  pair = await startRedisPair();
  return { redisUrl: pair.url };
});

/** Delivers a message as messengers do: again and again until it is taken. */
async function deliver(person: string, text: string): Promise<void> {
  await waitUntil('the message is taken', () =>
    plain.channel.deliver({ user: person, id: text, text }).then(
      () => true,
      () => false,
    ),
  );
}

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(plain.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

test('answers, copies and submissions go on after Redis and its replica have swapped roles, and nothing is lost', async () => {
  const [chat, other] = [await plain.begin('LG05'), await plain.begin('LG06')];
  const sentences = Array.from({ length: 30 }, (_, number) => `Đoạn số ${number} của câu trả lời.`);
  expect(await pair.channels(`${plain.testApp.prefix}sender:`)).toHaveLength(1);
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
  const { drafts, submissions } = plain.testApp.app().database;
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
    async () => (await pair.channels(`${plain.testApp.prefix}sender:`)).length === 1,
  );
  expect(await (await fetch(`${plain.testApp.url()}/health`)).json()).toEqual({
    ...{ status: 'ok', redis: 'ok', mongodb: 'ok', recurringJobs: 'ok' },
    parked: { updates: 0, chats: 0, since: null },
  });
}, 120_000);
