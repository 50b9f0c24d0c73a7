import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createPastes, type Pastes } from '../../../../bot/channels/telegram/pastes.ts';
import { cutPaste } from '../../../support/telegram-emulator/cut-paste.ts';

const START = 1_790_000_000;
let redis: Redis;
let prefix: string;

beforeEach(() => {
  redis = new Redis(inject('redisUrl'));
  prefix = `test-${randomUUID()}:`;
});

afterEach(() => redis.disconnect());

function create(shared = false): Pastes {
  return createPastes({ redis, prefix, shared, now: () => new Date(START * 1000) });
}

/** What comes of the parts of a text, all sent within one second, each in a process that this gives. */
async function joined(text: string, pastes: () => Pastes): Promise<string> {
  let whole = '';
  for (const [index, part] of cutPaste(text).entries()) {
    const message = { id: 10 + 3 * index, date: START + 100, text: part };
    const join = await pastes().joinOf('7', message);
    whole += whole === '' ? part : `${join ?? '<apart>'}${part}`;
  }
  return whole;
}

const LINES = 'Tôi tự nhận thấy còn hạn chế\n'.repeat(400).trim();
const WORDS = 'tự phê bình và phê bình '.repeat(500).trim();
const SOLID = 'x'.repeat(9_000);

test.each([
  ['lines', LINES],
  ['words', WORDS],
  ['one long word', SOLID],
])('a text of %s comes out as it went in', async (_, text) => {
  const one = create();
  expect(await joined(text, () => one)).toBe(text);
});

test('sentences come out in full; where the app cut after one, a line may end', async () => {
  const one = create();
  const text = 'Tôi đã hoàn thành nhiệm vụ. '.repeat(400).trim();
  expect((await joined(text, () => one)).replace(/\s/g, ' ')).toBe(text);
});

test('it is the same when every part comes to another process', async () => {
  expect(await joined(WORDS, () => create(true))).toBe(WORDS);
});

test('only the very next message within seconds is the rest, and it stays so when asked again', async () => {
  const pastes = create();
  const full = { id: 10, date: START + 100, text: SOLID.slice(0, 4_096) };
  const rest = { id: 12, date: START + 101, text: 'phần còn lại' };
  expect(await pastes.joinOf('7', full)).toBeUndefined();
  expect(await pastes.joinOf('8', rest)).toBeUndefined();
  expect(await pastes.joinOf('7', rest)).toBe('');
  expect(await pastes.joinOf('7', { id: 13, date: START + 101, text: 'xong' })).toBeUndefined();
  expect(await pastes.joinOf('7', rest)).toBe('');
  expect(await pastes.joinOf('7', full)).toBeUndefined();

  await pastes.joinOf('9', full);
  expect(await pastes.joinOf('9', { id: 20, date: START + 130, text: 'xong' })).toBeUndefined();
});

test('a picture or something passed on in between ends the paste', async () => {
  const pastes = create();
  await pastes.joinOf('7', { id: 10, date: START + 100, text: SOLID.slice(0, 4_096) });
  expect(await pastes.joinOf('7', { id: 11, date: START + 100 })).toBeUndefined();
  expect(await pastes.joinOf('7', { id: 12, date: START + 100, text: 'xong' })).toBeUndefined();
});
