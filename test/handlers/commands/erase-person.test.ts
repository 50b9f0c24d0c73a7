import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeConversation } from '../../../handlers/talk/stored-conversation.ts';
import { listEventsAbout } from '../../../models/audit-event.ts';
import { copyChanged } from '../../../models/chat/copy-changed.ts';
import { listIdentities } from '../../../models/chat/identity.ts';
import { restoreConversation } from '../../../models/chat/restore-conversation.ts';
import { operate } from '../../support/commands.ts';
import { changeOf } from '../../support/conversation-change.ts';
import {
  handIn,
  keepFile,
  type LiveOffice,
  leaveElsewhere,
  openLiveOffice,
  PERSON,
} from '../../support/live-office.ts';
import { openEverything } from '../../support/open-everything.ts';

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
  expect(facts).toEqual({ drafts: 1, answers: 2, files: 1, held: 1, log: 1, records: 0 });
  const left = await everything();
  for (const gone of [WORDS, 'Rời.pdf', LOOSE, inBase64('Nội dung rời')]) expect(left).not.toContain(gone);
  for (const kept of ['Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(left).toContain(kept);
  const [event] = await listEventsAbout(office.database, { person: PERSON, most: 1 });
  expect(event).toMatchObject({ kind: 'answers-erased', facts, contents: {} });
});

test('the record goes only where that is asked for, and the event tells how much it was', async () => {
  const { facts } = await erase(true);
  expect(facts).toMatchObject({ files: 2, records: 1 });
  const left = await everything();
  for (const gone of [WORDS, 'Đã nộp.pdf', inBase64('Nội dung đã nộp')]) expect(left).not.toContain(gone);
});

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
