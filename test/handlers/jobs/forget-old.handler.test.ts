import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createChatLog } from '../../../bot/channels/web/chat-log.ts';
import { start } from '../../../flows/engine/start.ts';
import { applyResult, step } from '../../../flows/engine/step.ts';
import { createForgetOld } from '../../../handlers/jobs/forget-old.handler.ts';
import { encodeDraftChange } from '../../../handlers/talk/draft.ts';
import { type ConversationStore, createConversationStore } from '../../../models/chat/conversation.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { restoreConversation } from '../../../models/chat/restore-conversation.ts';
import { type AttachmentStore, createAttachmentStore } from '../../../models/review/attachment.ts';
import { insertSubmission, submissionContext } from '../../../models/review/submission.ts';
import { connectDatabase, type Database } from '../../../models/store/connection.ts';
import { createKeyRing } from '../../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../../contracts/channel.ts';
import { databaseUri } from '../../support/app.ts';
import { changeOf, identityOf } from '../../support/conversation-change.ts';
import { DAY, flowOf, HOUR, MINUTE, plainStep, textStep } from '../../support/flows.ts';
import { openEverything } from '../../support/open-everything.ts';

const PERSON = 'LG05';
const FILE = `attachment:${PERSON}:7e57`;
const FLOW = flowOf([textStep('politics'), plainStep('attachment', 'proof')]);
const keys = createKeyRing(CONTRACT_KEYS);
let redis: Redis;
let database: Database;
let prefix: string;
let store: ConversationStore;
let files: AttachmentStore;
let now: number;
let state: ReturnType<typeof start>;
let revision: number;

beforeEach(async () => {
  const id = randomUUID().slice(0, 8);
  prefix = `test-${id}:`;
  redis = new Redis(inject('redisUrl'));
  database = await connectDatabase(databaseUri(id));
  store = createConversationStore({ redis, prefix, keys });
  files = createAttachmentStore({ database, keys });
  now = Date.parse('2026-11-24T02:00:00Z');
  state = start(FLOW, new Date(now).toISOString());
  revision = 0;
});

afterEach(async () => {
  await database.close();
  redis.disconnect();
});

type Wish =
  | { type: 'text'; text: string }
  | { type: 'file' }
  | { do: 'resume' | 'next' | 'cancel' | 'discard' | 'undo' };

/** What the person does, a minute after the last thing, committed and copied as ever. */
async function happen(wish: Wish): Promise<void> {
  now += MINUTE;
  const at = new Date(now).toISOString();
  const event =
    'do' in wish
      ? ({ type: 'action', action: wish } as const)
      : wish.type === 'file'
        ? ({ type: 'file', file: { id: FILE, name: 'Giấy khen.pdf' } } as const)
        : wish;
  const result = step(FLOW, state, { ...event, at });
  state = applyResult(state, result);
  const change = encodeDraftChange({ id: 'd', identity: identityOf(PERSON) }, result);
  const committed = await store.commit(
    PERSON,
    changeOf({ update: randomUUID(), revision, front: 'd', drafts: [change], now: new Date(now) }),
  );
  expect(committed.status).toBe('committed');
  revision = committed.revision;
}

/** Answers both questions, with a file at the second. */
async function answerAll(): Promise<void> {
  await files.save({ _id: FILE, person: PERSON, at: new Date(now), bytes: Buffer.from('Nội dung tệp') });
  await happen({ do: 'resume' });
  await happen({ type: 'text', text: 'Điều tôi muốn xóa' });
  await happen({ do: 'next' });
  await happen({ type: 'file' });
}

async function discardAll(): Promise<void> {
  await happen({ do: 'cancel' });
  await happen({ do: 'discard' });
  await copy();
}

function copy(): Promise<number> {
  return copyChanged({ redis, prefix, database }, { atOnce: 10, now: new Date(now) });
}

async function forget(): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const forgetChat = createChatLog({ redis, prefix, keys }).forget;
  await createForgetOld({ store, database, keys, forgetChat, now: () => new Date(now), log })();
  await copy();
}

function everything(): Promise<string> {
  return openEverything({ redis, prefix, database, keys });
}

test('a day after all answers were discarded nothing of them is left in either store', async () => {
  await answerAll();
  await discardAll();
  now += DAY - HOUR;
  await forget();
  const before = await everything();
  for (const store of ['texts:LG05:d 1', 'drafts d']) {
    expect(before.split('\n').find((line) => line.includes(store))).toContain('Điều tôi muốn xóa');
  }
  expect(before).toContain('Giấy khen.pdf');

  now += HOUR;
  await forget();
  const after = await everything();
  expect(after).toContain('"undo":[]');
  for (const erased of [
    'Điều tôi muốn xóa',
    'Giấy khen',
    FILE,
    Buffer.from('Nội dung tệp').toString('base64'),
  ])
    expect(after).not.toContain(erased);
});

