import { describe, expect, test } from 'vitest';
import {
  choiceStep,
  DAY,
  flowOf,
  numberStep,
  sameText,
  talkTo,
  textStep,
  when,
} from '../../support/flows.ts';
import { answered, LEVEL, lastOutput, OVERVIEW, REVIEW, toggle } from '../../support/review-flow.ts';

describe('a cycle file that changes in the middle', () => {
  test('keeps the place and the answers', () => {
    const talk = answered()
      .press('leave')
      .wait(30 * DAY);
    talk.upgrade(flowOf([textStep('new'), ...REVIEW.steps], 'v2')).press('resume');
    expect(talk.place()).toBe('plan');
    expect(lastOutput(talk)).toMatchObject({ number: 4, total: 4 });
    talk.press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 1 });
  });

  test('shows the answers of questions that are gone, and hands them in', () => {
    const talk = talkTo(REVIEW).write('Vững vàng');
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press({ do: 'resume' });
    expect(talk.place()).toBe('signs');
    talk.press(toggle('none'), 'next', LEVEL, 'skip');
    expect(lastOutput(talk)).toMatchObject({
      items: [{}, {}, {}, { step: 'politics', retired: sameText('politics'), answer: { kind: 'text' } }],
    });
    talk.press(OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({ retired: ['politics'] });
    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted[0]?.answers.at(-1)?.[0]).toBe('politics');
    expect(talk.upgrade(REVIEW).press('resume', 'back').answer('politics')).toBe('Vững vàng');
    expect(talk.state.draft.facts.retired).toEqual({});
  });

  test('of what is handed in once, the answer to a question that is gone was about something else: it only comes back with its question', () => {
    const act = { ...flowOf([textStep('day-1'), textStep('why')]), isFinal: true as const };
    const changed = { ...flowOf([textStep('day-2'), textStep('why')], 'v2'), isFinal: true as const };
    const talk = talkTo(act).write('Ngày một').press('next').write('Vì sao').press('next');
    talk.upgrade(changed).press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ items: [{ step: 'day-2' }, { step: 'why' }], missing: 1 });
    talk.press({ do: 'edit', step: 'day-2' }).write('Ngày hai').press('next', 'submit');
    expect(talk.submitted[0]?.answers.map(([step]) => step)).toEqual(['day-2', 'why']);
    expect(talk.submitted[0]?.retired).toEqual({});
    expect(talk.refused('submit', 1).upgrade(act).answer('day-1')).toBe('Ngày một');
  });

  test('an undo of an answer to a question that is gone is seen and handed in too', () => {
    const talk = talkTo(REVIEW).write('Vững vàng').press('undo').write('khác').press('next', 'back');
    talk.write('khác nữa').press('cancel', 'discard');
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press('undo', OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({ retired: ['politics'] });
    expect(talk.answer('politics')).toBe('khác nữa');
  });

  test('what was edited in a question that is gone comes back by undo, and so does the question', () => {
    const talk = talkTo(REVIEW).writeAs('m1', 'cũ').edit('m1', 'mới').press('next');
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press('undo');
    expect(talk.place()).toBe('signs');
    expect(talk.answer('politics')).toBe('cũ');
    expect(lastOutput(talk.press(OVERVIEW))).toMatchObject({ retired: ['politics'] });
    expect(talk.upgrade(REVIEW).press('undo').answer('politics')).toBeUndefined();
    expect(talk.words.size).toBe(0);
  });

  test('an answer that was written beside a text of a few letters is not replaced by it when the change is taken back', () => {
    const flow = flowOf([textStep('plan')]);
    const talk = talkTo(flow).press('resume').writeFew('Kh').write('Sang năm tôi cố gắng hơn.');
    talk
      .upgrade(flowOf([textStep('other')], 'v2'))
      .press('resume')
      .upgrade(flow)
      .press('keep-text');
    expect(talk.answer('plan')).toBe('Kh\nSang năm tôi cố gắng hơn.');
  });

  test('asks again where the old answer does not fit the question any more', () => {
    const talk = answered();
    const steps = REVIEW.steps.map((one) =>
      one.id === 'politics'
        ? numberStep('politics')
        : one.id === 'signs/level'
          ? { ...choiceStep(one.id), options: [] }
          : one,
    );
    talk.upgrade(flowOf(steps, 'v2')).press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 2 });
    expect(talk.answer('politics')).toBe('Vững vàng');
    talk.press({ do: 'edit', step: 'politics' }, 'next');
    expect(talk.problem()).toBe('answer-again');
    expect(talk.write('7').answer('politics')).toBe(7);
    expect(talk.press('undo').answer('politics')).toBe('Vững vàng');
  });

  test('leaves no one at a question that is not asked any more', () => {
    const flow = flowOf([choiceStep('leads'), textStep('all'), textStep('last')]);
    const talk = talkTo(flow).write('no');
    expect(talk.place()).toBe('all');
    const changed = [choiceStep('leads'), textStep('all', when('leads', 'yes')), textStep('last')];
    expect(talk.upgrade(flowOf(changed, 'v2')).showAgain().place()).toBe('last');
  });

  test('does not lose text that waits for a word', () => {
    const talk = talkTo(REVIEW)
      .wait(30 * DAY)
      .write('muộn');
    const changed = [numberStep('politics'), ...REVIEW.steps.slice(1)];
    talk.upgrade(flowOf(changed, 'v2')).showAgain();
    expect(talk.place()).toBe('unconfirmed');
    expect(lastOutput(talk)).toMatchObject({ step: 'plan' });
    expect(talk.press('keep-text').answer('plan')).toBe('muộn');
  });

  test('does not part a message that the channel cuts meanwhile', () => {
    const talk = talkTo(REVIEW).write('nửa trước, ');
    talk
      .upgrade(flowOf(REVIEW.steps.slice(1), 'v2'))
      .upgrade(REVIEW)
      .showAgain();
    expect(talk.writeRest('nửa sau').answer('politics')).toBe('nửa trước, nửa sau');
  });
});
