import { expect, test } from 'vitest';
import type { Review } from '../../../handlers/queries/reviews.ts';
import { flowOf, textStep } from '../../support/flows.ts';
import { begun, nextYear, REVIEW, reviewOf } from '../../support/new-conversation.ts';

const TEXTS = reviewOf(flowOf([textStep('politics'), textStep('ethics'), textStep('style')]));

/** Somebody who answered the first question and stands at the second; and the card of each. */
function atTheSecond() {
  const person = begun({ review: TEXTS });
  const first = person.card();
  person.write('vững vàng', 1);
  const saved = person.card();
  person.write('xong', 2);
  return { person, first, saved, second: person.card() };
}

test('a reply to an older card is not stored at the question in front: the person is asked', () => {
  const { person, first, saved } = atTheSecond();
  for (const card of [first, saved]) {
    const asked = person.reply(card, 'học đủ nghị quyết', 3);
    expect(asked.outputs).toMatchObject([
      { output: { type: 'unconfirmed', asks: 'reply', step: 'politics', here: { step: 'ethics' } } },
    ]);
    expect(asked.refused).toBeUndefined();
    expect(person.answers()).not.toHaveProperty('ethics');
    person.write('bỏ', 4);
  }
  person.reply(first, 'học đủ nghị quyết', 5);
  person.write('câu cũ', 6);
  expect(person.answers().politics).toMatchObject({ parts: [{ length: 9 }, { length: 17 }] });
});

test('a reply to the card in front, to a message that is not known, or to a screen is as if it were none', () => {
  const { person, second } = atTheSecond();
  person.reply(second, 'đạo đức tốt', 3);
  person.reply('x'.repeat(22), 'và thêm ý này', 4);
  person.write('menu', 5);
  const home = person.card();
  person.write('làm tiếp', 6);
  person.reply(home, 'và ý này nữa', 7);
  expect(person.answers().ethics).toMatchObject({ parts: [{ length: 11 }, { length: 13 }, { length: 12 }] });
});

test('a number that replies to another question picks nothing in front; a word of command does what it always does', () => {
  const person = begun();
  const level = person.card();
  person.write('1', 1);
  person.write('câu trả lời', 2);
  person.write('xong', 3);
  const before = person.answers();
  expect(person.reply(level, '2', 4).outputs).toMatchObject([
    { output: { type: 'question', step: 'rank', problem: { code: 'reply-elsewhere' } } },
  ]);
  expect(person.answers()).toEqual(before);
  expect(person.reply(level, 'trợ giúp', 5).outputs).toMatchObject([{ output: { screen: 'help' } }]);
});

test('a reply to a question of another year is not stored, and that is said', () => {
  const options: { review?: Review | null } = { review: REVIEW };
  const person = begun(options);
  const old = person.card();
  options.review = nextYear();
  person.write('menu', 10);
  person.press(person.card(), 0, 20);
  person.press(person.card(), 0, 30);
  const told = person.reply(old, 'của năm trước', 40);
  expect(told).toMatchObject({
    refused: true,
    outputs: [{ output: { type: 'question', step: 'politics', problem: { code: 'reply-elsewhere' } } }],
  });
  expect(person.answers()).not.toHaveProperty('politics');
});

test('a reply to a question that was left finds it again, from wherever one is', () => {
  const { person, second } = atTheSecond();
  person.write('menu', 3);
  expect(person.reply(second, 'đạo đức tốt', 4).outputs).toMatchObject([
    { output: { type: 'unconfirmed', asks: 'silence', step: 'ethics' } },
  ]);
  person.write('lưu', 5);
  expect(person.answers()).toHaveProperty('ethics');
});

test('after a loss a press on a card of the draft changes nothing: the card may be of a question that is long answered', () => {
  const { person, second } = atTheSecond();
  const before = person.answers();
  person.lose();
  const pressed = person.press(second, 0, 3);
  expect(pressed.outputs).toMatchObject([
    { output: { type: 'restored' } },
    { output: { type: 'question', step: 'ethics' } },
  ]);
  expect([pressed.toast, person.answers()]).toEqual(['stale', before]);
  expect(person.press(person.card(), 0, 4).toast).toBeUndefined();
});
