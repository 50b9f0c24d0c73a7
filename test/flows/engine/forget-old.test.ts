import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forgetOld } from '../../../flows/engine/forget-old.ts';
import type { FlowState } from '../../../flows/engine/state.ts';
import { applyResult } from '../../../flows/engine/step.ts';
import { flows, moves } from '../../support/flow-arbitraries.ts';
import { createWorld } from '../../support/flow-world.ts';
import { continueTalk, DAY, flowOf, HOUR, MINUTE, type Talk, talkTo, textStep } from '../../support/flows.ts';
import { answered } from '../../support/review-flow.ts';

function later(talk: Talk, by: number): string {
  return new Date(Date.parse(talk.state.cursor.touchedAt) + by).toISOString();
}

/** The state after everything old is forgotten, and the words that are left then. */
function forget(talk: Talk, by: number): { state: FlowState; words: string[] } {
  const result = forgetOld(talk.state, later(talk, by));
  const dropped = new Set(result?.dropped);
  const words = [...talk.words].filter(([id]) => !dropped.has(id)).map(([, text]) => text);
  return {
    state: result === undefined ? talk.state : applyResult(talk.state, { ...result, outputs: [] }),
    words,
  };
}

describe('a day after all answers were discarded', () => {
  const discarded = () => answered().press('cancel', 'discard');

  test('nothing of them is left, and the person stands where they stood', () => {
    const talk = discarded();
    const { state, words } = forget(talk, DAY);
    expect(words).toEqual([]);
    const { draft, cursor } = talk.state;
    const facts = { ...draft.facts, erasedAt: cursor.undo.at(-1)?.at };
    expect(state).toEqual({ draft: { ...draft, facts }, cursor: { ...cursor, undo: [] } });
  });

  test('they cannot be brought back, though nothing was forgotten in between', () => {
    const talk = discarded().wait(DAY).press('undo');
    expect(talk.problem()).toBe('nothing-to-undo');
    expect(talk.words.size).toBe(0);
    expect(talk.state.draft.answers).toEqual({});
  });

  test('and until then they can', () => {
    const talk = discarded();
    expect(forgetOld(talk.state, later(talk, DAY - 8 * MINUTE))?.cursor.undo.at(-1)).toBeDefined();
    expect(
      talk
        .wait(DAY - HOUR)
        .press('undo')
        .answer('politics'),
    ).toBe('Vững vàng');
  });
});

test('what was taken away a day ago goes, what was taken away since stays', () => {
  const talk = talkTo(flowOf([textStep('one')])).writeAs('m', 'đầu tiên');
  talk
    .edit('m', 'thứ hai')
    .wait(DAY - HOUR)
    .edit('m', 'thứ ba');
  const { state, words } = forget(talk, 2 * HOUR);
  expect(words).toEqual(['thứ hai', 'thứ ba']);
  const back = continueTalk(flowOf([textStep('one')]), {
    state,
    words: talk.words,
  }).press('undo');
  expect(back.answer('one')).toBe('thứ hai');
  expect(back.press('undo').problem()).toBe('nothing-to-undo');
});

test('an undo from before its time was noted is a day old, and so is all before it', () => {
  const talk = talkTo(flowOf([textStep('one')]))
    .writeAs('m', 'đầu tiên')
    .edit('m', 'thứ hai');
  const [first, second] = talk.state.cursor.undo;
  const { at: _at, ...unknown } = second as NonNullable<typeof second>;
  const cursor = { ...talk.state.cursor, undo: [first as NonNullable<typeof first>, unknown] };
  const result = forgetOld({ ...talk.state, cursor }, later(talk, 0));
  expect(result?.cursor.undo).toEqual([]);
  expect(result?.dropped).toEqual([1]);
});

test('what a version on its way refers to waits until it is recorded', () => {
  const talk = answered().press('submit', 'cancel', 'discard').wait(DAY).showAgain();
  expect([...talk.words.values()]).toEqual(['Vững vàng', 'Cố gắng']);
  expect(talk.recorded(1).words.size).toBe(0);
});

test('whatever was done, after a day there is nothing to undo, no answer has changed, and it is done once', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      for (const move of sequence) world.move(move);
      const { state } = world;
      const at = new Date(Date.parse(state.cursor.touchedAt) + 2 * DAY).toISOString();
      const result = forgetOld(state, at);
      expect(result === undefined).toBe(state.cursor.undo.length === 0);
      if (result === undefined) return;
      expect(result.answers).toEqual({});
      expect({ ...result.cursor, undo: [] }).toEqual({ ...state.cursor, undo: [] });
      expect(result.cursor.undo).toEqual([]);
      expect(forgetOld(applyResult(state, { ...result, outputs: [] }), at)).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});
