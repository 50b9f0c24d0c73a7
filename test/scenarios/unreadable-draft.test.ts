import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationKeys } from '../../models/chat/conversation-keys.ts';
import { draftContext } from '../../models/chat/draft-context.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openPlainChat, textOf } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { createPlainChannel, type PlainChannel } from '../support/plain-channel.ts';

const channel: PlainChannel = createPlainChannel(() => new Date());
const testApp = createTestApp({
  environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
  channels: () => [channel],
});
const redis = new Redis(testApp.redisUrl);
const keys = createKeyRing(CONTRACT_KEYS);

beforeAll(() => testApp.start(), 60_000);
afterAll(async () => {
  redis.disconnect();
  await testApp.end();
});

/** The person's draft in Redis, and a way to put another text in one of its fields. */
async function findDraft(person: string) {
  const names = conversationKeys(testApp.prefix, person);
  const draft = (await redis.hget(names.conversation, 'front')) ?? '';
  const place = (field: string) => draftContext({ person, draft, field });
  return {
    fields: () => redis.hgetall(names.draft(draft)),
    texts: () => redis.hgetall(names.texts(draft)),
    async change(field: string, to: (json: string) => string) {
      const sealed = (await redis.hget(names.draft(draft), field)) ?? '';
      await redis.hset(
        names.draft(draft),
        field,
        keys.seal(to(keys.open(sealed, place(field))), place(field)),
      );
      return () => redis.hset(names.draft(draft), field, sealed);
    },
  };
}

test.each([
  ['LG05', 'of a newer version', 'facts', (json: string) => json.replace('"shape":4', '"shape":5')],
  ['LG06', 'that is malformed', 'cursor', () => '{"place":"nowhere"}'],
])(
  '%s is told that a draft %s cannot be opened; it stays as it is, and goes on once it can be read',
  async (person, _, field, spoil) => {
    await testApp.link('plain', person);
    const chat = openPlainChat(() => channel, person);
    for (const typed of ['menu', 'bắt đầu', 'câu trả lời một', 'xong']) await chat.write(typed);
    const draft = await findDraft(person);
    const before = { texts: await draft.texts(), fields: await draft.fields() };
    const putBack = await draft.change(field, spoil);
    const spoilt = await draft.fields();
    await testApp.restart();
    testApp.log.length = 0;

    for (const typed of [
      'câu trả lời hai của tôi',
      'nộp',
      'tổng quan',
      'hoàn tác',
      'xóa',
      'menu',
      'bắt đầu',
    ]) {
      await chat.write(typed);
      const told = textOf(await newest(chat));
      expect(told, typed).toContain('Chưa mở được bản đang viết');
      expect(told, typed).toContain('Không có câu trả lời nào bị mất');
    }
    await chat.write('ngôn ngữ');
    await chat.press('English');
    expect(textOf(await newest(chat))).toContain('cannot be opened');
    expect(await draft.fields()).toEqual(spoilt);
    expect(await draft.texts()).toEqual(before.texts);
    const errors = testApp.log.filter((line) => line.includes('A draft is not of a shape'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.join()).not.toContain('câu trả lời');

    await putBack();
    await testApp.restart();
    await chat.write('home');
    await chat.write('continue');
    expect(textOf(await newest(chat))).toMatch(/Question 2\//);
    await chat.write('undo');
    expect(textOf(await newest(chat))).toMatch(/Question 1\//);
  },
  60_000,
);
