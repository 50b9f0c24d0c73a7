import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { createTestApp } from '../support/app.ts';
import { startTelegramEmulator } from '../support/telegram-emulator/start-telegram-emulator.ts';

const SECRET = randomUUID() + randomUUID();
const UPDATES = 10_000;
const SIDE_BY_SIDE = 25;
const emulator = await startTelegramEmulator({ recording: false });
const testApp = createTestApp({
  environment: {
    ENCRYPTION_KEYS: CONTRACT_KEYS,
    TELEGRAM_BOT_TOKEN: emulator.token,
    TELEGRAM_API_ROOT: emulator.root,
    TELEGRAM_WEBHOOK_URL: 'http://127.0.0.1:9/telegram/updates',
    TELEGRAM_WEBHOOK_SECRET: SECRET,
  },
});
const redis = new Redis(inject('redisUrl'));

beforeAll(() => testApp.start(), 60_000);
afterAll(async () => {
  await testApp.end();
  await emulator.close();
  redis.disconnect();
});

const NASTY = [
  '\0',
  '\ud800',
  'x\udfff',
  '$where',
  '{"$ne":null}',
  '__proto__',
  'constructor',
  '/start __proto__',
  '/start KMPT4829HNVC3071',
  '/xoa',
  '🇻🇳'.repeat(3000),
  'a'.repeat(100_000),
  '\u202e\u200d',
];

const hostileText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 60 }));
const leaf = fc.oneof(hostileText, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
const key = fc.oneof(
  fc.constantFrom('$ne', '__proto__', 'constructor', 'text', 'chat', 'from', 'id'),
  fc.string(),
);
const anything = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  ),
})).any;
const id = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9_999_999 }) },
  { weight: 1, arbitrary: leaf },
);
const user = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ id, is_bot: fc.boolean(), first_name: hostileText, language_code: hostileText }),
  },
  { weight: 1, arbitrary: anything },
);
const chat = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ id, type: fc.constantFrom('private', 'group', 'supergroup', 'channel', 'x') }),
  },
  { weight: 1, arbitrary: anything },
);
const message = fc.record(
  {
    message_id: id,
    date: id,
    chat,
    from: user,
    text: fc.oneof(hostileText, anything),
    photo: anything,
    entities: anything,
    document: anything,
    voice: anything,
  },
  { requiredKeys: ['message_id', 'date', 'chat', 'from'] },
);

/** A stranger's private message that is well-formed but for its words. */
const fromStranger = fc.tuple(fc.integer({ min: 1, max: 300 }), hostileText).map(([who, text]) => ({
  message_id: 5,
  date: 1_795_000_000,
  chat: { id: who, type: 'private', first_name: 'X' },
  from: { id: who, is_bot: false, first_name: 'X' },
  text,
}));

const update = fc.oneof(
  fc.record({ update_id: id, message: fc.oneof(message, fromStranger) }),
  fc.record({ update_id: id, edited_message: fc.oneof(message, fromStranger) }),
  fc.record({
    update_id: id,
    callback_query: fc.record({
      id: hostileText,
      from: user,
      message,
      data: fc.oneof(hostileText, fc.string({ minLength: 23, maxLength: 30 })),
    }),
  }),
  fc.record({
    update_id: id,
    my_chat_member: fc.record({ chat, from: user, date: id, new_chat_member: anything }),
  }),
  anything,
);

/** The body as it is posted: mostly JSON, at times broken or very deep. */
const body = fc.oneof(
  { weight: 20, arbitrary: update.map((one) => JSON.stringify(one) ?? 'null') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '['.repeat(50_000),
      `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
      '{"update_id":1,"__proto__":{"message":{}}}',
    ),
  },
);

async function post(text: string): Promise<number> {
  const response = await fetch(`${testApp.url()}/telegram/updates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: text,
  });
  await response.arrayBuffer();
  return response.status;
}

test('10,000 hostile updates: all are answered, none with a failure of ours, and nothing is written for strangers', async () => {
  const { database } = testApp.app();
  const before = await countAll();
  const bodies = fc.sample(body, { numRuns: UPDATES, seed: 58 });
  const statuses = new Map<number, number>();
  for (let start = 0; start < bodies.length; start += SIDE_BY_SIDE) {
    const some = await Promise.all(bodies.slice(start, start + SIDE_BY_SIDE).map(post));
    for (const status of some) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(UPDATES / 2);
  expect(await countAll()).toEqual(before);
  expect(await database.identities.countDocuments({ channel: 'telegram' })).toBe(0);
  const keys = await redis.keys(`${testApp.prefix}*`);
  expect(keys.filter((name) => /conversation|outbox|flow|texts|joining/.test(name))).toEqual([]);
  const log = testApp.log.join('\n');
  for (const secret of [SECRET, emulator.token.split(':')[1] ?? '']) expect(log).not.toContain(secret);
  expect(({} as Record<string, unknown>).message).toBeUndefined();
  expect(await post('{"update_id":1}')).toBe(200);

  async function countAll(): Promise<number[]> {
    const { drafts, identities, submissions, invitations, people } = testApp.app().database;
    return Promise.all([
      drafts.countDocuments(),
      identities.countDocuments(),
      submissions.countDocuments(),
      invitations.countDocuments(),
      people.countDocuments(),
    ]);
  }
}, 300_000);

test('who does not know the secret is turned away, and nothing of it is read', async () => {
  const response = await fetch(`${testApp.url()}/telegram/updates`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': `${SECRET.slice(0, -1)}x`,
    },
    body: '{"update_id":1}',
  });
  expect(response.status).toBe(401);
});
