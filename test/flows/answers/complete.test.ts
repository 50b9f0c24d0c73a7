import { describe, expect, test } from 'vitest';
import { lengthOf, whyIncomplete } from '../../../flows/answers/complete.ts';
import type { Answer } from '../../../flows/engine/state.ts';
import {
  choiceStep,
  choicesStep,
  dateStep,
  listStep,
  numberStep,
  plainStep,
  textStep,
} from '../../support/flows.ts';

const AT = '2026-11-02T02:00:00.000Z';
const NUMBER: Answer = { kind: 'number', value: 5, at: AT };
const CHOICES: Answer = { kind: 'choices', values: ['a', 'b'], at: AT };

describe('an answer is enough', () => {
  test('or lacking, or skipped where that is not allowed', () => {
    expect(whyIncomplete(numberStep('n'), undefined)?.code).toBe('answer-first');
    expect(whyIncomplete(numberStep('n'), NUMBER)).toBeUndefined();
    const skipped: Answer = { kind: 'skipped', at: AT };
    expect(whyIncomplete(numberStep('n'), skipped)?.code).toBe('required');
    expect(whyIncomplete(numberStep('n', { required: false }), skipped)).toBeUndefined();
    expect(whyIncomplete(plainStep('info', 'i'), undefined)).toBeUndefined();
  });

  test('when it is long enough, in code points', () => {
    const parts = [
      { id: 1, length: 3 },
      { id: 2, length: 4 },
    ];
    const answer: Answer = { kind: 'text', parts, at: AT };
    expect(lengthOf(parts)).toBe(7);
    expect(whyIncomplete(textStep('t', { min: 7 }), answer)).toBeUndefined();
    expect(whyIncomplete(textStep('t', { min: 8 }), answer)).toEqual({
      code: 'too-short',
      details: { min: 8, length: 7 },
    });
    expect(whyIncomplete(textStep('t', { max: 5 }), answer)).toBeUndefined();
  });

  test('when there are enough of it, and not too many', () => {
    const items = [[{ id: 1, length: 1 }], [{ id: 2, length: 1 }]];
    const list: Answer = { kind: 'list', items, at: AT };
    expect(whyIncomplete(listStep('l', { min: 3 }), list)?.code).toBe('too-few');
    expect(whyIncomplete(listStep('l', { max: 1 }), list)?.code).toBe('too-many');
    expect(whyIncomplete(listStep('l', { min: 2, max: 2 }), list)).toBeUndefined();
    expect(whyIncomplete(choicesStep('c', { min: 3 }), CHOICES)?.code).toBe('too-few');
    expect(whyIncomplete(choicesStep('c', { min: 0 }), CHOICES)).toBeUndefined();
  });
});

describe('an answer no longer fits', () => {
  test.each([
    ['a question of another kind', textStep('n'), NUMBER],
    ['a narrower range', numberStep('n', { max: 4 }), NUMBER],
    ['other days', dateStep('d'), { kind: 'date', value: '2025-12-31', at: AT } as const],
    ['other options', choiceStep('c'), { kind: 'choice', value: 'gone', at: AT } as const],
    ['fewer options', choicesStep('c', { options: [] }), CHOICES],
  ])('%s', (_, step, answer) => {
    expect(whyIncomplete(step, answer)?.code).toBe('answer-again');
  });
});
