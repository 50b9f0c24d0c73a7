import { expect, test } from 'vitest';
import { readState } from '../../../flows/engine/read-state.ts';
import { reversalsOf } from '../../../flows/engine/reversal.ts';
import { DAY, talkTo } from '../../support/flows.ts';
import { REVIEW } from '../../support/review-flow.ts';

test('a state of shape 3 is read, and what it can undo can still be undone', () => {
  const { state } = talkTo(REVIEW)
    .write('Một')
    .wait(DAY / 2)
    .press('next')
    .write('Hai');
  const { undo } = state.cursor;
  expect(undo.flatMap((one) => Object.values(reversalsOf(one)))).toContainEqual({ kind: 'none' });
  const asShape3 = undo.map((one) => ({
    ...{ ...one, open: one.open === true },
    reversals: Object.fromEntries(
      Object.entries(reversalsOf(one)).map(([step, reversal]) => [
        step,
        reversal.kind === 'none' ? { kind: 'whole', answer: null } : reversal,
      ]),
    ),
  }));
  const answers = Object.entries(state.draft.answers).map(([step, answer]) => [step, JSON.stringify(answer)]);
  const saved = {
    facts: JSON.stringify({ ...state.draft.facts, shape: 3 }),
    cursor: JSON.stringify({ ...state.cursor, undo: asShape3 }),
    answers: Object.fromEntries(answers),
  };
  const undoNow = undo.map((one) => ({ ...one, open: one.open === true, reversals: reversalsOf(one) }));
  expect(readState(saved)).toEqual({ state: { ...state, cursor: { ...state.cursor, undo: undoNow } } });
});
