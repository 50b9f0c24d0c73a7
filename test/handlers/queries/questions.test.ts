import { expect, test } from 'vitest';
import { start } from '../../../flows/engine/start.ts';
import { isDone } from '../../../handlers/queries/questions.ts';
import { flowOf, textStep } from '../../support/flows.ts';

test('a draft is done once it was handed in for good, and not where that was refused or can be changed', () => {
  const flow = { ...flowOf([textStep('a')]), isFinal: true as const };
  const state = start(flow, '2026-11-23T02:00:00Z');
  const { draft } = state;
  const submission = { number: 1, submittedAt: '2026-11-23T02:00:00Z' };
  const handedIn = { ...state, draft: { ...draft, facts: { ...draft.facts, submission } } };
  expect(isDone({ flow }, undefined)).toBe(false);
  expect(isDone({ flow }, state)).toBe(false);
  expect(isDone({ flow }, handedIn)).toBe(true);
  expect(isDone({ flow: flowOf([textStep('a')]) }, handedIn)).toBe(false);
});
