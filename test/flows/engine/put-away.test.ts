import { describe, expect, test } from 'vitest';
import { DAY, flowOf, listStep, talkTo, textStep } from '../../support/flows.ts';
import { beginReview, type Person } from '../../support/person.ts';

/** At the second of three questions, asked whether a text of two letters is meant for it. */
function askedAboutFew(second: object = {}): Person {
  const person = beginReview(
    flowOf([textStep('politics'), textStep('plan', second), textStep('more', { required: false })]),
  );
  for (const typed of ['Năm qua tôi luôn vững vàng.', 'xong', 'Kh']) person.write(typed);
  expect(person.said()).toMatchObject([{ type: 'unconfirmed', asks: 'few', step: 'plan' }]);
  return person;
}

const stored = { type: 'question', answer: { kind: 'text' } };

describe('while a text of a few letters waits', () => {
  test('"quay lại" leads to the question before; the text is no answer, which is said, and undo makes it one', () => {
    const person = askedAboutFew();
    person.write('quay lại');
    expect(person.said()).toMatchObject([{ step: 'politics', problem: { code: 'text-put-away' } }]);
    expect(person.answer('plan')).toBeUndefined();
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([{ ...stored, step: 'plan', note: 'undone' }]);
    expect(person.answer('plan')).toBe('Kh');
    person.write('hoàn tác');
    expect(person.answer('plan')).toBeUndefined();
    expect(person.answer('politics')).toBe('Năm qua tôi luôn vững vàng.');
  });

  test('"bỏ qua" skips what is not required, and nothing is lost', () => {
    const person = askedAboutFew({ required: false });
    person.write('bỏ qua');
    expect(person.said()).toMatchObject([{ step: 'more', problem: { code: 'text-put-away' } }]);
    expect(person.answers().plan).toMatchObject({ kind: 'skipped' });
    person.write('hoàn tác');
    expect(person.answer('plan')).toBe('Kh');
  });

  test('an answer that the text would have replaced stays as it is', () => {
    const person = askedAboutFew();
    for (const typed of ['Sang năm tôi cố gắng hơn.', 'lưu', 'xong', 'quay lại', 'ab', 'quay lại'])
      person.write(typed);
    expect(person.said()).toMatchObject([{ step: 'politics', problem: { code: 'text-put-away' } }]);
    expect(person.answer('plan')).toBe('Kh\nSang năm tôi cố gắng hơn.');
  });

  test('"there is nothing" beside items is passed by for good, and no undo of it is promised', () => {
    const talk = talkTo(flowOf([textStep('politics'), listStep('promises', { min: 2 })]));
    talk.write('Tôi luôn vững vàng.').press('next').write('Học thêm tin học', 'không có');
    expect(talk.place()).toBe('unconfirmed');
    talk.press('back');
    expect([talk.place(), talk.problem()]).toEqual(['politics', 'text-dropped']);
    expect(talk.answer('promises')).toEqual(['Học thêm tin học']);
    expect([...talk.words.values()]).toEqual(['Tôi luôn vững vàng.', 'Học thêm tin học']);
    // What is undone is what was changed last.
    expect(talk.press('undo').answer('promises')).toBeUndefined();
  });

  test('"there is nothing" alone is passed by, and undo makes it an item', () => {
    const talk = talkTo(flowOf([textStep('politics'), listStep('promises')]));
    talk.write('Tôi luôn vững vàng.').press('next').write('không có').press('back');
    expect(talk.problem()).toBe('text-put-away');
    expect(talk.press('undo').answer('promises')).toEqual(['không có']);
  });

  test('where there is no way back, or the question is required, that is said and the text still waits', () => {
    const first = beginReview(flowOf([textStep('politics')]));
    first.write('Kh');
    first.write('quay lại');
    expect(first.said()).toMatchObject([{ type: 'unconfirmed', problem: { code: 'first-question' } }]);
    first.write('bỏ qua');
    expect(first.said()).toMatchObject([{ type: 'unconfirmed', problem: { code: 'required' } }]);
    first.write('lưu');
    expect(first.answer('politics')).toBe('Kh');
  });

  test('"hoàn tác" takes the text back, and that is said', () => {
    const person = askedAboutFew();
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([
      { type: 'question', step: 'plan', problem: { code: 'text-dropped' } },
    ]);
    expect(person.answer('plan')).toBeUndefined();
    expect(person.answer('politics')).toBe('Năm qua tôi luôn vững vàng.');
  });

  test('"hoàn tác" takes back what was written after the text first, which waits meanwhile', () => {
    const person = askedAboutFew();
    person.write('Sang năm tôi cố gắng hơn nũa.');
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([
      { type: 'unconfirmed', asks: 'few', step: 'plan', problem: { code: 'undone-beside' } },
    ]);
    expect(person.answer('plan')).toBeUndefined();
    person.write('Sang năm tôi cố gắng hơn nữa.');
    person.write('lưu');
    expect(person.answer('plan')).toBe('Kh\nSang năm tôi cố gắng hơn nữa.');
  });

  test('"hoàn tác" again and again goes on to the text and to what was written before it', () => {
    const person = askedAboutFew();
    for (const typed of ['Sang năm tôi cố gắng hơn.', 'Và học thêm tin học.', 'hoàn tác'])
      person.write(typed);
    expect(person.answer('plan')).toBe('Sang năm tôi cố gắng hơn.');
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([{ type: 'unconfirmed', problem: { code: 'undone-beside' } }]);
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([{ step: 'plan', problem: { code: 'text-dropped' } }]);
    person.write('hoàn tác');
    expect(person.said()).toMatchObject([{ step: 'politics', note: 'undone' }]);
    expect(person.answers()).toEqual({});
  });

  test('"hoàn tác" after an earlier message was edited takes the edit back, and the text still waits', () => {
    const talk = talkTo(flowOf([textStep('politics'), textStep('plan')])).writeAs('m', 'Tôi luôn vững vàng.');
    const asked = talk.press('next').writeFew('Kh').edit('m', 'Tôi luôn vững tin.');
    expect(asked.answer('politics')).toBe('Tôi luôn vững tin.');
    const undone = asked.press('undo');
    expect(undone.answer('politics')).toBe('Tôi luôn vững vàng.');
    expect([undone.place(), undone.problem()]).toEqual(['unconfirmed', 'undone-beside']);
    expect(undone.press('keep-text').answer('plan')).toBe('Kh');
  });

  test('"hoàn tác" leaves the text where what was written after it can no longer be taken back', () => {
    const talk = talkTo(flowOf([textStep('plan')]))
      .writeFew('Kh')
      .write('Tôi cố gắng hơn.');
    const undone = talk.wait(2 * DAY).press('undo');
    expect([undone.place(), undone.problem()]).toEqual(['unconfirmed', 'nothing-to-undo']);
    expect(undone.press('keep-text').answer('plan')).toBe('Kh\nTôi cố gắng hơn.');
  });
});
