import { expect, test } from 'vitest';
import { loadLocales } from '../../bot/i18n.ts';
import { applyResult } from '../../flows/engine.ts';
import { start } from '../../flows/start.ts';
import type { Conversation } from '../../handlers/conversation.ts';
import { toHandle } from '../../handlers/handle.ts';
import type { Input } from '../../handlers/ports.ts';
import { respond } from '../../handlers/respond.ts';
import type { Review } from '../../handlers/reviews.ts';
import type { Response } from '../../handlers/situation.ts';
import { choiceStep, flowOf, textStep } from '../support/flows.ts';

const { vocabulary } = await loadLocales();
const flow = flowOf([choiceStep('level'), textStep('politics'), choiceStep('rank')]);
const review: Review = {
  key: 'self-review:X-2026',
  cycle: { cycle: 'X-2026', year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' },
  flow,
  earlier: () => undefined,
};
const START = Date.parse('2026-11-23T02:00:00Z');

/** A person at one conversation; `after` is in seconds since the start. */
function meet(options: { review?: Review | null } = {}) {
  let conversation: Conversation = { id: 'person:A', revision: 0, head: null, flow: null };
  let cards = 0;
  const act = (input: Input, after = 0): Response => {
    cards += 1;
    const at = new Date(START + after * 1000).toISOString();
    const response = respond({
      conversation,
      review: options.review === undefined ? review : options.review,
      event: { at, input, address: { channel: 'any', chat: 'A' } },
      vocabulary,
      promptId: String(cards).padStart(22, '0'),
    });
    const before = conversation.flow?.state ?? start(flow, at);
    conversation = {
      ...conversation,
      revision: conversation.revision + 1,
      head: response.head,
      flow:
        response.flow === null
          ? conversation.flow
          : { key: response.flow.key, state: applyResult(before, response.flow.result) },
    };
    return response;
  };
  const prompt = () => conversation.head?.prompt?.id ?? '';
  return {
    write: (text: string, after?: number) => act({ type: 'text', text }, after),
    press: (id: string, place: number, after?: number) =>
      act({ type: 'press', handle: toHandle(id, place) }, after),
    act,
    prompt,
    answers: () => conversation.flow?.state.answers ?? {},
  };
}

function begun() {
  const person = meet();
  person.write('menu');
  person.press(person.prompt(), 0);
  return person;
}

test('a second tap on the same card is the same tap: a short word, and nothing happens twice', () => {
  const person = begun();
  const card = person.prompt();
  person.press(card, 0, 1);
  const answered = person.answers();
  const again = person.press(card, 1, 2);
  expect(again).toMatchObject({ toast: 'already-taken', says: [], flow: null });
  expect(person.answers()).toEqual(answered);
});

test('a button of an old card has no effect, and the present card is shown again', () => {
  const person = begun();
  const card = person.prompt();
  person.press(card, 0, 1);
  const answered = person.answers();
  const stale = person.press(card, 1, 60);
  expect(stale.toast).toBe('stale');
  expect(stale.says).toMatchObject([{ say: { type: 'question', step: 'politics' } }]);
  expect(person.answers()).toEqual(answered);
});

test.each(['x', '', '9'.repeat(25), `${'a'.repeat(22)}0`, '__proto__'])(
  'a handle that was never given out to this person has no effect: %j',
  (handle) => {
    const person = begun();
    expect(person.act({ type: 'press', handle }, 1).toast).toBe('stale');
    expect(person.answers()).toEqual({});
  },
);

test('a place that the card does not have has no effect', () => {
  const person = begun();
  expect(person.press(person.prompt(), 99).toast).toBe('stale');
});

test('the same card pressed again changes in place, another one is a new message', () => {
  const person = begun();
  const home = meet();
  home.write('menu');
  const first = home.prompt();
  const question = home.press(first, 0);
  expect(question.says.at(-1)?.replaces).toBeNull();
  const card = person.prompt();
  const overview = person.write('tổng quan');
  expect(overview.says.at(-1)).toMatchObject({ say: { type: 'overview' }, replaces: null });
  expect(card).not.toBe(person.prompt());
});

test('text outside of a question is never stored, and that is said', () => {
  const person = begun();
  person.write('menu');
  const response = person.write('một đoạn văn');
  expect(response.flow).toBeNull();
  expect(response.says).toMatchObject([{ say: { type: 'home', problem: { code: 'not-stored' } } }]);
});

test('words count on every channel, in both languages, with or without diacritics, but only as a whole message', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  expect(person.write('TONG QUAN').says).toMatchObject([{ say: { type: 'overview' } }]);
  expect(person.write('resume').says).toMatchObject([{ say: { type: 'question', step: 'politics' } }]);
  expect(person.write('xong việc này tôi sẽ học tiếp').says).toMatchObject([{ say: { type: 'saved' } }]);
  expect(person.write('xong').says).toMatchObject([{ say: { type: 'question', step: 'rank' } }]);
});

test('a number picks the option of the newest card', () => {
  const person = begun();
  person.write('2');
  expect(person.answers()).toMatchObject({ level: { kind: 'choice', value: expect.any(String) } });
});

test('[D8] somebody whom no review asks is told so and can do no harm', () => {
  const person = meet({ review: null });
  expect(person.write('menu').says).toMatchObject([{ say: { type: 'home', standing: null } }]);
  expect(person.write('nộp').says).toMatchObject([{ say: { type: 'home', standing: null } }]);
});

test('a list that is turned changes in place; another card is a new message', () => {
  const person = meet();
  person.write('ngôn ngữ');
  const card = person.prompt();
  expect(person.press(card, 1).says.at(-1)?.replaces).toBeNull();
  const question = begun();
  question.write('tổng quan');
  const overview = question.prompt();
  question.press(overview, 0);
  question.write('tổng quan');
  expect(question.prompt()).not.toBe(overview);
});
