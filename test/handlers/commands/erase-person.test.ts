import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { start } from '../../../flows/engine/start.ts';
import { applyResult, step } from '../../../flows/engine/step.ts';
import { answerForIdentity } from '../../../handlers/queries/delegations.ts';
import { findErasable } from '../../../handlers/queries/find-erasable.ts';
import type { Cards, Head } from '../../../handlers/talk/conversation.ts';
import { encodeDraftChange } from '../../../handlers/talk/draft.ts';
import { encodeCards, encodeHead } from '../../../handlers/talk/saved-place.ts';
import { decodeConversation } from '../../../handlers/talk/stored-conversation.ts';
import { listEventsAbout } from '../../../models/audit-event.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { draftContext } from '../../../models/chat/draft-context.ts';
import { listIdentities } from '../../../models/chat/identity.ts';
import { restoreConversation } from '../../../models/chat/restore-conversation.ts';
import { difficultyContext } from '../../../models/review/difficulty.ts';
import { draftIdOf } from '../../../models/review/draft.ts';
import { operate } from '../../support/commands.ts';
import { changeOf } from '../../support/conversation-change.ts';
import { flowOf, textStep } from '../../support/flows.ts';
import {
  CHAT,
  CYCLE,
  DRAFT,
  handIn,
  keepFile,
  type LiveOffice,
  leaveElsewhere,
  openLiveOffice,
  PERSON,
} from '../../support/live-office.ts';
import { openEverything } from '../../support/open-everything.ts';
import { NOW } from '../../support/organisation.ts';

const WORDS = 'Điều tôi muốn xóa';
const [LOOSE, FILED] = [`attachment:${PERSON}:1`, `attachment:${PERSON}:2`];
let office: LiveOffice;

beforeEach(async () => {
  office = await openLiveOffice();
  await keepFile(office, { id: LOOSE, text: 'Nội dung rời' });
  await keepFile(office, { id: FILED, text: 'Nội dung đã nộp' });
  await office.happen({ do: 'resume' });
  await office.happen({ text: `${WORDS}, lần đầu` });
  await office.happen({ text: `${WORDS}, lần hai` });
  await office.happen({ do: 'next' });
  await office.happen({ file: LOOSE, name: 'Rời.pdf' });
  await leaveElsewhere(office, WORDS);
  await handIn(office, { file: FILED, name: 'Đã nộp.pdf' });
});
afterEach(() => office.close());

/** Changes the conversation beside its draft. */
async function commit(of: { head: Head; cards: Cards; outbox: readonly string[] }): Promise<void> {
  const { revision, front } = await office.store.load(PERSON);
  const { head, cards, outbox } = of;
  const place = { head, cards };
  await office.store.commit(PERSON, {
    ...changeOf({ update: 'look', revision, front, outbox }),
    ...{ head: encodeHead(place), cards: encodeCards(place) },
  });
}

async function setField(name: string, fields: Record<string, string>): Promise<void> {
  for (const [field, text] of Object.entries(fields)) {
    const context = draftContext({ person: PERSON, draft: DRAFT, field });
    await office.live.redis.hset(name, field, office.keys.seal(text, context));
  }
}

function erase(records = false) {
  return operate(office, { name: 'erase-person', payload: { person: PERSON, records } });
}

/** All that is left in both stores, after what has changed was copied. */
async function everything(): Promise<string> {
  const { live, database, keys } = office;
  await copyChanged({ ...live, database }, { atOnce: 10, now: new Date() });
  return openEverything({ ...live, database, keys });
}

const inBase64 = (text: string) => Buffer.from(text).toString('base64');

