import mongoose from 'mongoose';
import { describe, expect, test } from 'vitest';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openWebChat, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { draftText } from '../support/drafts.ts';
import { plainAppForEach } from '../support/plain-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const CANARY = 'chim-hoàng-yến-48151623';
/** The clock of the app runs this much ahead; it may stand still. */
let ahead: number;
let standsAt: number | undefined;
const plain = plainAppForEach(() => {
  ahead = 0;
  standsAt = undefined;
  return { now: () => new Date(standsAt ?? Date.now() + ahead) };
});

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(plain.testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

async function redisKeys(): Promise<string[]> {
  const keys = [];
  for (const prefix of [plain.testApp.prefix, `{${plain.testApp.prefix}`]) {
    let cursor = '0';
    do {
      const [next, found] = await plain.redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 500);
      cursor = next;
      keys.push(...found);
    } while (cursor !== '0');
  }
  return keys;
}

/** Everything that Redis holds of the app, as it lies there. */
async function redisDump(): Promise<string> {
  const dumps = await Promise.all((await redisKeys()).map((key) => plain.redis.dumpBuffer(key)));
  return Buffer.concat(dumps.filter((dump) => dump !== null)).toString('utf8');
}

async function copiedToMongo(person: string, revision: number): Promise<void> {
  await waitUntil('a copy in MongoDB', async () => {
    const copy = await plain.testApp.app().database.drafts.findOne({ author: person });
    return (copy?.revision ?? 0) >= revision;
  });
}

async function revisionOf(person: string): Promise<number> {
  const key = (await redisKeys()).find((name) => name.endsWith(`:conversation:${person}`));
  return Number(await plain.redis.hget(key ?? '', 'revision'));
}

test('what was committed but could not be sent is sent later, in order and once; what later words say again is not', async () => {
  const chat = await plain.begin('LG05');
  const send = plain.channel.send;
  plain.channel.send = () => Promise.reject(new Error('the messenger is away'));
  await plain.channel.deliver({ user: 'LG05', id: 'one', text: 'Ý kiến một' });
  await plain.channel.deliver({ user: 'LG05', id: 'two', text: 'Ý kiến hai' });
  await plain.channel.deliver({ user: 'LG05', id: 'three', text: 'tổng quan' });
  expect(await firstAnswer('LG05')).toBe('Ý kiến một\nÝ kiến hai');
  const before = (await chat.heard()).length;

  plain.channel.send = send;
  ahead = 60_000;
  await waitUntil('the late replies', async () => (await chat.heard()).length >= before + 2);
  const late = (await chat.heard()).slice(before).map(textOf);
  expect(late).toHaveLength(2);
  expect(late[0]).toContain('Đã thêm vào câu trả lời');
  expect(late[1]).toContain('Tổng quan bản tự kiểm điểm');
}, 60_000);

test('what could not be sent when the bot was stopped is sent when it is started again, before it is due', async () => {
  const chat = await plain.begin('LG05');
  const send = plain.channel.send;
  plain.channel.send = () => Promise.reject(new Error('the messenger is away'));
  standsAt = Date.now();
  await plain.channel.deliver({ user: 'LG05', id: 'one', text: 'Tôi chấp hành nghị quyết của Đảng.' });
  const before = (await chat.heard()).length;

  await plain.testApp.restart();
  plain.channel.send = send;
  await plain.testApp.restart();
  await waitUntil('the reply', async () => (await chat.heard()).length > before);
  expect((await chat.heard()).slice(before).map(textOf)).toEqual([
    expect.stringContaining('Đã lưu câu trả lời'),
  ]);
}, 60_000);

