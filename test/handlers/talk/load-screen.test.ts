import { expect, test, vi } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import type { PersonSources } from '../../../handlers/queries/sources.ts';
import { SCREENS } from '../../../handlers/screens/catalogue.ts';
import { defineScreen, type Screen } from '../../../handlers/screens/screen.ts';
import { decide } from '../../../handlers/talk/decide.ts';
import { loadFor } from '../../../handlers/talk/load-for.ts';
import { loadScreen } from '../../../handlers/talk/load-screen.ts';
import { respond } from '../../../handlers/talk/respond.ts';
import { presentMessage } from '../../../handlers/words/message.ts';
import type { Post } from '../../../models/organisation/post.ts';
import { flowOf } from '../../support/flows.ts';
import { newConversation } from '../../support/new-conversation.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { vocabulary, translator } = await loadLocales();
const away = () => Promise.reject<never>(new Error('away'));
const AT = '2026-11-23T02:00:00Z';
const head: Post = {
  ...{ _id: 'P1/DU', person: 'P1', collective: 'DU', role: 'head', title: 'Bí thư', branch: 'party' },
};
const list = defineScreen<string[]>({
  readsPosts: true,
  policy: ({ kind, ...actor }, { unit }) =>
    kind === 'person' && 'posts' in actor && actor.posts.some(({ collective }) => collective === unit),
  load: (_context, { unit }) => [`people of ${unit}`],
  offers: () => ({ actions: [] }),
  blocks: (names) => names.map((text) => ({ type: 'text', text })),
});

/** What a screen is loaded from, of somebody whom no cycle asks. */
function sourcesOf(describeAccount: () => Promise<null>): PersonSources {
  const none = async () => null;
  const reviews = { findOpen: none, findAbsence: none, findLeavesOn: none } as never;
  return { reviews, describeAccount, at: AT, begun: [], stateOf: away, log } as never;
}

function open(parts: { screen?: typeof list; postsOf?: () => Promise<Post[]>; unit?: string }) {
  const { screen = list, postsOf = async () => [head], unit = 'DU' } = parts;
  const context = sourcesOf(away);
  const subject = { person: 'P1', unit };
  return loadScreen({ postsOf, log }, { name: 'list', screen, reader: 'P1', context, subject });
}

test('a screen is loaded for a reader whose posts allow it, and for no other', async () => {
  const load = vi.spyOn(list, 'load');
  expect(await open({})).toEqual({ type: 'screen', facts: ['people of DU'] });
  load.mockClear();
  expect(await open({ unit: 'DU2' })).toEqual({ type: 'not-allowed' });
  expect(await open({ postsOf: async () => [] })).toEqual({ type: 'not-allowed' });
  expect(load).not.toHaveBeenCalled();
});

test('while posts cannot be read, a screen that goes by them is shown to no one, and can be tried again', async () => {
  expect(await open({ postsOf: away })).toEqual({ type: 'unavailable' });
});

test('a screen that is waited for is shown however long it takes, any other can be tried again', async () => {
  vi.useFakeTimers();
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const slow = { ...list, load: () => promise };
  const [late, awaited] = [open({ screen: slow }), open({ screen: { ...slow, isAwaited: true } })];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await late).toEqual({ type: 'unavailable' });
  resolve(['people']);
  expect(await awaited).toEqual({ type: 'screen', facts: ['people'] });
  vi.useRealTimers();
});

test('people see what is their own, and never what another one’s ways lead to, while nothing is read of their posts', async () => {
  for (const [name, screen] of Object.entries<Screen>(SCREENS)) {
    const context = sourcesOf(async () => null);
    const see = (reader: string, person: string) =>
      loadScreen({ postsOf: away, log }, { name, screen, reader, context, subject: { person } });
    if (screen.readsPosts === true) {
      expect(await see('P1', 'P1'), name).toEqual({ type: 'unavailable' });
      continue;
    }
    // Of what the record holds nothing can be shown here, which is not the same as being refused.
    const needsRecord = ['my-difficulties', 'delegation', 'answered-for'].includes(name);
    expect(await see('P1', 'P1'), name).toMatchObject({ type: needsRecord ? 'unavailable' : 'screen' });
    const isSameForAll = name === 'help' || name === 'privacy';
    expect(await see('P2', 'P1'), name).toMatchObject({ type: isSameForAll ? 'screen' : 'not-allowed' });
  }
});

function openData() {
  const { memory } = newConversation();
  const situation = {
    conversation: memory.conversation,
    front: null,
    event: {
      ...{ at: AT, address: { channel: 'any', chat: 'A' } },
      input: { type: 'text', text: 'dữ liệu' } as const,
    },
    ...{ vocabulary, cardId: 'c'.repeat(22) },
  };
  return { situation, decision: decide(situation) };
}

test('who may not see a screen is told so politely, with a way home, and nothing of it is looked up', async () => {
  const { situation, decision } = openData();
  const describeAccount = vi.fn(async () => null);
  const may = vi.spyOn(SCREENS.data, 'policy').mockReturnValue(false);
  const unused = { store: {}, findQuestions: {}, newId: () => '' };
  const dependencies = { ...unused, sources: { describeAccount }, postsOf: away, log } as never;
  const loaded = await loadFor(dependencies, { situation, decision });
  expect(may).toHaveBeenCalledWith({ kind: 'person', person: 'A', posts: [] }, { person: 'A' });
  expect(loaded).toEqual({ type: 'not-allowed' });
  expect(describeAccount).not.toHaveBeenCalled();
  may.mockRestore();

  const { outputs } = respond(situation, { decision, loaded });
  const [said] = outputs.map(({ output }) => output);
  expect(said).toMatchObject({ choices: [], actions: [{ do: 'open', screen: 'home' }] });
  for (const language of LANGUAGES) {
    const message = presentMessage(said as never, {
      ...{
        language,
        form: null,
        flow: flowOf([]),
        now: new Date(),
        texts: new Map(),
        card: null,
        due: '2026-12-01',
      },
      takesFiles: true,
      invitationLinks: () => [],
      t: translator(language),
    });
    const told = message.blocks.map((block) => block.text).join('\n');
    expect(told).toMatch(language === 'vi' ? /đồng chí chưa xem được/ : /cannot be shown to you/);
  }
});
