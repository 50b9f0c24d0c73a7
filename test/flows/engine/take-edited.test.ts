import { describe, expect, test } from 'vitest';
import { flowOf, listStep, talkTo, textStep } from '../../support/flows.ts';
import { answered, lastOutput, REVIEW } from '../../support/review-flow.ts';

describe('an edited message', () => {
  test('changes its part of an answer, from wherever the person stands, and they stay there', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'một').writeAs('m2', 'hai').press('next');
    const place = talk.place();
    talk.edit('m1', 'MỘT');
    expect(talk.answer('politics')).toBe('MỘT\nhai');
    expect(talk.place()).toBe(place);
    expect(lastOutput(talk)).toMatchObject({ type: 'edited', step: 'politics', number: 1, length: 6 });
  });

  test('changes one item of a list, and a piece of a cut message stays joined', () => {
    const talk = talkTo(flowOf([listStep('promises')]))
      .writeAs('m1', 'Một')
      .writeAs('m2', 'Hai');
    expect(talk.edit('m2', 'Ba').answer('promises')).toEqual(['Một', 'Ba']);
    const cut = talkTo(REVIEW).writeAs('a', 'đầu ').writeRest('đuôi');
    expect(cut.edit('a', 'ĐẦU ').answer('politics')).toBe('ĐẦU đuôi');
  });

  test.each([' ', '\n\n', ''])('keeps what stood between the pieces of a cut message: %j', (joint) => {
    const talk = talkTo(REVIEW).writeAs('a', 'đầu').writeRest(`${joint}đuôi`, 'b');
    expect(talk.edit('b', 'ĐUÔI').answer('politics')).toBe(`đầu${joint}ĐUÔI`);
    expect(talk.edit('b', 'lần nữa').answer('politics')).toBe(`đầu${joint}lần nữa`);
  });

  test('is undone like any other change, and its words are given up in the end', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'cũ').edit('m1', 'mới');
    expect(talk.press('undo').answer('politics')).toBe('cũ');
    expect([...talk.words.values()]).toEqual(['cũ']);
  });

  test('is undone where its question is, from wherever the person stands', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'cũ').press('next').edit('m1', 'mới').press('undo');
    expect(talk.place()).toBe('politics');
    expect(lastOutput(talk)).toMatchObject({ step: 'politics', note: 'undone' });
    expect(lastOutput(talk)).not.toHaveProperty('open');
    expect(talk.answer('politics')).toBe('cũ');
  });

  test('stays edited when another change is undone, and is discarded and brought back with all the rest', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'một').writeAs('m2', 'hai').edit('m1', 'MỘT').write('ba');
    expect(talk.press('undo').answer('politics')).toBe('MỘT\nhai');
    talk.press('cancel', 'discard');
    expect(lastOutput(talk.edit('m1', 'x'))).toMatchObject({ problem: { code: 'edit-not-an-answer' } });
    expect(talk.press('undo').answer('politics')).toBe('MỘT\nhai');
    expect(talk.press('undo').answer('politics')).toBe('một\nhai');
    expect(talk.press('undo', 'undo').answer('politics')).toBeUndefined();
    expect(talk.words.size).toBe(0);
  });

  test('between the pieces of a cut message that ends secret does not keep the beginning of that', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'cũ').writeAs('m2', 'đầu ').edit('m1', 'mới');
    talk.writeRest('\nTỐI MẬT', 'm3');
    expect(talk.problem()).toBe('secret');
    expect([...talk.words.values()]).toEqual(['cũ']);
  });

  test('can be edited again', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'a').edit('m1', 'b').edit('m1', 'c');
    expect(talk.answer('politics')).toBe('c');
  });

  test.each([
    ['secret', 'TỐI MẬT\nnội dung'],
    ['empty', ' '],
    ['too-long', 'x'.repeat(21)],
  ])('that cannot be an answer is refused as %s, and the answer stays', (code, text) => {
    const talk = talkTo(flowOf([textStep('politics', { max: 20 })])).writeAs('m1', 'được giữ');
    talk.edit('m1', text);
    expect(lastOutput(talk)).toMatchObject({ type: 'edit-missed', problem: { code } });
    expect(talk.answer('politics')).toBe('được giữ');
    expect([...talk.words.values()]).toEqual(['được giữ']);
  });

  test('that was no answer, or no longer is one, changes nothing and that is said', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'một').press('undo');
    expect(lastOutput(talk.edit('m1', 'hai'))).toMatchObject({ problem: { code: 'edit-not-an-answer' } });
    expect(lastOutput(talk.edit('never', 'x'))).toMatchObject({ problem: { code: 'edit-not-an-answer' } });
    expect(talk.answer('politics')).toBeUndefined();
  });

  test('after handing in changes the draft, and the person hears that the version does not follow', () => {
    const talk = answered().press('back').writeAs('m9', 'Cố gắng hơn').press('next', 'submit');
    const frozen = talk.submitted.at(-1);
    talk.edit('m9', 'Cố gắng nữa');
    expect(lastOutput(talk)).toMatchObject({ type: 'edited', submission: 1 });
    expect(talk.state.draft.facts.submission).toMatchObject({ number: 1, changedSince: true });
    const plan = frozen?.answers.find(([step]) => step === 'plan')?.[1];
    const kept = plan?.kind === 'text' ? plan.parts.map(({ id }) => talk.words.get(id)) : [];
    expect(kept).toEqual(['Cố gắng hơn']);
  });
});
