import { expect, test } from 'vitest';
import { eraseAll } from '../../../flows/engine/erase-all.ts';
import { start } from '../../../flows/engine/start.ts';
import { flowOf, textStep } from '../../support/flows.ts';

const AT = '2026-11-24T02:00:00.000Z';

test('that a version was handed in stays, and the numbers go on; what was picked in it does not stay', () => {
  const state = start(flowOf([textStep('politics')]), AT);
  const submission = { number: 2, submittedAt: AT, changedSince: true, changed: { rank: '"good"' } } as const;
  const facts = { ...state.draft.facts, takenNumber: 3 };
  const written = { ...state, draft: { ...state.draft, facts } };
  const left = eraseAll(written, { at: AT, records: false, submission });
  expect(left.draft.facts).toMatchObject({
    ...{ erasedAt: AT, takenNumber: 3 },
    submission: { number: 2, submittedAt: AT, changedSince: true },
  });
  expect(JSON.stringify(left)).not.toContain('good');
  const none = eraseAll(written, { at: AT, records: true, submission }).draft.facts;
  expect([none.submission, none.takenNumber]).toEqual([null, undefined]);
});
