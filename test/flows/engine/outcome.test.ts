import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../support/flows.ts';
import { answered, lastOutput } from '../../support/review-flow.ts';

describe('a version that is refused', () => {
  test('is taken back: nothing is handed in, the answers stay, and the number is given again', () => {
    const talk = answered().press('submit');
    const { answers } = talk.state.draft;
    talk.refused('submit', 1);
    expect(talk.outputs).toEqual([{ type: 'refused', act: 'submit', submission: 1, reason: 'not-allowed' }]);
    expect(talk.state.draft.answers).toEqual(answers);
    expect(talk.state.draft.facts).toMatchObject({ submission: null, pending: [] });

    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted.map(({ number }) => number)).toEqual([1, 1]);
  });

  test('because the record has another one of its number gets the next number', () => {
    const talk = answered().press('submit');
    talk.refused('submit', 1, 'number-taken').press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('leaves the version before it, whose answers count as changed since', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    talk.write('khác').press('next', { do: 'review', page: 0 }, 'submit');
    talk.recorded(1).refused('submit', 2);
    expect(talk.state.draft.facts.submission).toMatchObject({
      ...{ number: 1, changedSince: true },
      recordedAt: expect.any(String),
    });
    expect(talk.press({ do: 'review', page: 0 }).offers()).toContain('submit');
  });

  test('and the later one after it leave none, in whatever order they were refused', () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const talk = answered().press('submit', { do: 'edit', step: 'politics' });
      talk.write('khác').press('next', { do: 'review', page: 0 }, 'submit');
      for (const number of order) talk.refused('submit', number);
      expect(talk.state.draft.facts).toMatchObject({ submission: null, pending: [] });
    }
  });

  test('frees the words that only it held', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    for (let turn = 0; turn < 20; turn += 1) {
      talk.press({ do: 'edit', step: 'politics' }).write(`bản ${turn}`);
    }
    expect([...talk.words.values()]).toContain('Vững vàng');
    talk.refused('submit', 1);
    expect([...talk.words.values()]).not.toContain('Vững vàng');
    expect(talk.state.draft.facts.held).toEqual([]);
  });

  test('moves nobody, and does not touch a version that is recorded', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    const { touchedAt, place, step } = talk.state.cursor;
    talk.recorded(1).refused('submit', 1);
    expect(talk.state.cursor).toMatchObject({ touchedAt, place, step });
    expect(talk.state.draft.facts.submission).toMatchObject({ number: 1 });
  });
});

describe('a withdrawal', () => {
  const withdrawn = () => answered().press('submit').recorded(1).press('withdraw', 'confirm-withdrawal');

  test('is told when it is recorded, and the next version can be handed in without a change', () => {
    const talk = withdrawn().withdrawn(1);
    expect(talk.outputs).toMatchObject([{ type: 'withdrawn', submission: 1 }]);
    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted.map(({ number }) => number)).toEqual([1, 2]);
    expect(readAnswer(talk.submitted[1]?.answers[0]?.[1], talk.words)).toBe('Vững vàng');
    expect(talk.state.draft.facts.submission).not.toHaveProperty('withdrawnAt');
  });

  test('that is refused leaves the version handed in, but for one that the record knows already', () => {
    const refused = withdrawn().refused('withdraw', 1, 'submission-unknown');
    expect(lastOutput(refused)).toMatchObject({ type: 'refused', act: 'withdraw' });
    expect(refused.state.draft.facts.submission).not.toHaveProperty('withdrawnAt');
    const known = withdrawn().refused('withdraw', 1, 'already-withdrawn');
    expect(known.state.draft.facts.submission).toHaveProperty('withdrawnAt');
  });

  test('stays where the version after it is refused', () => {
    const talk = withdrawn().press({ do: 'review', page: 0 }, 'submit').refused('submit', 2);
    expect(talk.state.draft.facts.submission).toMatchObject({ number: 1, withdrawnAt: expect.any(String) });
  });
});
