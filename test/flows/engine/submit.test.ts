import { describe, expect, test } from 'vitest';
import { choiceStep, flowOf, plainStep, readAnswer, talkTo } from '../../support/flows.ts';
import { answered, lastOutput, REVIEW, toggle } from '../../support/review-flow.ts';

describe('submitting', () => {
  test('[D32 part] hands in a numbered version of all answers', () => {
    const talk = answered().press('submit');
    expect(lastOutput(talk)).toMatchObject({ type: 'submitted', submission: 1 });
    expect(talk.submitted[0]).toMatchObject({ number: 1, flow: 'v1' });
    expect(talk.submitted[0]?.answers.map(([id, answer]) => [id, readAnswer(answer, talk.words)])).toEqual([
      ['politics', 'Vững vàng'],
      ['signs', ['none']],
      ['signs/level', 'yes'],
      ['plan', 'Cố gắng'],
    ]);
  });

  test('what is final offers no way to change or withdraw it; refused, it can be changed again', () => {
    const flow = { ...REVIEW, isFinal: true as const };
    const talk = talkTo(flow)
      .write('Vững vàng')
      .press('next', { do: 'toggle', step: 'signs', option: 'none' });
    talk.press('next', { do: 'choose', step: 'signs/level', option: 'yes' }, 'skip', 'submit');
    expect(lastOutput(talk)).toMatchObject({ type: 'submitted', submission: 1, actions: [] });
    talk.refused('submit', 1).press('resume');
    expect(talk.state.draft.facts.submission).toBeNull();
    expect(talk.answer('politics')).toBe('Vững vàng');
  });

  test('twice by a double tap hands in once', () => {
    expect(answered().press('submit', 'submit').submitted).toHaveLength(1);
  });

  test('again after a change makes the next version, and the first stays as it was', () => {
    const talk = answered().press('submit');
    const [first] = talk.submitted;
    talk.press({ do: 'edit', step: 'politics' });
    for (let turn = 0; turn < 20; turn += 1) talk.write(`bản ${turn}`).press('next', 'back');
    expect(talk.state.draft.facts.submission).toMatchObject({ number: 1, changedSince: true });
    expect(readAnswer(first?.answers[0]?.[1], talk.words)).toBe('Vững vàng');
    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted.map(({ number }) => number)).toEqual([1, 2]);
    expect(talk.state.draft.facts.submission).toEqual({
      number: 2,
      submittedAt: talk.submitted[1]?.submittedAt,
    });
  });

  test('is not offered once every change since is taken back, and an identical version is not handed in', () => {
    const talk = answered().press('submit').recorded(1);
    const mark = talk.state.draft.facts.submission;
    talk.press({ do: 'edit', step: 'politics' }).write('khác');
    talk.press({ do: 'edit', step: 'signs' }, toggle('a'));
    expect(talk.state.draft.facts.submission).toMatchObject({ changedSince: true });
    talk.press(toggle('none'), 'undo', 'undo');
    expect(talk.state.draft.facts.submission).toMatchObject({ changedSince: true });
    talk.press('undo');
    expect(talk.answer('politics')).toBe('Vững vàng');
    expect(talk.state.draft.facts.submission).toEqual(mark);
    talk.press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ type: 'review', unchanged: 1 });
    expect(talk.press('submit').problem()).toBe('nothing-changed');
    expect(talk.submitted).toHaveLength(1);
  });

  test('counts picks that are made again as unchanged, and says so of the version that stands after a refusal', () => {
    const talk = answered().press('submit').recorded(1);
    const mark = talk.state.draft.facts.submission;
    talk.press({ do: 'edit', step: 'signs' }, toggle('a'), toggle('none'));
    expect(talk.state.draft.facts.submission).toEqual(mark);
    talk.press({ do: 'edit', step: 'politics' }).write('khác').press({ do: 'review', page: 0 }, 'submit');
    talk.press({ do: 'edit', step: 'politics' }, 'undo').refused('submit', 2);
    expect(talk.answer('politics')).toBe('Vững vàng');
    expect(talk.state.draft.facts.submission).toEqual(mark);
  });

  test('of what is handed in once is what a consent does where nothing else is missing, and only that', () => {
    const act = flowOf([choiceStep('which'), plainStep('confirm', 'sure')]);
    const consent = { do: 'consent', step: 'sure' } as const;
    const talk = talkTo({ ...act, isFinal: true as const }).press({ do: 'edit', step: 'sure' });
    expect(lastOutput(talk)).toMatchObject({ actions: [{ do: 'confirm' }, {}, {}, {}, {}] });
    talk.press(consent);
    expect([talk.submitted, talk.answer('sure')]).toEqual([[], undefined]);
    talk.press('back', { do: 'choose', step: 'which', option: 'yes' });
    expect(lastOutput(talk)).toMatchObject({ actions: [consent, {}, {}, {}, {}, {}] });
    expect(talk.write('Tôi xem đã').problem()).toBe('consent-needed');
    // What another question was consented to is not this one.
    talk.press({ do: 'consent', step: 'sure-of-another' });
    expect([talk.submitted, talk.problem()]).toEqual([[], 'question-gone']);
    talk.press(consent);
    expect(talk.submitted[0]?.answers.map(([step]) => step)).toEqual(['which', 'sure']);
    expect(talk.refused('submit', 1).press('resume').answer('sure')).toBe('confirm');
    expect(lastOutput(talk)).toMatchObject({ actions: expect.arrayContaining([consent]) });
  });

  test('is confirmed when the system of record has it, without moving the person', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    const { touchedAt, place, step } = talk.state.cursor;
    talk.recorded(1);
    expect(talk.outputs).toMatchObject([{ type: 'recorded', submission: 1 }]);
    expect(talk.state.cursor).toMatchObject({ touchedAt, place, step });
    expect(talk.state.draft.facts.submission).toHaveProperty('recordedAt');
  });

  test('keeps the words of a version that is still on its way, though a later one has arrived', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    const [first] = talk.submitted;
    talk.write('khác').press('next', { do: 'review', page: 0 }, 'submit').recorded(2);
    for (let turn = 0; turn < 20; turn += 1) {
      talk.press({ do: 'edit', step: 'politics' }).write(`bản ${turn}`);
    }
    expect(readAnswer(first?.answers[0]?.[1], talk.words)).toBe('Vững vàng');
    talk.recorded(1);
    expect([...talk.words.values()]).not.toContain('Vững vàng');
  });
});
