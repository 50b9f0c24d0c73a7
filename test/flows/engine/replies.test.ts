import { expect, test } from 'vitest';
import { choiceStep, flowOf, HOUR, listStep, type Talk, talkTo, textStep } from '../../support/flows.ts';

const REVIEW = flowOf([
  textStep('politics'),
  choiceStep('level'),
  textStep('share', { max: 40 }),
  listStep('promises', { max: 2 }),
]);

/** Somebody who answered the first two questions and stands at the third. */
function atTheThird(): Talk {
  return talkTo(REVIEW).write('vững vàng').press('next', { do: 'choose', step: 'level', option: 'yes' });
}

test('a reply to another question is stored nowhere, and asked about', () => {
  const talk = atTheThird().reply('politics', 'học đủ nghị quyết');
  expect(talk.outputs).toMatchObject([
    { type: 'unconfirmed', asks: 'reply', step: 'politics', number: 1, here: { step: 'share', number: 3 } },
  ]);
  expect(talk.offers()).toEqual(['keep-reply', 'keep-text', 'drop-text']);
  expect(talk.answer('politics')).toBe('vững vàng');
  expect(talk.answer('share')).toBeUndefined();
});

test('it is added to the answer that it is for, one comes back from there, and undo takes it away again', () => {
  const talk = atTheThird().write('nháp').reply('politics', 'học đủ').press('keep-reply');
  expect(talk.outputs).toMatchObject([{ type: 'saved', how: 'more', step: 'politics' }]);
  expect(talk.answer('politics')).toBe('vững vàng\nhọc đủ');
  expect(talk.press('next', 'resume').place()).toBe('share');
  expect(talk.write('và thêm').answer('share')).toBe('nháp\nvà thêm');
  expect(talk.press('undo', 'undo').answer('politics')).toBe('vững vàng');
});

test('it is kept where one stands, or given up with its words', () => {
  const kept = atTheThird().reply('politics', 'học đủ').press('keep-text');
  expect(kept.answer('share')).toBe('học đủ');
  expect(kept.place()).toBe('share');
  const dropped = atTheThird();
  const words = dropped.words.size;
  dropped.reply('politics', 'học đủ');
  expect(dropped.words.size).toBe(words + 1);
  dropped.press('drop-text');
  expect(dropped.words.size).toBe(words);
  expect(dropped.place()).toBe('share');
});

test('"there is nothing" in reply to another question is no item beside others where it is kept here, and waits until then', () => {
  const talk = atTheThird().write('đạt').press('next').write('Học thêm tin học');
  talk.reply('politics', 'không có').write('Đi cơ sở nhiều hơn');
  expect(talk.problem()).toBe('asked-already');
  talk.press('keep-text');
  expect(talk.answer('promises')).toEqual(['Học thêm tin học']);
  expect(talk.reply('politics', 'không có').press('keep-reply').answer('politics')).toBe(
    'vững vàng\nkhông có',
  );
});

test('what the channel had cut goes with its beginning; what is written meanwhile is not stored, and that is said', () => {
  const talk = atTheThird().reply('politics', 'phần đầu, ').writeRest('phần cuối').write('câu khác');
  expect(talk.problem()).toBe('asked-already');
  expect(talk.reply('politics', 'câu khác nữa').problem()).toBe('asked-already');
  expect(talk.press('keep-reply').answer('politics')).toBe('vững vàng\nphần đầu, phần cuối');
  expect(talk.answer('share')).toBeUndefined();
});

test('the beginning of a cut reply is not kept if its end is marked secret', () => {
  const talk = atTheThird();
  const words = talk.words.size;
  talk.reply('politics', 'phần đầu\n').writeRest('TỐI MẬT\n');
  expect(talk.problem()).toBe('secret');
  expect(talk.words.size).toBe(words);
});

test('one that does not fit where one stands is not offered to be kept there', () => {
  const talk = atTheThird().reply('politics', 'x'.repeat(41));
  expect(talk.offers()).toEqual(['keep-reply', 'drop-text']);
  expect(talk.press('keep-text').problem()).toBe('decide-first');
});

test('an item is added to a list; where the list is full the reply is refused at once', () => {
  const talk = talkTo(REVIEW);
  expect(talk.reply('promises', 'một').press('keep-reply').answer('promises')).toEqual(['một']);
  talk.press({ do: 'overview', page: 0 }, 'resume');
  talk.reply('promises', 'hai').press('keep-reply').press({ do: 'overview', page: 0 }, 'resume');
  expect(talk.reply('promises', 'ba').problem()).toBe('too-many');
  expect(talk.place()).toBe('politics');
});

test('a question that takes no words, or is gone, gets none, and that is said', () => {
  const talk = atTheThird();
  expect(talk.reply('level', '2').problem()).toBe('reply-elsewhere');
  expect(talk.reply('gone', 'chữ').problem()).toBe('reply-elsewhere');
  expect(talk.place()).toBe('share');
});

test('to somebody who rests, a reply to the question they left is asked about as after a silence', () => {
  const talk = atTheThird().press('leave').reply('share', 'học đủ');
  expect(talk.outputs).toMatchObject([{ type: 'unconfirmed', asks: 'silence', step: 'share' }]);
  expect(talk.press('keep-text').answer('share')).toBe('học đủ');
});

test('a question that is gone meanwhile leaves the one where the person stands', () => {
  const talk = atTheThird()
    .wait(13 * HOUR)
    .reply('politics', 'học đủ');
  talk.upgrade(flowOf([textStep('share')], 'v2')).showAgain();
  expect(talk.offers()).toEqual(['keep-text', 'drop-text']);
  expect(talk.press('keep-text').answer('share')).toBe('học đủ');
});