test('what was not handed in is gone from both stores at once; what was handed in stays', async () => {
  expect(await everything()).toContain(WORDS);
  const { facts } = await erase();
  expect(facts).toEqual({
    ...{ drafts: 1, answers: 2, unread: 0, unopened: 0, files: 1, filesLeft: 0, held: 1, log: 1 },
    ...{ records: 0, difficulties: 0 },
  });
  const left = await everything();
  for (const gone of [WORDS, 'Rời.pdf', LOOSE, inBase64('Nội dung rời')]) expect(left).not.toContain(gone);
  for (const kept of ['Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(left).toContain(kept);
  const [event] = await listEventsAbout(office.database, { person: PERSON, most: 1 });
  expect(event).toMatchObject({ kind: 'answers-erased', facts, contents: {} });
});

test('what was looked at is gone, too: the words of a search, what waits to be shown, and what is said meanwhile', async () => {
  const params = { search: WORDS };
  const shows = { screen: 'difficulties', params };
  const card = { id: 'c', shows, subject: 's', at: NOW.toISOString(), choices: [], actions: [], words: [] };
  const about = { address: CHAT, language: 'vi', card: null, replaces: null };
  const screen = { type: 'screen', screen: 'difficulties', params, facts: { words: WORDS } };
  const news = { type: 'news', kind: 'difficulty-answered', choices: [], actions: [] };
  await commit({
    head: { language: 'vi', address: CHAT, at: shows, draft: DRAFT },
    cards: { front: 'c', live: [card], replaced: [{ id: 'b', shows, pressedAt: NOW.toISOString() }] },
    outbox: [screen, news].map((output) =>
      JSON.stringify({ kind: 'message', output, draft: null, ...about }),
    ),
  });
  expect((await everything()).split(WORDS).length).toBeGreaterThan(8);
  const { outbox } = conversationKeys(office.live.prefix, PERSON);
  await office.live.redis.hset(outbox, '000000000001.001', office.keys.seal('{}', 'another'));
  await erase();
  const { database, keys, live } = office;
  expect(await openEverything({ ...live, database, keys })).not.toContain(WORDS);
  const waiting = (await office.store.waiting(PERSON)) ?? [];
  expect(waiting.map(({ json }) => JSON.parse(json).output.type)).toEqual(['news', 'erased']);
});

test.each<[string, (draft: string) => Promise<unknown>]>([
  ['sealed', (name) => office.live.redis.hset(name, 'answer:politics', office.keys.seal('{}', 'another'))],
  ['other-shape', (name) => setField(name, { facts: JSON.stringify({ shape: 99, words: WORDS }) })],
  ['malformed', (name) => setField(name, { 'answer:politics': WORDS })],
])(
  'a draft that cannot be read (%s) is erased with the rest, and it is said which one',
  async (why, spoil) => {
    await spoil(conversationKeys(office.live.prefix, PERSON).draft(DRAFT));
    const { database, keys, live } = office;
    expect(await findErasable({ database, keys, live }, { person: PERSON, now: NOW })).toMatchObject({
      unread: 1,
    });
    const { facts, result } = await erase();
    expect(facts).toMatchObject({ drafts: 1, unread: 1, files: 1 });
    expect(result?.unreadDrafts).toEqual([{ id: DRAFT, why }]);
    const left = await everything();
    for (const gone of [WORDS, 'Rời.pdf', LOOSE]) expect(left).not.toContain(gone);
    // The numbers of versions go on after the one that is recorded.
    const { draft } = decodeConversation(PERSON, await office.store.load(PERSON));
    expect(draft?.state.draft).toMatchObject({ answers: {}, facts: { submission: { number: 1 } } });
  },
);

test.each([['head'], ['cards']] as const)(
  'a conversation whose %s cannot be opened does not keep what was written, and it is said so',
  async (part) => {
    const { live, database, keys, store } = office;
    const { conversation } = conversationKeys(live.prefix, PERSON);
    await live.redis.hset(conversation, part, keys.seal('{}', 'another'));
    expect(await findErasable({ database, keys, live }, { person: PERSON, now: NOW })).toMatchObject({
      ...{ drafts: 1, answers: 2, unopened: [part] },
    });
    const { facts, result } = await erase();
    expect(result?.unopened).toEqual([part]);
    expect(facts).toMatchObject({ drafts: 1, answers: 2, unread: 0, unopened: 1, files: 1 });
    const left = await everything();
    for (const gone of [WORDS, 'Rời.pdf', LOOSE]) expect(left).not.toContain(gone);
    const { head, draft } = decodeConversation(PERSON, await store.load(PERSON));
    expect(head).toMatchObject({ language: 'vi', address: CHAT, at: { screen: 'home' } });
    expect(draft?.state.draft).toMatchObject({ answers: {} });
    const waiting = (await store.waiting(PERSON)) ?? [];
    expect(waiting.map(({ json }) => JSON.parse(json).output.type)).toEqual(['erased']);
  },
);

test('a version on its way that cannot be opened never arrives, so it is not waited for, and it is said so', async () => {
  const { revision, head, cards, front } = await office.store.load(PERSON);
  await office.store.commit(PERSON, {
    ...changeOf({ update: 'submit', revision, front, commands: ['{"name":"record-self-review"}'] }),
    ...{ head: head ?? '', cards: cards ?? '' },
  });
  const { pending } = conversationKeys(office.live.prefix, PERSON);
  const [id = ''] = await office.live.redis.hkeys(pending);
  await office.live.redis.hset(pending, id, office.keys.seal('{}', 'another'));
  expect((await erase()).result?.unopened).toEqual(['command']);
  expect(await everything()).not.toContain(WORDS);
  expect(await office.store.listCommands(PERSON)).toEqual([]);
});

test.each<[string, object | null, object | null]>([
  ['nothing of it', null, null],
  ['it', { submittedAt: NOW, number: 2 }, { number: 2, recordedAt: NOW.toISOString() }],
  ['the one before', { submittedAt: NOW, number: 1 }, { number: 1, recordedAt: NOW.toISOString() }],
])(
  'a version without an outcome that nothing waits for any more: the record has %s, and that counts',
  async (_, recorded, mark) => {
    const { draft } = decodeConversation(PERSON, await office.store.load(PERSON));
    const sent = { number: 2, submittedAt: NOW.toISOString() };
    const facts = { ...draft?.state.draft.facts, submission: sent };
    const name = conversationKeys(office.live.prefix, PERSON).draft(DRAFT);
    await setField(name, { facts: JSON.stringify(facts) });
    if (recorded === null) await office.database.submissions.deleteMany({ person: PERSON });
    else await office.database.submissions.updateMany({ person: PERSON }, recorded);
    await erase();
    const left = decodeConversation(PERSON, await office.store.load(PERSON)).draft?.state.draft.facts;
    if (mark === null) expect(left?.submission).toBeNull();
    else expect(left?.submission).toMatchObject(mark);
  },
);

test('where the record cannot be opened, files that it may name are left, and counted', async () => {
  const sealed = office.keys.seal('{}', 'another');
  await office.database.submissions.updateOne({ person: PERSON }, { $set: { 'answers.0.sealed': sealed } });
  expect((await erase()).facts).toMatchObject({ files: 0, filesLeft: 2 });
  expect((await erase(true)).facts).toMatchObject({ files: 2, filesLeft: 0, records: 1 });
});

test('difficulties that were reported or answered stay, and it is said how many they are', async () => {
  const of = {
    v: 1 as const,
    salt: 's',
    collective: null,
    unit: 'U',
    offices: ['O'],
    askedAt: NOW,
    recordedAt: NOW,
  };
  const seal = (id: string, text: 'text' | 'answer') =>
    office.keys.seal('Vướng', difficultyContext(id, text));
  const answer = { by: PERSON, text: seal('d2', 'answer'), answeredAt: NOW };
  await office.database.difficulties.create([
    { ...of, _id: 'd1', asker: PERSON, text: seal('d1', 'text'), answer: null, revision: 0 },
    { ...of, _id: 'd2', asker: 'P2', text: seal('d2', 'text'), answer, revision: 0 },
  ]);
  const { database, keys, live } = office;
  const found = await findErasable({ database, keys, live }, { person: PERSON, now: NOW });
  expect(found).toMatchObject({ difficulties: 2 });
  expect((await erase(true)).facts).toMatchObject({ difficulties: 2, records: 1 });
  expect((await everything()).split('Vướng')).toHaveLength(4);
});

describe('what a delegate has answered for somebody', () => {
  const FOR = 'Điều viết thay';
  const identity = answerForIdentity({ cycle: CYCLE, member: 'P2', delegate: PERSON });

  beforeEach(async () => {
    const named = { v: 1, cycle: CYCLE, member: 'P2', delegate: PERSON, namedBy: 'P2' } as const;
    await office.database.delegations.create({ ...named, _id: 'n', namedAt: NOW, ended: false });
    const flow = flowOf([textStep('politics')]);
    let state = start(flow, NOW.toISOString());
    for (const wish of [
      { type: 'action', action: { do: 'resume' } },
      { type: 'text', text: FOR },
    ] as const) {
      const result = step(flow, state, { ...wish, at: NOW.toISOString() });
      state = applyResult(state, result);
      const { revision, head, cards, front } = await office.store.load(PERSON);
      const drafts = [encodeDraftChange({ id: draftIdOf(identity), identity }, result)];
      await office.store.commit(PERSON, {
        ...changeOf({ update: randomUUID(), revision, front, drafts }),
        ...{ head: head ?? '', cards: cards ?? '' },
      });
    }
    expect(await everything()).toContain(FOR);
  });

  test('is erased with what that person wrote; what the delegate wrote for themselves stays, and they are told', async () => {
    const { database, keys, live } = office;
    expect(await findErasable({ database, keys, live }, { person: 'P2', now: NOW })).toMatchObject({
      ...{ drafts: 1, answers: 1 },
    });
    const call = { name: 'erase-person', payload: { person: 'P2', records: false }, id: 'e' } as const;
    expect((await operate(office, call)).facts).toMatchObject({ drafts: 1, answers: 1 });
    const left = await everything();
    expect(left).not.toContain(FOR);
    expect(left).toContain(WORDS);
    expect((await database.commands.findById('e').lean())?.outcome).toMatchObject({
      news: [{ kind: 'answers-for-erased', people: [PERSON] }],
    });
    expect(await database.delegations.countDocuments({})).toBe(1);
  });

  test('goes with the copy where the conversation was lost, and the naming goes with the record', async () => {
    const { live, database } = office;
    await live.redis.del(...(await live.redis.keys(`${live.prefix}*`)));
    await operate(office, { name: 'erase-person', payload: { person: 'P2', records: true } });
    expect(await everything()).not.toContain(FOR);
    expect(await database.delegations.countDocuments({})).toBe(0);
  });

  test('is erased with what the delegate wrote', async () => {
    expect((await erase()).facts).toMatchObject({ drafts: 2, answers: 3 });
    expect(await everything()).not.toContain(FOR);
  });
});

test('the record goes only where that is asked for, and the event tells how much it was', async () => {
  const { facts } = await erase(true);
  expect(facts).toMatchObject({ files: 2, records: 1 });
  const left = await everything();
  for (const gone of [WORDS, 'Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(left).not.toContain(gone);
});

test.each(['attachmentPieces', 'auditEvents'] as const)(
  'the record, its files and the event of it go together: where %s fail, all of it is there for the next try',
  async (name) => {
    const failing = new Proxy(office.database[name], {
      get(target, method) {
        if (method === 'deleteMany' || method === 'create')
          return () => Promise.reject(new Error('disk full'));
        return Reflect.get(target, method);
      },
    });
    const database = { ...office.database, [name]: failing };
    const wish = { name: 'erase-person', payload: { person: PERSON, records: true } } as const;
    await expect(operate({ ...office, database }, wish)).rejects.toThrow('disk full');
    expect(await listEventsAbout(office.database, { person: PERSON, most: 1 })).toEqual([]);
    const kept = await everything();
    for (const there of ['Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(kept).toContain(there);
    expect((await erase(true)).facts).toMatchObject({ files: 2, records: 1 });
    const left = await everything();
    for (const gone of [WORDS, 'Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(left).not.toContain(gone);
    const events = await listEventsAbout(office.database, { person: PERSON, most: 2 });
    expect(events).toMatchObject([{ kind: 'answers-erased', facts: { files: 2, filesLeft: 0, records: 1 } }]);
  },
);

test('the person is told, stays bound, and begins anew at the first question', async () => {
  await erase();
  const waiting = (await office.store.waiting(PERSON)) ?? [];
  expect(waiting.map(({ json }) => JSON.parse(json))).toMatchObject([
    { kind: 'message', output: { type: 'erased' }, address: { channel: 'web', chat: PERSON } },
  ]);
  expect(await listIdentities(office, { person: PERSON })).toHaveLength(1);
  const { head, draft } = decodeConversation(PERSON, await office.store.load(PERSON));
  expect(head?.at).toEqual({ screen: 'home' });
  expect(draft?.state).toMatchObject({
    draft: { answers: {} },
    cursor: { step: '', undo: [], unconfirmed: [] },
  });
});

test('nothing comes back from the copies after a loss of Redis', async () => {
  const { live, database, keys } = office;
  await live.redis.del(...(await live.redis.keys(`${live.prefix}*`)));
  await erase();
  await live.redis.del(...(await live.redis.keys(`${live.prefix}*`)));
  await restoreConversation({ ...live, database }, { person: PERSON, now: new Date() });
  expect((await office.store.load(PERSON)).draft).not.toBeNull();
  expect(await openEverything({ ...live, database, keys })).not.toContain(WORDS);
});

test('a draft with more texts than one commit drops is erased whole', async () => {
  const texts = Array.from({ length: 1_200 }, (_, index) => ({ id: 100 + index, text: WORDS }));
  const { revision, head, cards, front, draft } = await office.store.load(PERSON);
  const { id = '', identity = '' } = draft ?? {};
  await office.store.commit(PERSON, {
    ...changeOf({
      update: 'many',
      revision,
      front,
      drafts: [{ id, identity, fields: {}, texts, dropped: [] }],
    }),
    ...{ head: head ?? '', cards: cards ?? '' },
  });
  await everything();
  await erase();
  expect(await everything()).not.toContain(WORDS);
});

test('a version on its way to the record is waited for', async () => {
  const { revision, head, cards, front } = await office.store.load(PERSON);
  await office.store.commit(PERSON, {
    ...changeOf({ update: 'submit', revision, front, commands: ['{"name":"record-self-review"}'] }),
    ...{ head: head ?? '', cards: cards ?? '' },
  });
  await expect(erase()).rejects.toThrow('refused: erase-too-early');
  expect(await everything()).toContain(WORDS);
});
