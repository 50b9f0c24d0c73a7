import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createPastes, type Pastes } from '../../../../bot/channels/telegram/pastes.ts';
import { createKeyRing, generateKeyRing } from '../../../../models/store/encryption.ts';
import { cutPaste } from '../../../support/telegram-emulator/cut-paste.ts';
import { cutOnComputer, cutOnIphone } from '../../../support/telegram-emulator/other-apps.ts';

const KEYS = createKeyRing(generateKeyRing());
const START = 1_790_000_000;

let redis: Redis;
let prefix: string;

beforeEach(() => {
  redis = new Redis(inject('redisUrl'));
  prefix = `test-${randomUUID()}:`;
});

afterEach(() => redis.disconnect());

function create(shared = false): Pastes {
  return createPastes({ redis, keys: KEYS, prefix, shared, now: () => new Date(START * 1000) });
}

/** A message of the id, sent so many seconds after the start. */
function sent(
  id: number,
  { after, ...rest }: { after: number; text?: string; forward_origin?: Record<string, never> },
) {
  return { message_id: id, date: START + after, chat: { id: 7, type: 'private' as const }, ...rest };
}

/** What comes of the parts of a text, all sent within one second, each in a process that this gives. */
async function joined(parts: readonly string[], pastes: () => Pastes): Promise<string> {
  const chat = randomUUID();
  let whole = '';
  for (const [index, part] of parts.entries()) {
    const message = sent(10 + 3 * index, { after: 100, text: part });
    const process = pastes();
    const separator = await process.separatorBefore(chat, message);
    await process.note(chat, message);
    whole += whole === '' ? part : `${separator ?? '<apart>'}${part}`;
  }
  return whole;
}

const APPS = { Android: cutPaste, iOS: cutOnIphone, desktop: cutOnComputer };
const LINES = 'Tôi tự nhận thấy còn hạn chế\n'.repeat(400).trim();
const WORDS = 'tự phê bình và phê bình '.repeat(500).trim();
const SENTENCES = 'Tôi đã hoàn thành nhiệm vụ, giữ đoàn kết. '.repeat(300).trim();
const PARAGRAPHS = `${SENTENCES.slice(0, 1_500).trim()}\n`.repeat(7).trim();
const BLANK_LINES = 'Tôi tự nhận thấy còn hạn chế\n\n'.repeat(400).trim();
const SOLID = 'x'.repeat(9_000);

const EACH_APP = Object.entries(APPS).flatMap(([app, cut]) =>
  Object.entries({ LINES, SENTENCES, PARAGRAPHS, BLANK_LINES, SOLID }).map(
    ([name, text]) => [name, app, cut(text), text] as const,
  ),
);

test.each(EACH_APP)(
  '%s come out as they went in, cut by the app for %s',
  async (_name, _app, parts, text) => {
    const one = create();
    expect(parts.length).toBeGreaterThan(1);
    expect(await joined(parts, () => one)).toBe(text);
  },
);

const words = fc.array(
  fc.constantFrom('tự', 'phê', 'bình', 'nghiêm', 'túc', 'và', 'nghị', 'quyết', '12,5%'),
  {
    minLength: 2,
    maxLength: 25,
  },
);
const paragraph = fc
  .array(words, { minLength: 120, maxLength: 200 })
  .map((sentences) => sentences.map((sentence) => `${sentence.join(' ')}.`).join(' '))
  .filter((text) => text.length > 4_096);

test.each(Object.entries(APPS))('any paragraph stays one, cut by the app for %s', async (_app, cut) => {
  await fc.assert(
    fc.asyncProperty(paragraph, async (text) => {
      const one = create();
      expect(await joined(cut(text), () => one)).toBe(text);
    }),
    { numRuns: 40 },
  );
});

test('a paragraph without a full stop stays one where the app looks for blanks', async () => {
  for (const cut of [cutPaste, cutOnComputer]) {
    const one = create();
    expect(await joined(cut(WORDS), () => one)).toBe(WORDS);
  }
});

test('it is the same when every part comes to another process', async () => {
  expect(await joined(cutPaste(WORDS), () => create(true))).toBe(WORDS);
});

test('only the very next message within seconds is the rest, and it stays so when asked again', async () => {
  const pastes = create();
  const full = sent(10, { after: 100, text: SOLID.slice(0, 4_096) });
  const rest = sent(12, { after: 101, text: 'phần còn lại' });
  expect(await pastes.separatorBefore('7', full)).toBeUndefined();
  await pastes.note('7', full);
  expect(await pastes.separatorBefore('8', rest)).toBeUndefined();
  expect(await pastes.separatorBefore('7', rest)).toBe('');
  expect(await pastes.separatorBefore('7', sent(13, { after: 101, text: 'xong' }))).toBeUndefined();
  expect(await pastes.separatorBefore('7', rest)).toBe('');
  expect(await pastes.separatorBefore('7', full)).toBeUndefined();
  await pastes.note('7', full);
  expect(await pastes.separatorBefore('7', rest)).toBe('');

  await pastes.note('9', full);
  expect(await pastes.separatorBefore('9', sent(20, { after: 130, text: 'xong' }))).toBeUndefined();
});

test('a picture or something passed on in between ends the paste', async () => {
  const pastes = create();
  await pastes.note('7', sent(10, { after: 100, text: SOLID.slice(0, 4_096) }));
  expect(await pastes.separatorBefore('7', sent(11, { after: 100 }))).toBeUndefined();
  expect(await pastes.separatorBefore('7', sent(12, { after: 100, text: 'xong' }))).toBeUndefined();

  await pastes.note('8', sent(10, { after: 100, text: SOLID.slice(0, 4_096) }));
  const passedOn = sent(11, { after: 100, text: 'của người khác', forward_origin: {} });
  expect(await pastes.separatorBefore('8', passedOn)).toBeUndefined();
  expect(await pastes.separatorBefore('8', sent(12, { after: 100, text: 'xong' }))).toBeUndefined();
});

test('a word after a long message that no app would have cut is a word', async () => {
  const pastes = create();
  await pastes.note('7', sent(10, { after: 100, text: SENTENCES.slice(0, 3_900).trim() }));
  expect(await pastes.separatorBefore('7', sent(11, { after: 101, text: 'xong' }))).toBeUndefined();
});

test('texts are kept sealed, only until the rest has come, and withheld ones not at all', async () => {
  const pastes = create();
  const everything = async () => {
    const found = await redis.keys(`${prefix}*`);
    const values = found.map((key) => redis.get(key).catch(() => redis.hgetall(key)));
    return JSON.stringify(await Promise.all(values));
  };
  const [first = '', second = ''] = cutPaste(SENTENCES);
  await pastes.note('7', sent(10, { after: 100, text: first }));
  expect(await everything()).not.toContain('nhiệm vụ');
  expect(await redis.keys(`${prefix}*`)).toHaveLength(2);
  await pastes.separatorBefore('7', sent(11, { after: 100, text: second }));
  expect(await redis.keys(`${prefix}*`)).toHaveLength(1);

  await pastes.note('8', sent(10, { after: 100, text: first }), { withheld: true });
  expect(await redis.keys(`${prefix}paste:8:*`)).toEqual([]);
  expect(await pastes.separatorBefore('8', sent(11, { after: 100, text: second }))).toBe(' ');
});