test('what was said on the chat page goes with the answers that were discarded, and not before; what came later stays', async () => {
  const chatLog = createChatLog({ redis, prefix, keys });
  const say = (text: string) =>
    chatLog.append(PERSON, { type: 'own', at: new Date(now).toISOString(), update: randomUUID(), text });
  const said = async () =>
    (await chatLog.read(PERSON, '0-0')).map(({ entry }) => (entry?.type === 'own' ? entry.text : ''));
  await answerAll();
  await say('Điều tôi muốn xóa');
  await discardAll();
  now += HOUR;
  await say('Bắt đầu lại');
  await forget();
  expect(await said()).toEqual(['Điều tôi muốn xóa', 'Bắt đầu lại']);
  now += DAY;
  await forget();
  expect(await said()).toEqual(['Bắt đầu lại']);
  expect(await everything()).not.toContain('Điều tôi muốn xóa');
});

test('what was said on the chat page stays where the discarding was taken back', async () => {
  const chatLog = createChatLog({ redis, prefix, keys });
  const at = new Date(now).toISOString();
  await chatLog.append(PERSON, { type: 'own', at, update: 'u', text: 'Điều tôi muốn xóa' });
  await answerAll();
  await discardAll();
  await happen({ do: 'undo' });
  await copy();
  now += 2 * DAY;
  await forget();
  expect(await chatLog.read(PERSON, '0-0')).toHaveLength(1);
});

test('a draft that Redis lost is forgotten in its copy, and stays so when it is brought back', async () => {
  await answerAll();
  await discardAll();
  await redis.del(...(await redis.keys(`${prefix}*`)));
  now += DAY;
  await forget();
  expect(await everything()).not.toContain('Điều tôi muốn xóa');
  await restoreConversation({ redis, prefix, database }, { person: PERSON, now: new Date(now) });
  const everythingBack = await everything();
  expect(everythingBack).toContain('"undo":[]');
  expect(everythingBack).not.toContain('Điều tôi muốn xóa');
});

test('what is not taken away stays, and a draft with nothing to forget is looked at once', async () => {
  await answerAll();
  await copy();
  now += DAY;
  await forget();
  now += DAY;
  await forget();
  const { revision: before } = await store.load(PERSON);
  await forget();
  expect((await store.load(PERSON)).revision).toBe(before);
  expect((await database.drafts.findById('d').lean())?.isOldForgotten).toBe(true);
  const left = await everything();
  for (const kept of ['Điều tôi muốn xóa', 'Giấy khen.pdf', Buffer.from('Nội dung tệp').toString('base64')])
    expect(left).toContain(kept);
});

test.each([
  ['handed in', { person: PERSON }],
  [
    'recorded of a paper of somebody else',
    {
      ...{ person: 'LG06', series: 'paper' as const },
      entry: { how: 'paper' as const, by: { kind: 'person' as const, person: PERSON }, day: '2026-11-20' },
    },
  ],
])('a file that was %s stays, though its draft no longer names it', async (_how, of) => {
  await answerAll();
  const about = { ...of, cycle: 'CB-2026', number: 1 };
  const value = { kind: 'attachment', files: [{ id: FILE, name: 'Giấy khen.pdf' }] };
  const context = submissionContext({ ...about, step: 'proof' });
  const text = { vi: 'x', en: 'x' };
  await insertSubmission(database, {
    ...{ ...about, pack: { id: 'p', version: 'v' }, flowVersion: 'v', late: false },
    ...{ submittedAt: new Date(now), recordedAt: new Date(now) },
    answers: [
      {
        ...{ step: 'proof', kind: 'attachment', section: text, heading: text, prompt: text },
        ...{ sealed: keys.seal(JSON.stringify(value), context), answeredAt: null, retired: false },
      },
    ],
  });
  await discardAll();
  now += DAY;
  await forget();
  await forget();
  expect((await files.read({ _id: FILE }))?.toString()).toBe('Nội dung tệp');
});

test('somebody who acts at the same moment loses nothing by it', async () => {
  await answerAll();
  await discardAll();
  now += DAY;
  const { loadDraft } = store;
  store = {
    ...store,
    async loadDraft(...given) {
      const draft = await loadDraft(...given);
      store = { ...store, loadDraft };
      await happen({ type: 'text', text: 'Viết lại từ đầu' });
      return draft;
    },
  };
  await forget();
  const left = await everything();
  expect(left).toContain('Viết lại từ đầu');
  expect(left).not.toContain('Điều tôi muốn xóa');
});
