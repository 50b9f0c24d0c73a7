import { describe, expect, test } from 'vitest';
import type { Review } from '../../../handlers/queries/reviews.ts';
import { open } from '../../../handlers/screens/screen.ts';
import type { BotOutput } from '../../../handlers/talk/output.ts';
import type { News } from '../../../handlers/talk/situation.ts';
import { homeFacts } from '../../support/answer-in-memory.ts';
import { flowOf, textStep } from '../../support/flows.ts';
import { begun, nextYear, REVIEW, reviewOf } from '../../support/new-conversation.ts';

test('that something is recorded changes its own draft, and neither where the person is nor their buttons', () => {
  const options: { review?: Review | null } = { review: REVIEW };
  const person = begun(options);
  person.press(person.card(), 0, 1);
  const before = { cards: person.memory.conversation.cards, head: person.memory.conversation.head };
  options.review = nextYear();
  const news: News = { type: 'recorded', draft: 'draft X-2026', number: 1, command: 'c1' };
  const told = person.act(news, 2);
  expect(told).toMatchObject({
    draft: { id: 'draft X-2026' },
    finished: ['c1'],
    outputs: [{ output: { type: 'recorded', submission: 1 }, card: null }],
  });
  expect(told).toMatchObject(before);
});

test('that something is refused is told beside the card in front, and takes back what was handed in', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  const before = { cards: person.memory.conversation.cards, head: person.memory.conversation.head };
  const about = { draft: 'draft X-2026', number: 1, command: 'c1' };
  const told = person.act({ type: 'refused', act: 'submit', reason: 'not-allowed', ...about }, 2);
  expect(told).toMatchObject({
    finished: ['c1'],
    outputs: [{ output: { type: 'refused', submission: 1, reason: 'not-allowed' }, card: null }],
  });
  expect(told).toMatchObject(before);
});

test('what is handed in once and was refused is offered to be corrected, beside the card in front', () => {
  const final = { ...flowOf([textStep('politics')]), isFinal: true as const };
  const person = begun({ review: reviewOf(final) });
  for (const typed of ['Năm qua tôi luôn vững vàng.', 'xong', 'nộp', 'trợ giúp']) person.write(typed);
  const { front } = person.memory.conversation.cards;
  const about = { draft: 'draft X-2026', number: 1, command: 'c1' };
  const told = person.act({ type: 'refused', act: 'submit', reason: 'not-allowed', ...about }, 2);
  const card = told.outputs.at(-1)?.card ?? '';
  expect(told).toMatchObject({ outputs: [{ output: { type: 'refused', news: true } }], cards: { front } });
  expect(person.press(card, 0, 10).outputs.at(-1)?.output).toMatchObject({
    ...{ type: 'review', items: [{ step: 'politics', answer: { kind: 'text' } }] },
    actions: expect.arrayContaining([{ do: 'submit' }]),
  });
});

test('a review of the year before is no beginning of the present one, and both are kept side by side', () => {
  const options: { review?: Review | null } = { review: REVIEW };
  const person = begun(options);
  person.press(person.card(), 0, 1);
  options.review = nextYear();
  expect(person.write('menu', 2).outputs).toMatchObject([
    { output: { facts: homeFacts({ started: false }) } },
  ]);
  person.press(person.card(), 0, 10);
  expect(person.answers()).toEqual({});
  person.write('2', 20);
  expect(person.memory.drafts.get('draft X-2026')?.state.draft.answers).toMatchObject({
    level: { value: 'yes' },
  });
  expect(person.memory.drafts.get('draft X-2027')?.state.draft.answers).toMatchObject({
    level: { value: 'no' },
  });
  options.review = REVIEW;
  expect(person.write('menu', 30).outputs).toMatchObject([{ output: { facts: homeFacts({ answered: 1 }) } }]);
  person.press(person.card(), 0, 40);
  expect(person.answers()).toMatchObject({ level: { value: 'yes' } });
});

test('a screen beside the question leaves its buttons alive, and a double tap on it is one', () => {
  const person = begun();
  const question = person.card();
  person.write('trợ giúp', 1);
  person.press(question, 0, 2);
  expect(person.answers()).toMatchObject({ level: { value: 'yes' } });

  const home = person.write('menu', 3) && person.card();
  expect(person.press(home, 0, 4).outputs).toMatchObject([{ output: { type: 'question' } }]);
  expect(person.press(home, 0, 5)).toMatchObject({ toast: 'already-taken', outputs: [] });
  expect(person.press(home, 0, 60).outputs).toMatchObject([{ output: { type: 'question' } }]);
});

test('at most nine cards can be pressed, and of the oldest eight more it is known what they showed', () => {
  const person = begun();
  const words = ['menu', 'trợ giúp', 'ngôn ngữ', 'riêng tư', 'dữ liệu', 'xóa'];
  for (let round = 0; round < 5; round += 1) for (const word of words) person.write(word, round);
  const { live, replaced } = person.memory.conversation.cards;
  expect(live.length).toBeLessThanOrEqual(9);
  expect(new Set(live.map(({ subject }) => subject)).size).toBe(live.length);
  expect(replaced).toHaveLength(8);
});

