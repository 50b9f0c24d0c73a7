import { describe, expect, test } from 'vitest';
import { flowOf, talkTo, textStep } from '../../support/flows.ts';
import { answered, LEVEL, lastOutput, OVERVIEW, REVIEW, toggle } from '../../support/review-flow.ts';

describe('editing from the overview', () => {
  test('shows how each question stands', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({
      items: [
        { step: 'politics', number: 1, status: 'answered' },
        { step: 'signs', number: 2, status: 'partly' },
        { step: 'plan', number: 3, status: 'open' },
      ],
      answered: 1,
      total: 3,
    });
  });

  test('leads through the follow-ups and back to the overview', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs' }, toggle('a'), 'next');
    expect(talk.place()).toBe('signs/account');
    expect(talk.write('vì sao').press('next').place()).toBe('signs/level');
    expect(talk.press('next').place()).toBe('overview');
  });

  test('does not lose the question that one was at', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('none'), 'next', LEVEL).write('dở dang');
    talk.press(OVERVIEW, { do: 'edit', step: 'politics' }).write('sửa').press('next');
    expect(talk.place()).toBe('overview');
    expect(talk.press('resume').place()).toBe('plan');
    expect(talk.write('viết tiếp').answer('plan')).toBe('dở dang\nviết tiếp');
  });

  test('announces no other question where the end of an answer leads back, or to the review', () => {
    const isLast = (talk: ReturnType<typeof answered>) => 'last' in lastOutput(talk);
    expect(isLast(talkTo(REVIEW).write('x'))).toBe(false);
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'politics' }).write('sửa');
    expect(isLast(talk)).toBe(true);
    expect(isLast(talk.press('next', 'resume').write('kế hoạch'))).toBe(true);
    expect(talk.press('next').place()).toBe('review');
  });

  test('lets one go back and forth on the way', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs/level' }, 'back', 'next');
    expect(talk.place()).toBe('signs/level');
    expect(talk.press('next').place()).toBe('overview');
  });

  test('asks for what an edit made necessary before submitting', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs' }, toggle('b'), OVERVIEW);
    talk.press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 1 });
    expect(talk.offers()).not.toContain('submit');
    expect(talk.press('submit').problem()).toBe('answers-missing');
    talk.press({ do: 'edit', step: 'signs/account' }).write('giải trình').press('next', 'next');
    expect(talk.place()).toBe('review');
    expect(talk.offers()).toContain('submit');
  });

  test('keeps answers to questions that are no longer asked, and does not hand them in', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), 'next').write('giải trình');
    talk.press('back', toggle('none'), 'next', LEVEL, 'skip', 'submit');
    expect(talk.answer('signs/account')).toBe('giải trình');
    expect(talk.submitted[0]?.answers.map(([id]) => id)).toEqual([
      'politics',
      'signs',
      'signs/level',
      'plan',
    ]);
  });

  test('refuses what belongs to another question or to none', () => {
    const talk = talkTo(REVIEW);
    expect(talk.press(toggle('a')).problem()).toBe('no-longer-here');
    expect(talk.press({ do: 'edit', step: 'gone' }).problem()).toBe('question-gone');
    expect(talk.press({ do: 'edit', step: 'signs/account' }).problem()).toBe('question-gone');
    expect(talk.state.draft.answers).toEqual({});
  });

  test('has pages', () => {
    const flow = flowOf(Array.from({ length: 20 }, (_, index) => textStep(`q${index}`)));
    const talk = talkTo(flow).press({ do: 'overview', page: 1 });
    expect(lastOutput(talk)).toMatchObject({ page: 1, pages: 3 });
    expect(talk.press({ do: 'overview', page: 99 }).outputs[0]).toMatchObject({ page: 2 });
  });
});

test('an action that an earlier version of the program offered and that is gone changes nothing, and that is said', () => {
  const talk = talkTo(REVIEW).write('x');
  const before = talk.state.draft.answers;
  talk.press({ do: 'keep-everything' } as never);
  expect(talk.problem()).toBe('no-longer-here');
  expect(talk.offers()).not.toEqual([]);
  expect(talk.state.draft.answers).toEqual(before);
});
