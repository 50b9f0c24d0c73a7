import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readState, type SavedState } from '../../../flows/engine/read-state.ts';
import { encodeCursor } from '../../../flows/engine/saved-cursor.ts';
import type { FlowState } from '../../../flows/engine/state.ts';
import shape1 from '../../fixtures/drafts/shape-1.json' with { type: 'json' };
import { flows, moves } from '../../support/flow-arbitraries.ts';
import { createWorld } from '../../support/flow-world.ts';
import {
  choiceStep,
  choicesStep,
  continueTalk,
  flowOf,
  listStep,
  plainStep,
  type Talk,
  textStep,
} from '../../support/flows.ts';
import { answered } from '../../support/review-flow.ts';

function savedOf({ draft, cursor }: FlowState): SavedState {
  const answers = Object.entries(draft.answers).map(([step, answer]) => [step, JSON.stringify(answer)]);
  return {
    facts: JSON.stringify(draft.facts),
    cursor: encodeCursor(cursor),
    answers: Object.fromEntries(answers),
  };
}

test('whatever the engine makes is read as it was saved', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      for (const move of sequence) world.move(move);
      expect(readState(savedOf(world.state))).toEqual({ state: world.state });
    }),
    { numRuns: 150 },
  );
});

describe('a state that this version did not write', () => {
  const { draft, cursor } = answered().press('submit').state;
  const saved = savedOf({ draft, cursor });

  test.each([
    ['of a newer shape', { facts: JSON.stringify({ ...draft.facts, shape: 5 }) }],
    ['of a newer shape that is otherwise strange', { facts: JSON.stringify({ shape: 17, all: 'else' }) }],
    ['of an engine before the first', { facts: undefined, cursor: JSON.stringify({ engine: 0 }) }],
  ])('%s is told to be of another shape', (_, change) => {
    expect(readState({ ...saved, ...change })).toEqual({ unreadable: 'other-shape' });
  });

  test.each([
    ['whose facts are no JSON', { facts: '{' }],
    ['without facts', { facts: undefined }],
    ['without a cursor', { cursor: undefined }],
    ['with a cursor that lacks something', { cursor: JSON.stringify({ ...cursor, undo: undefined }) }],
    ...[5, [null], [{}], [{ reversals: { politics: null } }]].map((undo): [string, Partial<SavedState>] => [
      `of shape 3 whose undo is ${JSON.stringify(undo)}`,
      {
        facts: JSON.stringify({ ...draft.facts, shape: 3 }),
        cursor: JSON.stringify({ ...cursor, undo }),
      },
    ]),
    ['with more than a cursor has', { cursor: JSON.stringify({ ...cursor, further: 1 }) }],
    ['with an answer of an unknown kind', { answers: { politics: '{"kind":"song","at":""}' } }],
    ['with an answer that is cut off', { answers: { politics: '{"kind":"te' } }],
    ['of nothing', { facts: undefined, cursor: undefined, answers: {} }],
    [
      'of shape 1 that is no longer whole',
      { facts: undefined, cursor: '{"engine":1,"flow":"v1"}', answers: {} },
    ],
  ])('%s is told to be malformed', (_, change) => {
    expect(readState({ ...saved, ...change })).toEqual({ unreadable: 'malformed' });
  });
});

/** The questions that the fixture was answered with. */
const FLOW = flowOf([
  textStep('politics'),
  choicesStep('signs', { none: 'none' }),
  textStep('signs/account', { followUp: true, when: { answer: 'signs', isNot: ['none'] } }),
  choiceStep('signs/level', { followUp: true }),
  listStep('promises'),
  plainStep('attachment', 'papers', { required: false, max: 3 } as object),
  textStep('plan', { required: false }),
]);

/** The state of shape 1, which holds a text that came late, twelve changes, and a version on its way. */
function readFixture(): Talk {
  const fields: Record<string, string> = shape1.fields;
  const answers = FLOW.steps.flatMap(({ id }) => {
    const json = fields[`answer:${id}`];
    return json === undefined ? [] : [[id, json] as const];
  });
  const read = readState({ cursor: fields.cursor, answers: Object.fromEntries(answers) });
  if (!('state' in read)) throw new Error(read.unreadable);
  const words = Object.entries(shape1.texts).map(([id, text]) => [Number(id), text] as const);
  return continueTalk(FLOW, { state: read.state, words: new Map(words) });
}

function answersOf(talk: Talk): Record<string, unknown> {
  const all = FLOW.steps.map(({ id }) => [id, talk.answer(id)] as const);
  return Object.fromEntries(all.filter(([, answer]) => answer !== undefined));
}

describe('a state that was saved in shape 1', () => {
  test('has the same answers, and its author stands where they stood', () => {
    const talk = readFixture();
    expect(answersOf(talk)).toEqual(shape1.written);
    expect(talk.place()).toBe('unconfirmed');
    expect(talk.state.draft.facts).toMatchObject({
      submission: { number: 1, changedSince: true },
      pending: [{ number: 1 }],
    });
  });

  test('is continued', () => {
    const talk = readFixture().press('keep-text');
    expect(answersOf(talk)).toEqual(shape1.kept);
    talk.edit('m1', 'MỘT').press({ do: 'edit', step: 'politics' });
    talk.write('thay nữa');
    expect(talk.answer('politics')).toBe('thay nữa');
    expect(talk.press('next', { do: 'review', page: 9 }, 'submit').submitted).toMatchObject([{ number: 2 }]);
  });

  test('is undone as the version that wrote it would have', () => {
    const talk = readFixture().press('keep-text');
    for (const { at, answers } of shape1.undone) {
      talk.press('undo');
      expect(answersOf(talk)).toEqual(answers);
      expect(talk.place()).toBe(at);
    }
    expect(talk.press('undo').problem()).toBe('nothing-to-undo');
  });

  test('keeps the words of the version on its way until that is recorded, and no others longer than needed', () => {
    const talk = readFixture().press('keep-text');
    for (let turn = 0; turn < 13; turn += 1) {
      talk.press({ do: 'edit', step: 'politics' }).write(`bản ${turn}`);
    }
    const kept = [...talk.words.values()];
    for (const words of ['Một', 'Hai', 'nửa trước, ', 'nửa sau']) expect(kept).toContain(words);
    expect(kept).not.toContain('thay hẳn');
    expect([...talk.recorded(1).words.values()]).not.toContain('Hai');
  });
});