test('a button that is pressed at the moment when its card is replaced by something else is not said to be taken', () => {
  const person = begun();
  const question = person.card();
  person.write('2', 1);
  const late = person.press(question, 0, 2);
  expect(late).toMatchObject({
    toast: 'stale',
    outputs: [{ output: { type: 'question', step: 'politics' } }],
  });
  expect(person.answers()).toMatchObject({ level: { value: 'no' } });
});

const NEWS: BotOutput = {
  ...{ type: 'screen', screen: 'home', facts: homeFacts(null), news: true },
  ...{ choices: [], actions: [open('privacy')] },
};

test('news leaves the question in front as it is, and is opened by its own word or its button', () => {
  const person = begun();
  const question = person.card();
  const { head } = person.memory.conversation;
  for (const number of [1, 2]) {
    expect(person.tell(NEWS, number).outputs).toMatchObject([
      { output: { newsNumber: number }, replaces: null, card: expect.any(String) },
    ]);
  }
  expect(person.memory.conversation).toMatchObject({ head, cards: { front: question } });
  expect(person.write('mở 2', 3).outputs).toMatchObject([{ output: { screen: 'privacy' }, replaces: null }]);
  person.press(question, 1, 4);
  expect(person.answers()).toMatchObject({ level: { value: 'no' } });
  expect(person.write('open 1', 5).outputs).toMatchObject([{ output: { screen: 'privacy' } }]);
  expect(person.write('mở 3', 6).outputs).not.toMatchObject([{ output: { screen: 'privacy' } }]);
});

test('a number belongs to the question in front, whatever news came after it', () => {
  const person = begun();
  person.tell(NEWS, 1);
  person.write('2', 2);
  expect(person.answers()).toMatchObject({ level: { value: 'no' } });
});

test('however much news comes, the question in front can be pressed', () => {
  const person = begun();
  const question = person.card();
  for (let second = 1; second <= 20; second += 1) person.tell(NEWS, second);
  const { live } = person.memory.conversation.cards;
  expect(live).toHaveLength(9);
  expect(live.map(({ news }) => news)).toEqual([undefined, 13, 14, 15, 16, 17, 18, 19, 20]);
  person.press(question, 0, 30);
  expect(person.answers()).toMatchObject({ level: { value: 'yes' } });
});

test('the first text after news names the question that it is stored at, and can be undone', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  person.tell(NEWS, 2);
  const [first] = person.write('học đủ nghị quyết', 3).outputs;
  expect(first?.output).toMatchObject({ type: 'saved', step: 'politics', stored: 'politics' });
  expect(person.write('và thêm một ý nữa', 4).outputs[0]?.output).not.toHaveProperty('stored');
  person.write('hoàn tác', 5);
  person.write('hoàn tác', 6);
  expect(person.answers()).not.toHaveProperty('politics');
});

test('being shown again where one stood begins nothing in the next year', () => {
  const options: { review?: Review | null } = { review: REVIEW };
  const person = begun(options);
  options.review = nextYear();
  person.lose();
  expect(person.act({ type: 'restored' }, 1)).toMatchObject({
    draft: null,
    outputs: [{ output: { type: 'restored' } }, { output: { screen: 'home' } }],
  });
});

describe('what somebody did to whom it concerns', () => {
  const told: News = { type: 'told', kind: 'something', screen: 'privacy' };
  const DAY = 24 * 60 * 60;

  test('is one card, however often it happens, until it was looked at or a day has passed', () => {
    const person = begun();
    const before = { head: person.memory.conversation.head, front: person.card() };
    expect(person.act(told, 1).outputs).toMatchObject([
      { output: { type: 'news', kind: 'something', newsNumber: 1, actions: [open('privacy')] } },
    ]);
    for (let second = 2; second < 50; second += 1) expect(person.act(told, second).outputs).toEqual([]);
    expect({ head: person.memory.conversation.head, front: person.card() }).toEqual(before);
    expect(person.act(told, DAY + 2).outputs).toMatchObject([{ output: { newsNumber: 2 } }]);
  });

  test('is told anew once it was opened by its word, or its screen by another way', () => {
    const person = begun();
    person.act(told, 1);
    expect(person.write('mở 1', 2).outputs).toMatchObject([{ output: { screen: 'privacy' } }]);
    expect(person.act(told, 3).outputs).toMatchObject([{ output: { newsNumber: 2 } }]);
    person.write('riêng tư', 4);
    expect(person.act(told, 5).outputs).toMatchObject([{ output: { newsNumber: 3 } }]);
  });

  test('is told once more after what undid it, so that what is heard last is true', () => {
    const person = begun();
    for (const [second, kind] of ['excused', 'included', 'excused'].entries()) {
      expect(person.act({ ...told, kind }, second + 1).outputs).toMatchObject([{ output: { kind } }]);
    }
  });

  test('is told beside other news, and what is about something else is another card', () => {
    const person = begun();
    person.act(told, 1);
    expect(person.act({ ...told, params: { id: 'a' } }, 2).outputs).toHaveLength(1);
    expect(person.act({ ...told, params: { id: 'b' } }, 3).outputs).toHaveLength(1);
    expect(person.act({ ...told, params: { id: 'a' } }, 4).outputs).toEqual([]);
  });
});
