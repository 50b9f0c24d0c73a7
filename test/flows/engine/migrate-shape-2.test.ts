import { expect, test } from 'vitest';
import { readState } from '../../../flows/engine/read-state.ts';
import { DAY, talkTo } from '../../support/flows.ts';
import { REVIEW } from '../../support/review-flow.ts';

test('a state of shape 2 is read, with the text that the person has to confirm', () => {
  const { state } = talkTo(REVIEW).wait(DAY).write('Một');
  const { unconfirmed, ...cursor } = state.cursor;
  expect(unconfirmed).toHaveLength(1);
  const saved = {
    facts: JSON.stringify({ ...state.draft.facts, shape: 2 }),
    cursor: JSON.stringify({ ...cursor, place: 'late', late: unconfirmed }),
    answers: {},
  };
  expect(readState(saved)).toEqual({ state });
});