test('a conversation that Redis lost comes back from its copy, and the person is told', async () => {
  const chat = await plain.begin('LG05');
  await chat.write('còn nguyên');
  await copiedToMongo('LG05', await revisionOf('LG05'));
  const lost = (await redisKeys()).filter((key) => key.includes(':LG05'));
  await plain.redis.del(...lost);

  await chat.write('tổng quan');
  await waitUntil('the overview', async () =>
    textOf(await newest(chat)).includes('Tổng quan bản tự kiểm điểm'),
  );
  expect((await chat.heard()).slice(-2).map(textOf)[0]).toContain('khôi phục');
  expect(await firstAnswer('LG05')).toBe('còn nguyên');
}, 60_000);

test('whose words are lost with the whole conversation, because no copy was made yet, is told so', async () => {
  const chat = await plain.begin('LG05');
  await chat.write('chưa kịp sao');
  await plain.redis.del(...(await redisKeys()));
  await plain.testApp.app().database.drafts.deleteMany({});
  await chat.write('viết tiếp');
  await waitUntil('the menu', async () => textOf(await newest(chat)).includes('Chưa bắt đầu'));
  expect((await chat.heard()).slice(-2).map(textOf)[0]).toContain('gặp sự cố');
}, 60_000);

test('a copy that arrives after the loss leaves the draft that was begun again as it is', async () => {
  const chat = await plain.begin('LG05');
  await chat.write('trước khi mất');
  await copiedToMongo('LG05', await revisionOf('LG05'));
  const { drafts } = plain.testApp.app().database;
  const [late] = await drafts.find({ author: 'LG05' }).lean();
  await drafts.deleteMany({});
  await plain.redis.del(...(await redisKeys()));
  await chat.write('menu');
  await waitUntil('the menu', async () => textOf(await newest(chat)).includes('Chưa bắt đầu'));
  await chat.press('Bắt đầu');
  await chat.write('sau khi mất');
  await copiedToMongo('LG05', await revisionOf('LG05'));

  const { _id, revision, ...copied } = late ?? expect.fail('nothing was copied');
  const filter = { _id, revision: mongoose.trusted({ $lte: revision }) };
  await expect(drafts.updateOne(filter, { revision, ...copied }, { upsert: true })).rejects.toThrow('E11000');
  await plain.redis.del(...(await redisKeys()));
  await chat.write('tổng quan');
  expect(await firstAnswer('LG05')).toBe('sau khi mất');
  expect(await drafts.countDocuments({ author: 'LG05' })).toBe(1);
}, 60_000);

test('a press on the card of a draft that was lost before it was copied leads home', async () => {
  const chat = openWebChat(plain.testApp, 'LG05');
  await chat.write('menu');
  await chat.press('Bắt đầu');
  const { conversations, drafts } = plain.testApp.app().database;
  await waitUntil('the copy of the conversation', async () => {
    const copy = await conversations.findById('LG05').lean();
    return (copy?.revision ?? 0) >= (await revisionOf('LG05')) && (await drafts.countDocuments()) === 1;
  });
  const card = await newest(chat);
  await plain.redis.del(...(await redisKeys()).filter((key) => !key.includes(':web:')));
  await drafts.deleteMany({});

  expect(textOf(card)).toContain('Câu 1/');
  await chat.press('Tổng quan');
  await waitUntil('home', async () => textOf(await newest(chat)).includes('Chưa bắt đầu'));
}, 60_000);

test('whoever was answering when Redis lost everything is told without writing, and is asked what the next words are for', async () => {
  const chat = await plain.begin('LG05');
  await chat.write('còn nguyên');
  await copiedToMongo('LG05', await revisionOf('LG05'));
  await plain.redis.del(...(await redisKeys()));
  await waitUntil('word of the loss', async () =>
    (await chat.heard()).some((message) => textOf(message).includes('khôi phục')),
  );
  await waitUntil('the question', async () => textOf(await newest(chat)).includes('Câu 1/'));

  await chat.write('viết tiếp');
  expect(textOf(await newest(chat))).toContain('có phải là câu trả lời cho câu 1');
  expect(await firstAnswer('LG05')).toBe('còn nguyên');
  await chat.press('Lưu đoạn này');
  expect(await firstAnswer('LG05')).toBe('còn nguyên\nviết tiếp');
  await chat.write('và thêm nữa');
  expect(await firstAnswer('LG05')).toBe('còn nguyên\nviết tiếp\nvà thêm nữa');
}, 60_000);

