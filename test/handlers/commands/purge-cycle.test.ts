import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeConversation } from '../../../handlers/talk/stored-conversation.ts';
import { createAttachmentStore } from '../../../models/review/attachment.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { operate } from '../../support/commands.ts';
import { changeOf } from '../../support/conversation-change.ts';
import { DAY } from '../../support/flows.ts';
import {
  CYCLE,
  DRAFT,
  handIn,
  keepFile,
  type LiveOffice,
  openLiveOffice,
  PERSON,
} from '../../support/live-office.ts';
import { openEverything } from '../../support/open-everything.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const WORDS = 'Bản nháp của kỳ cũ';
const [LOOSE, FILED] = [`attachment:${PERSON}:1`, `attachment:${PERSON}:2`];
const LATER = new Date(NOW.getTime() + DAY);
let office: LiveOffice;

beforeEach(async () => {
  office = await openLiveOffice();
  await openCycle(office.database, { unit: 'CB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  await keepFile(office, { id: LOOSE, text: 'Tệp thừa' });
  await keepFile(office, { id: FILED, text: 'Tệp đã nộp' });
  await office.happen({ do: 'resume' });
  await office.happen({ text: WORDS });
  await office.happen({ do: 'next' });
  await office.happen({ file: LOOSE, name: 'Thừa.pdf' });
  await handIn(office, { file: FILED, name: 'Đã nộp.pdf' });
});
afterEach(() => office.close());

const close = () =>
  operate(office, { name: 'close-cycle', payload: { cycle: CYCLE, evenIfUnfinished: true } });
const purge = (before = LATER) => operate(office, { name: 'purge-cycle', payload: { cycle: CYCLE, before } });

function everything(): Promise<string> {
  const { live, database, keys } = office;
  return openEverything({ ...live, database, keys });
}

test('drafts of a closed cycle go from both stores with their loose files; the record stays', async () => {
  await close();
  expect((await purge()).facts).toEqual({ cycle: CYCLE, drafts: 1, files: 1, filesLeft: 0, left: 0 });
  const left = await everything();
  expect(left).not.toContain(WORDS);
  expect(left).toContain('Đã nộp.pdf');
  const files = createAttachmentStore(office);
  expect(await files.read({ _id: LOOSE })).toBeNull();
  expect((await files.read({ _id: FILED }))?.toString()).toBe('Tệp đã nộp');
  const { head, draft } = decodeConversation(PERSON, await office.store.load(PERSON));
  expect(head).toMatchObject({ draft: null, at: { screen: 'home' } });
  expect(draft).toBeNull();
  expect((await purge()).facts).toEqual({});
});

test('an open cycle is not purged, nor is one that is not known', async () => {
  await expect(purge()).rejects.toThrow('refused: cycle-open');
  const unknown = operate(office, { name: 'purge-cycle', payload: { cycle: 'X-2020', before: LATER } });
  await expect(unknown).rejects.toThrow('refused: cycle-unknown');
  expect(await everything()).toContain(WORDS);
});

test('what was changed later stays', async () => {
  await close();
  expect((await purge(NOW)).facts).toEqual({});
  expect(await everything()).toContain(WORDS);
});

test('a draft with a change that is not copied yet, or a version on its way, is left to the next time', async () => {
  await close();
  const { revision, head, cards, front } = await office.store.load(PERSON);
  const change = { id: DRAFT, identity: '', fields: {}, texts: [{ id: 99, text: 'Mới' }], dropped: [] };
  const commands = [JSON.stringify({ name: 'record-self-review', draft: DRAFT, number: 2 })];
  await office.store.commit(PERSON, {
    ...changeOf({ update: 'x', revision, front, drafts: [change], commands }),
    ...{ head: head ?? '', cards: cards ?? '' },
  });
  await purge();
  expect(await everything()).toContain(WORDS);
});

test('one that was killed goes on with what is left', async () => {
  await close();
  const { live } = office;
  const identity = (await office.store.load(PERSON)).draft?.identity ?? '';
  await office.store.removeDraft(PERSON, { id: DRAFT, identity });
  expect((await purge()).facts).toMatchObject({ drafts: 1, left: 0 });
  expect(await live.redis.keys(`${live.prefix}*texts*`)).toEqual([]);
  expect(await everything()).not.toContain(WORDS);
});
