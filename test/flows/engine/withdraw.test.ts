import { expect, test } from 'vitest';
import { talkTo } from '../../support/flows.ts';
import { answered, lastOutput, OVERVIEW, REVIEW } from '../../support/review-flow.ts';

test('withdrawing is offered after handing in, asks first, and keeps every answer', () => {
  const talk = answered().press('submit');
  expect(talk.offers()).toContain('withdraw');
  const { answers } = talk.state.draft;
  talk.press('withdraw');
  expect(lastOutput(talk)).toMatchObject({ type: 'withdraw', submission: 1 });
  expect(talk.state.draft.facts.submission).not.toHaveProperty('withdrawnAt');
  expect(talk.press('resume').place()).toBe('plan');
  expect(talk.press(OVERVIEW, 'withdraw', 'resume').place()).toBe('overview');

  talk.press('withdraw', 'confirm-withdrawal');
  expect(lastOutput(talk)).toMatchObject({ type: 'withdrawal', submission: 1 });
  expect(talk.state.draft.facts.submission).toMatchObject({ number: 1, withdrawnAt: expect.any(String) });
  expect(talk.state.draft.answers).toEqual(answers);
});

test('only what is handed in can be withdrawn, and once', () => {
  expect(talkTo(REVIEW).press('withdraw').problem()).toBe('nothing-to-withdraw');
  const talk = answered().press('submit', 'withdraw', 'confirm-withdrawal');
  expect(talk.press('withdraw').problem()).toBe('nothing-to-withdraw');
  expect(talk.press('confirm-withdrawal').place()).toBe('rest');
});

test('is only confirmed where it was asked', () => {
  const talk = answered().press('submit', OVERVIEW, 'confirm-withdrawal');
  expect(talk.state.draft.facts.submission).not.toHaveProperty('withdrawnAt');
  talk.press('withdraw').refused('submit', 1).press('confirm-withdrawal');
  expect(talk.state.draft.facts.submission).toBeNull();
});

test('words that do not answer the question are not kept, and it is asked again', () => {
  const talk = answered().press('submit', 'withdraw');
  expect(talk.write('chào').problem()).toBe('asked-already');
  expect(talk.place()).toBe('withdraw');
  expect(talk.press('cancel').write('chào').problem()).toBe('asked-already');
});
