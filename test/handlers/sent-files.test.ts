import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFiles } from '../../handlers/jobs/remove-files.ts';
import { createSentFiles, type SentFiles } from '../../handlers/sent-files.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import { type LiveOffice, openLiveOffice, PERSON } from '../support/live-office.ts';
import { NOW } from '../support/organisation.ts';

const _id = `attachment:${PERSON}:1`;
const file = { _id, person: PERSON, at: NOW, bytes: Buffer.from('Minh chứng') };
let office: LiveOffice;
let files: SentFiles;

beforeEach(async () => {
  office = await openLiveOffice();
  files = createSentFiles(office);
  await office.happen({ do: 'resume' });
  await office.happen({ text: 'Một' });
  await office.happen({ do: 'next' });
});
afterEach(() => office.close());

const answer = () => office.happen({ file: _id, name: 'Tệp.pdf' });
const remove = (store: ConversationStore = office.store) =>
  removeFiles({ ...office, store }, { person: PERSON, before: NOW });
const pieces = () => office.database.attachmentPieces.countDocuments({ attachment: _id });

test('a file that an erasing takes before its answer is committed is there with the answer all the same', async () => {
  await files.save(file);
  expect(await remove()).toBe(1);
  await answer();
  expect(await files.settle(file)).toBe(true);
  expect(await files.read({ _id })).toEqual(file.bytes);
});

test('one whose answer was erased before it was settled stays gone, and its sender hears so', async () => {
  await files.save(file);
  expect(await remove()).toBe(1);
  expect(await files.settle(file)).toBe(false);
  expect(await files.read({ _id })).toBeNull();
  expect(await pieces()).toBe(0);
});

test('one whose answer is committed while its name is searched for is left', async () => {
  await files.save(file);
  let isSent = false;
  /** The draft as it was; the answer is committed before it is looked through. */
  const loadDraft: ConversationStore['loadDraft'] = async (person, id) => {
    const read = await office.store.loadDraft(person, id);
    if (!isSent) {
      isSent = true;
      await answer();
      expect(await files.settle(file)).toBe(true);
    }
    return read;
  };
  expect(await remove({ ...office.store, loadDraft })).toBe(0);
  expect(await files.read({ _id })).toEqual(file.bytes);
});

test('one that is being removed is not read in parts', async () => {
  await files.save(file);
  await office.database.attachmentPieces.deleteMany({ attachment: _id });
  expect(await files.read({ _id })).toBeNull();
});
