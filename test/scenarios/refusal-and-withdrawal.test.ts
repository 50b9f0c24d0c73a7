import { expect, test } from 'vitest';
import { runDefinition } from '../../handlers/commands/run-command.ts';
import { withdrawSelfReview } from '../../handlers/commands/withdraw-self-review.ts';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { exportUnit } from '../../handlers/queries/export-unit.ts';
import { listReviewStates } from '../../handlers/queries/list-review-states.ts';
import { outboxEntryId } from '../../models/chat/commit-conversation.ts';
import { createConversationStore } from '../../models/chat/conversation.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { plainAppForEach } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const keys = createKeyRing(CONTRACT_KEYS);
const plain = plainAppForEach();

/** A person at the last page of the review, on a channel without buttons. */
async function answered(person: string): Promise<Chat> {
  const chat = await plain.begin(person);
  await answerWholeReview(chat, () => 'Năm qua tôi luôn vững vàng. Năm tới tôi cố gắng hơn.');
  return chat;
}

async function openCycle(): Promise<string> {
  const cycle = await plain.testApp.app().database.cycles.findOne({ status: 'open' }).lean();
  return cycle?._id ?? '';
}

async function told(chat: Chat, words: string): Promise<string> {
  const find = async () => (await chat.heard()).map(textOf).findLast((text) => text.includes(words));
  await waitUntil(`word of: ${words}`, async () => (await find()) !== undefined);
  return (await find()) ?? '';
}

test('whose submission is refused is told so and why, has every answer, and hands in again', async () => {
  const person = 'LG05';
  const chat = await answered(person);
  const store = createConversationStore({ redis: plain.redis, keys, prefix: plain.testApp.prefix });
  const { revision } = await store.load(person);
  // The command that comes next meets a policy that says no.
  await runDefinition(
    { database: plain.testApp.app().database, keys, now: new Date() },
    {
      ...{ id: `${person}/${outboxEntryId(revision + 1, 0)}`, actor: { kind: 'person', person } },
      definition: { ...withdrawSelfReview, policy: () => false },
      payload: { person, cycle: 'any', number: 1, withdrawnAt: new Date() },
    },
  );
  await chat.write('nộp');
  const refusal = await told(chat, 'Bản số 1 chưa được ghi nhận');
  expect(refusal).toContain('hệ thống không cho phép');
  expect(refusal).toContain('vẫn còn nguyên');
  await chat.write('menu');
  expect(textOf(await newest(chat))).not.toContain('Bản số 1 đã nhận');
  const { submissions } = plain.testApp.app().database;
  expect(await submissions.countDocuments({ person, cycle: await openCycle() })).toBe(0);
  expect(plain.testApp.log.join('\n')).not.toContain('A job fails');

  await chat.write('xem lại');
  await chat.write('nộp');
  await chat.write('nộp');
  await told(chat, 'Đã ghi nhận bản số 1');
  const texts = (await chat.heard()).map(textOf);
  expect(texts.filter((text) => text.includes('chưa được ghi nhận'))).toHaveLength(1);
  const review = await exportReview({ database: plain.testApp.app().database, keys }, { person });
  expect(JSON.stringify(review.answers)).toContain('luôn vững vàng');
}, 120_000);

test('[D40 part] what was handed in is withdrawn with typed words, shown so everywhere, and followed by the next version', async () => {
  const person = 'LG06';
  const chat = await answered(person);
  const parts = { database: plain.testApp.app().database, keys };
  await chat.press('Nộp bản tự kiểm điểm');
  await chat.write('rút lại');
  await told(chat, 'Rút bản số 1 đã nộp?');
  await chat.write('đồng ý rút');
  await told(chat, 'Đã ghi nhận việc rút bản số 1');
  await chat.write('menu');
  expect(textOf(await newest(chat))).toContain('đã rút lúc');
  await chat.write('/dulieu');
  expect(textOf(await newest(chat))).toMatch(/bản số 1, ghi nhận lúc .* đã rút lúc/);
  expect(textOf(await newest(chat))).toContain('đồng chí: rút bản tự kiểm điểm số 1');

  const stateOf = async () =>
    (await listReviewStates(parts, { now: new Date() })).find(({ code }) => code === person);
  expect(await stateOf()).toMatchObject({ state: 'withdrawn', number: 1 });
  expect(await exportReview(parts, { person })).toMatchObject({ withdrawnAt: expect.any(String) });
  const unit = { unit: 'DB-LG', cycle: await openCycle() };
  await expect(exportUnit(parts, unit)).rejects.toMatchObject({ code: 'nothing-submitted' });

  await chat.write('rút lại');
  expect(textOf(await newest(chat))).toContain('Không có bản đã nộp nào để rút');
  await chat.write('xem lại');
  await chat.write('nộp');
  await chat.write('nộp');
  await told(chat, 'Đã ghi nhận bản số 2');
  expect(await stateOf()).toMatchObject({ state: 'submitted', number: 2 });
}, 120_000);
