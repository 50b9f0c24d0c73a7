import { describe, expect, test } from 'vitest';
import type { Action } from '../../../flows/engine/events.ts';
import { flowOf, sameText, type Talk, talkTo, textStep } from '../../support/flows.ts';
import { answered, lastOutput, REVIEW, toggle } from '../../support/review-flow.ts';

const REVIEW_CARD = { do: 'review', page: 0 } as const;
const LONG = 'Tự soi, tự sửa. '.repeat(30);

/** Twelve answers: three pages of the review. */
function reviewed(): Talk {
  const flow = flowOf(Array.from({ length: 12 }, (_, index) => textStep(`q${index}`)));
  const talk = talkTo(flow);
  for (const { id } of flow.steps) talk.write(`câu trả lời ${id}`).press('next');
  return talk;
}

/** The actions of the card in front. */
function ways(talk: Talk): readonly Action[] {
  const last = lastOutput(talk);
  return 'actions' in last ? last.actions : [];
}

function pageOf(talk: Talk): unknown {
  const last = lastOutput(talk);
  return 'page' in last ? last.page : undefined;
}

describe('pages', () => {
  test.each([
    ['the review', REVIEW_CARD, (talk: Talk) => ways(talk).at(-1), (talk: Talk) => ways(talk).at(-2)],
    [
      'the overview',
      { do: 'overview', page: 0 } as const,
      (talk: Talk) => ways(talk)[1],
      (talk: Talk) => ways(talk)[0],
    ],
  ])(
    'of %s are turned by buttons that stay in their places and stop at the ends',
    (_, card, next, before) => {
      const talk = reviewed().press(card);
      const last = (lastOutput(talk) as { pages: number }).pages - 1;
      const forth = [1, 2, 3, 4].map(() => pageOf(talk.press(next(talk) as Action)));
      expect(forth).toEqual([1, 2, 3, 4].map((page) => Math.min(page, last)));
      const back = [1, 2, 3, 4].map(() => pageOf(talk.press(before(talk) as Action)));
      expect(back).toEqual([1, 2, 3, 4].map((turned) => Math.max(last - turned, 0)));
    },
  );

  test('are not turned where there is one only', () => {
    expect(answered().offers()).toEqual(['submit', 'overview', 'leave']);
  });
});

describe('handing in', () => {
  test('is offered on the last page; asked for before, it leads there and says so', () => {
    const talk = reviewed();
    expect(talk.offers()).not.toContain('submit');
    talk.press('submit');
    expect(lastOutput(talk)).toMatchObject({ type: 'review', page: 2, problem: { code: 'submit-here' } });
    expect(talk.submitted).toEqual([]);
    expect(talk.offers()[0]).toBe('submit');
    expect(talk.press('submit').submitted).toHaveLength(1);
  });

  test('again without a change is neither offered nor done, and that is said', () => {
    const talk = answered().press('submit', REVIEW_CARD);
    expect(lastOutput(talk)).toMatchObject({ type: 'review', missing: 0, unchanged: 1 });
    expect(talk.offers()).not.toContain('submit');
    expect(talk.press('submit').problem()).toBe('nothing-changed');
    expect(talk.submitted).toHaveLength(1);
    talk.press({ do: 'edit', step: 'plan' }).write('khác').press('next');
    expect(lastOutput(talk)).not.toHaveProperty('unchanged');
    expect(talk.press('submit').submitted.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('is not asked for again by a skipped question that may stay open', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('none'), 'next');
    talk.press({ do: 'choose', step: 'signs/level', option: 'yes' }, 'skip', 'submit');
    expect(lastOutput(talk.press('leave'))).toMatchObject({ answered: 2, skipped: 1, missing: 0, total: 3 });
  });
});

describe('an answer in the review', () => {
  test('is changed from there, and one comes back to the same page', () => {
    const talk = reviewed().press({ do: 'review', page: 1 });
    const last = lastOutput(talk);
    expect('choices' in last && last.choices).toEqual(
      [5, 6, 7, 8, 9].map((index) => ({ do: 'edit', step: `q${index}`, number: index + 1 })),
    );
    talk.press({ do: 'edit', step: 'q6', number: 7 }).write('sửa rồi').press('next');
    expect(lastOutput(talk)).toMatchObject({ type: 'review', page: 1 });
  });

  test('that is long is opened whole, changed, or left for the same page', () => {
    const talk = talkTo(REVIEW).write(LONG, LONG).press('next', REVIEW_CARD);
    const last = lastOutput(talk);
    expect('choices' in last && last.choices.slice(0, 3)).toMatchObject([
      { do: 'read', step: 'politics' },
      { do: 'edit', step: 'politics' },
      { do: 'edit', step: 'signs' },
    ]);
    talk.press({ do: 'read', step: 'politics' });
    expect(lastOutput(talk)).toMatchObject({
      ...{ type: 'answer', step: 'politics', number: 1, answer: { kind: 'text' } },
      actions: [
        { do: 'edit', step: 'politics' },
        { do: 'review', page: 0 },
      ],
    });
    expect(talk.press({ do: 'edit', step: 'politics' }, 'next').place()).toBe('review');
  });

  test('to a question that is gone is opened, but not changed', () => {
    const talk = talkTo(REVIEW).write(LONG);
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press(REVIEW_CARD, { do: 'read', step: 'politics' });
    expect(lastOutput(talk)).toMatchObject({ type: 'answer', retired: sameText('politics') });
    expect(talk.offers()).toEqual(['review']);
    expect(talk.press({ do: 'read', step: 'never' }).problem()).toBe('question-gone');
  });
});
