import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { commitEvent } from '../../../handlers/talk/commit-event.ts';
import { createRecentConversations } from '../../../handlers/talk/recent-conversations.ts';
import { decodeConversation } from '../../../handlers/talk/stored-conversation.ts';
import { CHAT, DRAFT, type LiveOffice, openLiveOffice, PERSON } from '../../support/live-office.ts';
import { NOW } from '../../support/organisation.ts';

const locales = await loadLocales();
const log = { info: () => undefined, warn: vi.fn(), error: () => undefined };
const away = () => Promise.reject<never>(new Error('away'));
const never = () => new Promise<never>(() => undefined);
let office: LiveOffice;

beforeEach(async () => {
  office = await openLiveOffice();
  await office.happen({ do: 'resume' });
});
afterEach(async () => {
  vi.useRealTimers();
  await office.close();
});

/** Somebody who is at a question writes, while the system of record does `record` and is not known to have said more. */
function write(text: string, record: () => Promise<null>) {
  const dependencies = {
    ...{ ...office, ...locales, log, postsOf: record, restore: async () => false },
    ...{ sources: office, findQuestions: { open: record, any: record } },
    ...{ recent: createRecentConversations(), now: () => NOW, newId: () => randomUUID() },
  };
  const event = { at: NOW.toISOString(), input: { type: 'text', text }, address: CHAT } as const;
  return commitEvent(dependencies as never, { person: PERSON, update: randomUUID(), event });
}

async function present() {
  return decodeConversation(PERSON, await office.store.load(PERSON));
}

test.each([{ record: away }, { record: never }])(
  'who is at a question gets help while nobody knows what it asks, and stays at it',
  async ({ record }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const writing = write('trợ giúp', () => {
      resolve();
      return record();
    });
    await asked;
    await vi.advanceTimersByTimeAsync(3_000);
    const { receipt, entries } = await writing;
    expect(receipt.status).toBe('committed');
    expect(entries.map(({ item }) => item)).toMatchObject([{ output: { type: 'screen', screen: 'help' } }]);
    expect((await present()).head).toMatchObject({ at: 'draft', draft: DRAFT });
  },
);

test('what is written as an answer meanwhile is not taken for anything else: it is for the channel to keep', async () => {
  const before = await office.store.load(PERSON);
  await expect(write('Câu trả lời của tôi', away)).rejects.toThrow('away');
  expect(await office.store.load(PERSON)).toEqual(before);
});

test('where it is known again that nothing is asked any longer, an answer is not taken, and that is said', async () => {
  const looks = [away, () => Promise.resolve(null)];
  const { entries } = await write('Câu trả lời của tôi', () => (looks.shift() ?? away)());
  expect(entries.map(({ item }) => item)).toMatchObject([
    { output: { type: 'screen', screen: 'home', problem: { code: 'closed-meanwhile' } } },
  ]);
  expect((await present()).head).toMatchObject({ at: { screen: 'home' } });
});
