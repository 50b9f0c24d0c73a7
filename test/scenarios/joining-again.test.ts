import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { createInvitations } from '../../models/chat/invitation.ts';
import { formatInvitationCode } from '../../models/chat/invitation-code.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openPlainChat, textOf } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import { createPlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

const environment = { ENCRYPTION_KEYS: CONTRACT_KEYS };
const channel = createPlainChannel(() => new Date());
const testApp = createTestApp({ environment, channels: () => [channel] });
const otherChannel = createPlainChannel(() => new Date());
const otherApp = createTestApp({ environment, channels: () => [otherChannel], beside: testApp });

beforeAll(async () => {
  await testApp.start();
  await otherApp.start();
}, 60_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await otherApp.end();
  await testApp.end();
});

async function invite(person: string): Promise<string> {
  const now = new Date();
  const [made] = await createInvitations(
    { database: testApp.app().database, keys: createKeyRing(CONTRACT_KEYS) },
    { people: [person], now, expiresAt: new Date(now.getTime() + 3_600_000) },
  );
  return formatInvitationCode(made?.code ?? '');
}

function said(user: string, text: string) {
  return { user, id: randomUUID(), text };
}

/** From the first word to the first question; returns everything that was delivered on the way. */
async function joinAndBegin(user: string, code: string) {
  const delivered = [said(user, 'xin chào'), said(user, code), said(user, '1'), said(user, '1')];
  for (const raw of delivered) await channel.deliver(raw);
  const chat = openPlainChat(() => channel, user);
  await waitUntil('the welcome', async () => textOf(await newest(chat)).includes('Đã liên kết'));
  await chat.press('Bắt đầu');
  expect(textOf(await newest(chat))).toMatch(/Câu 1\//);
  return { chat, delivered };
}

function firstAnswer(person: string): Promise<string | undefined> {
  return draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}

test.each([
  ['the same process', 'LG01', () => channel],
  ['another process', 'LG02', () => otherChannel],
])(
  'what somebody sent as a stranger is no answer when %s gets it again after they joined',
  async (_, person, at) => {
    const { chat, delivered } = await joinAndBegin(`user-${person}`, await invite(person));
    const heard = (await chat.heard()).length;
    for (const raw of delivered) expect(await at().deliver(raw)).toMatchObject({ status: 'duplicate' });
    expect((await chat.heard()).length + otherChannel.sent(`user-${person}`).length).toBe(heard);
    expect(await firstAnswer(person)).toBeUndefined();
    await chat.write('câu trả lời thật');
    expect(await firstAnswer(person)).toBe('câu trả lời thật');
  },
);

test('a typed "1" that says who somebody is, pushed to two processes, is no consent', async () => {
  const user = 'user-LG21';
  await channel.deliver(said(user, await invite('LG21')));
  const isMe = said(user, '1');
  const send = channel.send.bind(channel);
  vi.spyOn(channel, 'send').mockImplementationOnce(async (...card) => {
    // The other process gets it while the first one is still asking for consent.
    await otherChannel.deliver(isMe);
    return await send(...card);
  });
  await channel.deliver(isMe);

  const { identities } = testApp.app().database;
  expect(await identities.countDocuments({ _id: `plain:${user}` })).toBe(0);
  expect(textOf(await newest(openPlainChat(() => channel, user)))).toContain('Dữ liệu của đồng chí');
  await channel.deliver(said(user, '1'));
  expect(await identities.countDocuments({ _id: `plain:${user}` })).toBe(1);
});

test('an invitation that a member sends again is answered, and is no answer', async () => {
  const code = await invite('LG03');
  const { chat } = await joinAndBegin('user-LG03', code);
  const bare = code.replaceAll('-', '').toLowerCase();
  for (const text of [code, `Mã mời: ${bare}`, `/start ${bare}`, `https://t.me/bot?start=${bare}`]) {
    await chat.write(text);
    expect(textOf(await newest(chat))).toContain('đã được liên kết rồi');
    await chat.press('Làm tiếp');
  }
  expect(await firstAnswer('LG03')).toBeUndefined();
});

test('a binding that somebody wrote into the database neither keeps its person from joining nor hears of it', async () => {
  const { identities } = testApp.app().database;
  const row = { channel: 'plain', user: 'intruder', chat: 'intruder', person: 'LG24', mac: 'x' };
  await identities.collection.insertMany([
    { ...row, _id: 'plain:intruder' },
    { ...row, _id: 'other:intruder', channel: 'other' },
  ] as never);
  await joinAndBegin('user-LG24', await invite('LG24'));
  expect(channel.sent('intruder')).toEqual([]);
  expect(await identities.find({ person: 'LG24', channel: 'plain' }).distinct('user')).toEqual(['user-LG24']);
  await identities.deleteOne({ _id: 'other:intruder' });
});

test('Redis does not know who a stranger is, and forgets within the hour that there was one', async () => {
  const redis = new Redis(inject('redisUrl'));
  try {
    const before = new Set(await redis.keys(`${testApp.prefix}*`));
    await channel.deliver(said('nguoi-la-7315', 'tôi hỏi chút'));
    const left = (await redis.keys(`${testApp.prefix}taken:*`)).filter((key) => !before.has(key));
    expect(left).toHaveLength(1);
    for (const key of left) {
      expect(await redis.ttl(key)).toBeLessThanOrEqual(3_600);
      expect(`${key} ${await redis.get(key)}`).not.toContain('7315');
    }
  } finally {
    redis.disconnect();
  }
});

/** What the stores are asked while somebody joins, in order: the press of the consent up to its receipt. */
const STEPS: Record<string, Step> = {
  claim: { collection: 'invitations', method: 'findOneAndUpdate' },
  'keep the consent': { collection: 'consents', method: 'updateOne' },
  unbind: { collection: 'identities', method: 'deleteMany' },
  bind: { collection: 'identities', method: 'updateOne', holds: (args) => '$set' in (args[1] as object) },
  'forget the steps': { redis: 'del', holds: (args) => String(args[0]).includes('joining:') },
  welcome: { redis: 'evalsha', holds: (args) => args.some((one) => String(one).includes('joined:')) },
  'note the update': { redis: 'set', holds: (args) => String(args[0]).includes('taken:') },
  'note the welcome': {
    collection: 'identities',
    method: 'updateOne',
    holds: (args) => '$unset' in (args[1] as object),
  },
};

type Step = { holds?(args: readonly unknown[]): boolean } & (
  | { collection: string; method: 'findOneAndUpdate' | 'deleteMany' | 'updateOne' }
  | { redis: string }
);

/** Lets one call to a store fail, once: before it was done, or after it, so that only its answer is lost. */
function failOnce(step: Step, when: 'before' | 'after'): { failed(): boolean } {
  let failed = false;
  const isIt = (where: string, args: readonly unknown[]) => {
    const wanted = 'redis' in step ? step.redis : step.collection;
    if (failed || where !== wanted || step.holds?.(args) === false) return false;
    failed = true;
    return true;
  };
  if ('redis' in step) {
    const { sendCommand } = Redis.prototype;
    vi.spyOn(Redis.prototype, 'sendCommand').mockImplementation(function (this: Redis, command, ...rest) {
      if (!isIt(command.name, command.args)) return sendCommand.call(this, command, ...rest);
      // Without arguments the server refuses it; it still answers, as others may wait in the same pipeline.
      if (when === 'before') command.args = [];
      else command.resolve = () => command.reject(new Error('cut off'));
      return sendCommand.call(this, command, ...rest);
    });
  } else {
    const target = mongoose.mongo.Collection.prototype;
    const original = target[step.method] as (...args: unknown[]) => Promise<unknown>;
    vi.spyOn(target, step.method).mockImplementation(async function (this: unknown, ...args: unknown[]) {
      const fails = isIt((this as { collectionName: string }).collectionName, args);
      const result = fails && when === 'before' ? undefined : await original.apply(this, args);
      if (fails) throw new Error('cut off');
      return result as never;
    });
  }
  return { failed: () => failed };
}

const CRASHES = Object.entries(STEPS).flatMap(([name, step]) =>
  (['before', 'after'] as const).map((when) => ({ name, step, when })),
);

test.each(CRASHES.map((crash, index) => ({ ...crash, person: `LG${String(index + 4).padStart(2, '0')}` })))(
  'joining ends as ever if it breaks off $when "$name"',
  async ({ step, when, person }) => {
    const [user, oldUser] = [`moi-${person}`, `cu-${person}`];
    await testApp.link('plain', person, oldUser);
    await channel.deliver(said(oldUser, 'menu'));
    await channel.deliver(said(user, await invite(person)));
    await channel.deliver(said(user, '1'));
    const consent = said(user, '1');
    const broken = failOnce(step, when);
    await expect(channel.deliver(consent)).rejects.toThrow(/cut off|wrong number/);
    expect(broken.failed()).toBe(true);
    await channel.deliver(consent);
    await channel.deliver(consent);
    await otherChannel.deliver(consent);
    const chat = openPlainChat(() => channel, user);
    await chat.press('Bắt đầu');
    const texts = [
      ...(await chat.heard()).map(textOf),
      ...otherChannel.sent(user).map(({ message }) => textOf(message)),
    ];
    expect(texts.map((text) => text.split('\n')[0])).toEqual([
      'Đây có phải là đồng chí?',
      'Dữ liệu của đồng chí',
      'Kiểm điểm năm 2026',
      expect.stringMatching(/Câu 1\//),
    ]);
    expect(texts.filter((text) => text.includes('Đã liên kết'))).toHaveLength(1);
    const told = channel.sent(oldUser).map(({ message }) => textOf(message));
    expect(told.filter((text) => text.includes('vừa được liên kết'))).toHaveLength(1);
    await channel.deliver(said(oldUser, 'còn tôi'));
    expect(textOf(channel.sent(oldUser).at(-1)?.message as never)).toContain('mã mời');
    const bound = await testApp.app().database.identities.find({ person, channel: 'plain' }).lean();
    expect(bound).toEqual([expect.objectContaining({ user, consent: expect.anything() })]);
    expect(bound[0]).not.toHaveProperty('pendingWelcome');
    const { database } = testApp.app();
    expect(await database.consents.countDocuments({ person })).toBe(1);
    expect((await database.invitations.findOne({ person }).lean())?.replaced).toEqual([]);
  },
);