test('what is delivered again after Redis lost everything, and is in the copy, is not stored twice', async () => {
  const chat = await plain.begin('LG05');
  const first = { user: 'LG05', id: 'm1', text: 'Tôi chấp hành nghị quyết của Đảng.' };
  const second = { user: 'LG05', id: 'm2', text: 'Tôi còn chậm học tập nghị quyết mới.' };
  for (const message of [first, second]) await plain.channel.deliver(message);
  await copiedToMongo('LG05', await revisionOf('LG05'));
  await plain.redis.del(...(await redisKeys()));
  await waitUntil('word of the loss', async () =>
    (await chat.heard()).some((message) => textOf(message).includes('khôi phục')),
  );

  for (const message of [first, second]) await plain.channel.deliver(message);
  expect(await firstAnswer('LG05')).toBe(`${first.text}\n${second.text}`);
  expect(textOf(await newest(chat))).toContain('Câu 1/');
  await chat.write('Tôi viết tiếp ý thứ ba của câu này.');
  expect(textOf(await newest(chat))).toContain('có phải là câu trả lời cho câu 1');
}, 60_000);

test('a version handed in just before Redis lost everything is recorded without the person coming back', async () => {
  const chat = await plain.begin('LG06');
  await answerWholeReview(chat, () => 'đã nộp trước khi mất');
  const { submissions, drafts } = plain.testApp.app().database;
  // The record has to wait, as it does when MongoDB is slow at that moment.
  const create = submissions.create;
  submissions.create = (() => Promise.reject(new Error('the record has to wait'))) as never;
  await chat.press('Nộp bản tự kiểm điểm');
  await waitUntil('the copy of the version', async () => {
    const copy = await drafts.findOne({ author: 'LG06' }).lean();
    return Object.keys(copy?.fields ?? {}).includes('submission:1');
  });
  await plain.redis.del(...(await redisKeys()));
  submissions.create = create;

  await waitUntil('the record', async () => (await submissions.countDocuments({ person: 'LG06' })) === 1);
  await waitUntil('word of it', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));
  await chat.write('menu');
  expect(textOf(await newest(chat))).toContain('Bản số 1 đã ghi nhận');
}, 60_000);

test('a version that is being recorded when Redis loses everything is recorded once, told once, and is no error', async () => {
  const chat = await plain.begin('LG08');
  await answerWholeReview(chat, () => 'đang ghi thì mất');
  const { submissions, conversations, cycles } = plain.testApp.app().database;
  const create = submissions.create;
  const gate = Promise.withResolvers<void>();
  const running = Promise.withResolvers<void>();
  submissions.create = (async (...args: unknown[]) => {
    running.resolve();
    await gate.promise;
    return (create as (...args: unknown[]) => unknown).apply(submissions, args);
  }) as never;
  await chat.press('Nộp bản tự kiểm điểm');
  await running.promise;
  await waitUntil('the copy of the command', async () => {
    const copy = await conversations.findById('LG08').lean();
    return copy?.pending?.length === 1;
  });
  await plain.redis.del(...(await redisKeys()));
  submissions.create = create;
  gate.resolve();

  await waitUntil('word of it', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));
  const isGone = (line: string) => line.includes('Jobs in hand are gone');
  await waitUntil('a line in the log', () => plain.testApp.log.some(isGone));
  await chat.write('menu');
  expect(textOf(await newest(chat))).toContain('Bản số 1 đã ghi nhận');
  const cycle = (await cycles.findOne({ status: 'open' }).lean())?._id ?? '';
  expect(await submissions.countDocuments({ person: 'LG08', cycle })).toBe(1);
  const told = (await chat.heard()).filter((message) => textOf(message).includes('Đã ghi nhận bản số 1'));
  expect(told).toHaveLength(1);
  expect(plain.testApp.log.filter(isGone)).toHaveLength(1);
  expect(plain.testApp.log.join('\n')).not.toContain('The worker has a problem');
}, 60_000);

