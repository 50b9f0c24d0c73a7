import { expect, test, vi } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import { decide } from '../../../handlers/talk/decide.ts';
import { loadFor } from '../../../handlers/talk/load-for.ts';
import { respond } from '../../../handlers/talk/respond.ts';
import { findCommand } from '../../../handlers/talk/vocabulary.ts';
import { presentMessage } from '../../../handlers/words/message.ts';
import { newConversation } from '../../support/new-conversation.ts';

const log = { info: () => undefined, warn: vi.fn(), error: () => undefined };
const { vocabulary, translator } = await loadLocales();
const never = () => new Promise<never>(() => undefined);
const away = () => Promise.reject<never>(new Error('away'));

function situationOf(text: string) {
  return {
    conversation: newConversation().memory.conversation,
    front: null,
    event: {
      ...{ at: '2026-11-23T02:00:00Z', address: { channel: 'any', chat: 'A' } },
      input: { type: 'text', text } as const,
    },
    ...{ vocabulary, cardId: 'c'.repeat(22) },
  };
}

/** Somebody who has no draft begins a form while the system of record does `record` with every question. */
function begin(text: string, record: () => Promise<never>) {
  const situation = situationOf(text);
  const decision = decide(situation);
  const store = { draftsByIdentity: async () => new Map(), findDraft: async () => null };
  const sources = { newId: () => 'd1', database: {}, reviews: { findOpen: record } };
  const dependencies = { ...{ store, sources, log, postsOf: record }, findQuestions: { open: record } };
  return { situation, decision, loading: loadFor(dependencies as never, { situation, decision }) };
}

test.each([{ record: never }, { record: away }])(
  'who begins a form while the system of record is away or hangs is told, and can try again by button and word',
  async ({ record }) => {
    vi.useFakeTimers();
    for (const text of ['phản ánh', 'tổng quan']) {
      const { situation, decision, loading } = begin(text, record);
      await vi.advanceTimersByTimeAsync(3_000);
      const loaded = await loading;
      expect(loaded).toEqual({ type: 'unavailable' });
      const { outputs, cards, head, draft } = respond(situation, { decision, loaded });
      expect({ at: head.at, draft }).toEqual({ at: { screen: 'home' }, draft: null });
      const card = cards.live.at(-1);
      expect(findCommand('thử lại', { vocabulary, card })).toMatchObject({ action: { do: 'begin' } });
      // The same way is taken once it can be.
      const next = decide({
        ...situation,
        conversation: { ...situation.conversation, cards, head },
        event: { ...situation.event, input: { type: 'text', text: 'try again' } },
      });
      expect(next.next).toEqual(decision.next);
      for (const language of LANGUAGES) {
        const message = presentMessage(outputs.at(-1)?.output as never, {
          ...{ language, form: null, flow: null, now: new Date(), texts: new Map(), card: 'c', due: null },
          ...{ takesFiles: true, invitationLinks: () => [], t: translator(language) },
        });
        const told = message.blocks.map((block) => block.text).join('\n');
        expect(told).toMatch(language === 'vi' ? /tạm thời không trả lời/ : /cannot be reached/);
        expect(message.actions[0]?.label).toBe(language === 'vi' ? 'Thử lại' : 'Try again');
      }
    }
    vi.useRealTimers();
  },
);
