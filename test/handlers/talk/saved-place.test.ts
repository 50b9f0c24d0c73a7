import { expect, test } from 'vitest';
import type { Card, Cards, Head } from '../../../handlers/talk/conversation.ts';
import { decodePlace, encodeCards, encodeHead, isSameHead } from '../../../handlers/talk/saved-place.ts';

const HEAD: Head = { language: 'vi', address: null, at: 'draft', draft: 'd1' };
const AT = '2026-11-27T08:00:00.000Z';

function card(id: string, changes: Partial<Card> = {}): Card {
  return {
    ...{ id, shows: { draft: 'd1' }, subject: 'question q-1', at: AT, choices: [], step: 'q-1' },
    ...{ actions: [{ do: 'next' }], words: ['next'], ...changes },
  };
}

const HOME = card('home', {
  ...{ shows: { screen: 'home' }, subject: 'screen home', pressedAt: AT },
  ...{ actions: [{ do: 'open', screen: 'help' }], words: ['help'] },
});
const NEWS = card('news', {
  news: 1,
  choices: [{ do: 'choose', step: 'q-1', option: 'a' }],
  words: [undefined],
});
const OTHER = card('other', { shows: { draft: 'd2' } });

const CARDS: Cards = {
  front: 'front',
  live: [HOME, OTHER, card('front'), NEWS],
  replaced: [
    { id: 'r1', shows: { draft: 'd1' }, step: 'q-1' },
    { id: 'r2', shows: { draft: 'd1' } },
    { id: 'r3', shows: { draft: 'd2' }, step: 'q-1' },
    { id: 'r4', shows: { draft: 'd1' }, step: 'q-1', pressedAt: AT },
    { id: 'r5', shows: { screen: 'home' } },
  ],
  news: 1,
};

test.each([
  ['with cards of every kind', HEAD, CARDS],
  [
    'without a draft',
    { ...HEAD, at: { screen: 'home' }, draft: null },
    { front: 'home', live: [HOME], replaced: [] },
  ],
  ['without a card in front', HEAD, { front: null, live: [HOME, NEWS], replaced: [] }],
  ['without any card', HEAD, { front: null, live: [], replaced: [] }],
] satisfies [string, Head, Cards][])('a place %s is read as it was saved', (_, head, cards) => {
  const place = { head, cards };
  const read = decodePlace({ head: encodeHead(place), cards: encodeCards(place) });
  expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(place)));
});

test('what is saved of the head changes with the cards behind the one in front, and not with that one', () => {
  const place = { head: HEAD, cards: CARDS };
  const next = card('next', { subject: 'question q-2', step: 'q-2' });
  const answered = { ...CARDS, front: 'next', live: [HOME, OTHER, next, NEWS], replaced: [] };
  expect(isSameHead(place, { head: HEAD, cards: answered })).toBe(true);
  expect(encodeHead({ head: HEAD, cards: answered })).toBe(encodeHead(place));
  expect(isSameHead(place, { head: HEAD, cards: { ...CARDS, live: CARDS.live.slice(1) } })).toBe(false);
  expect(isSameHead(place, { head: { ...HEAD, language: 'en' }, cards: CARDS })).toBe(false);
});

test.each([
  ['named in each card', {}],
  ['left out where it is in front', { shows: undefined }],
])('the card in front of an earlier version can be pressed, with the draft %s', (_, left) => {
  const front = card('front');
  const replaced = [{ id: 'r1', shows: { draft: 'd1' }, step: 'q-1' }];
  const cards = {
    front: 'front',
    live: [HOME, { ...front, ...left }],
    replaced: replaced.map((one) => ({ ...one, ...left })),
    news: 2,
  };
  expect(decodePlace({ head: JSON.stringify(HEAD), cards: JSON.stringify(cards) })).toEqual({
    head: HEAD,
    cards: { front: 'front', live: [front], replaced, news: 2 },
  });
});