test('a version that was handed in is recorded though its cycle was closed before it could be', async () => {
  const chat = await plain.begin('LG07');
  await answerWholeReview(chat, () => 'nộp trước khi đóng kỳ');
  const { submissions, cycles } = plain.testApp.app().database;
  const create = submissions.create;
  submissions.create = (() => Promise.reject(new Error('the record has to wait'))) as never;
  await chat.press('Nộp bản tự kiểm điểm');
  const open = await cycles.findOne({ status: 'open' }).lean();
  await cycles.updateMany({ status: 'open' }, { $set: { status: 'closed', closedAt: new Date() } });
  submissions.create = create;
  const record = () => submissions.findOne({ person: 'LG07', cycle: open?._id ?? '' }).lean();
  await waitUntil('the record', async () => (await record()) !== null);
  expect((await record())?.answers.length).toBeGreaterThan(10);
  await waitUntil('word of it', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));
  const [draft = ''] = (await redisKeys()).filter((key) => key.includes(':draft:LG07:'));
  expect(await plain.redis.hexists(draft, 'submission:1'), 'the frozen version is still kept').toBe(0);
}, 60_000);

test('no word that a person wrote lies open in Redis, in MongoDB, in a job or in the log', async () => {
  const chat = await plain.begin('LG03');
  await answerWholeReview(chat, () => CANARY);
  await chat.press('Nộp bản tự kiểm điểm');
  await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));
  await copiedToMongo('LG03', await revisionOf('LG03'));

  const connection = await mongoose.createConnection(plain.testApp.mongodbUri).asPromise();
  const collections = (await connection.db?.collections()) ?? [];
  const stored = await Promise.all(collections.map((collection) => collection.find({}).toArray()));
  await connection.close();
  const review = await exportReview(
    { database: plain.testApp.app().database, keys: createKeyRing(CONTRACT_KEYS) },
    { person: 'LG03' },
  );

  expect(JSON.stringify(review)).toContain(CANARY);
  expect(JSON.stringify(stored)).toContain('LG03');
  expect(JSON.stringify(stored)).not.toContain(CANARY);
  expect(await redisDump()).not.toContain(CANARY);
  expect(plain.testApp.log.join('\n')).not.toContain(CANARY);
}, 60_000);

describe('submitting again', () => {
  test('[D40 part] makes the next version, and the first stays as it was; open questions are exported too', async () => {
    const chat = await plain.begin('LG03');
    await answerWholeReview(chat, (heading) => `${heading}: lần một`);
    await chat.press('Nộp bản tự kiểm điểm');
    await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));
    await chat.write('tổng quan');
    await chat.press('Tư tưởng chính trị');
    await chat.write('nộp lần hai');
    await chat.press('Xong');
    await chat.press('Xem lại');
    // Asked for on an earlier page, it leads to the one where it is offered.
    await chat.write('nộp');
    await chat.press('Nộp bản tự kiểm điểm');
    await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 2'));

    const parts = { database: plain.testApp.app().database, keys: createKeyRing(CONTRACT_KEYS) };
    const first = await exportReview(parts, { person: 'LG03', version: 1 });
    const second = await exportReview(parts, { person: 'LG03' });
    expect(first.answers[0]?.value).toEqual({ kind: 'text', text: 'Tư tưởng chính trị: lần một' });
    expect(second.version).toBe(2);
    expect(second.answers[0]?.value).toEqual({ kind: 'text', text: 'nộp lần hai' });
    expect(second.answers.slice(1).map(({ value }) => value)).toEqual(
      first.answers.slice(1).map(({ value }) => value),
    );
  }, 60_000);
});
