import { describe, expect, test } from 'vitest';
import { summarize } from '../../../flows/engine/summary.ts';
import {
  choiceStep,
  DAY,
  dateStep,
  flowOf,
  listStep,
  numberStep,
  plainStep,
  talkTo,
  textStep,
  when,
} from '../../support/flows.ts';
import { answered, LEVEL, lastOutput, OVERVIEW, REVIEW, toggle } from '../../support/review-flow.ts';

describe('answering', () => {
  test('[D20 part] leads through every question that is asked to the review', () => {
    const talk = talkTo(REVIEW);
    expect(talk.place()).toBe('politics');
    expect(lastOutput(talk)).toMatchObject({ type: 'question', number: 1, total: 3 });
    talk.write('Vững vàng');
    expect(lastOutput(talk)).toMatchObject({ type: 'saved', how: 'new', length: 9, number: 1, total: 3 });
    talk.press('next', toggle('a'), 'next');
    expect(talk.place()).toBe('signs/account');
    expect(lastOutput(talk)).toMatchObject({ number: 2, total: 3, part: 2, parts: 3 });
    talk.write('Nói chưa đi đôi với làm').press('next', LEVEL).press('skip');
    expect(talk.place()).toBe('review');
    expect(lastOutput(talk)).toMatchObject({ missing: 0 });
  });

  test('takes several messages for one long answer, until "next"', () => {
    const talk = talkTo(REVIEW).write('Một', 'Hai\n', 'Ba');
    expect(lastOutput(talk)).toMatchObject({ type: 'saved', how: 'more' });
    expect(talk.answer('politics')).toBe('Một\nHai\n\nBa');
    expect(talk.press('next').place()).toBe('signs');
  });

  test('takes one message for a short answer, and asks for more when it is too short', () => {
    const talk = talkTo(flowOf([textStep('name', { long: false, min: 5 }), textStep('rest')]));
    expect(talk.write('abc').problem()).toBe('too-short');
    expect(talk.place()).toBe('name');
    talk.write('def');
    expect(talk.answer('name')).toBe('abc\ndef');
    expect(talk.place()).toBe('rest');
  });

  test('does not go on without an answer, or with one that is too short', () => {
    const talk = talkTo(flowOf([textStep('politics', { min: 10 })]));
    expect(talk.press('next').problem()).toBe('answer-first');
    expect(talk.write('ngắn').press('next').problem()).toBe('too-short');
    expect(talk.write('nhưng đủ').press('next').place()).toBe('review');
  });

  test('keeps what it has when a message is refused', () => {
    const talk = talkTo(flowOf([textStep('politics', { max: 10 })])).write('12345');
    expect(talk.write('678901').problem()).toBe('too-long');
    expect(talk.write('   ').problem()).toBe('empty');
    expect(talk.answer('politics')).toBe('12345');
    expect(talk.write('67890').answer('politics')).toBe('12345\n67890');
  });

  test('reads numbers, days and options, and says why not', () => {
    const talk = talkTo(
      flowOf([numberStep('n'), dateStep('d'), choiceStep('c'), plainStep('confirm', 'ok')]),
    );
    expect(talk.write('nhiều').problem()).toBe('not-a-number');
    expect(talk.write('101').problem()).toBe('number-range');
    expect(talk.write('85').answer('n')).toBe(85);
    expect(talk.write('31/2/2026').problem()).toBe('not-a-date');
    expect(talk.write('20/12/2026').answer('d')).toBe('2026-12-20');
    expect(talk.write('maybe').problem()).toBe('not-an-option');
    expect(talk.write('2').answer('c')).toBe('no');
    expect(talk.write('ok').problem()).toBe('confirm-needed');
    expect(talk.press('confirm').answer('ok')).toBe('confirm');
    expect(talk.place()).toBe('review');
  });

  test('[D23 part] collects a list item by item, and takes items out', () => {
    const talk = talkTo(flowOf([listStep('promises', { min: 2, max: 3 })])).write('Một');
    expect(talk.press('next').problem()).toBe('too-few');
    talk.write('Hai', 'Ba');
    expect(talk.write('Bốn').problem()).toBe('too-many');
    talk.press({ do: 'remove', step: 'promises', item: 1 });
    expect(talk.answer('promises')).toEqual(['Một', 'Ba']);
    talk.press({ do: 'remove', step: 'promises', item: 7 });
    expect(talk.press('undo').answer('promises')).toEqual(['Một', 'Hai', 'Ba']);
  });

  test('takes files where files are asked for', () => {
    const talk = talkTo(flowOf([plainStep('attachment', 'papers'), textStep('why')]));
    expect(talk.write('đây').problem()).toBe('file-needed');
    expect(talk.send('f1').send('f2').answer('papers')).toEqual(['f1', 'f2']);
    expect(talk.send('f3').problem()).toBe('too-many');
    expect(talk.press('next').send('f4').problem()).toBe('no-file-here');
  });

  test('[D21 part] excludes the other signs when there is none, and the other way round', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), toggle('b'), toggle('none'));
    expect(talk.answer('signs')).toEqual(['none']);
    expect(talk.press(toggle('c')).answer('signs')).toEqual(['c']);
    expect(talk.press(toggle('c')).answer('signs')).toBeUndefined();
    expect(talk.press('undo').answer('signs')).toEqual(['c']);
  });

  test('says how far one is, without the steps that are only shown', () => {
    const flow = flowOf([plainStep('info', 'welcome'), textStep('one'), plainStep('info', 'thanks')]);
    const talk = talkTo(flow);
    expect(talk.place()).toBe('welcome');
    expect(talk.write('chào').problem()).toBe('no-question-here');
    expect(talk.press('next').place()).toBe('one');
    expect(lastOutput(talk)).toMatchObject({ number: 1, total: 1 });
    expect(talk.write('xong').press('next').place()).toBe('thanks');
    expect(talk.press('skip').place()).toBe('review');
    expect(summarize(flow, talk.state)).toEqual({
      ...{ answered: 1, total: 1, skipped: 0, missing: 0 },
      ...{ answeredParts: 1, parts: 1 },
    });
  });

  test('finds its way through a flow of nothing but information', () => {
    const talk = talkTo(flowOf([plainStep('info', 'one'), plainStep('info', 'two')]));
    expect(talk.press('next', 'next').place()).toBe('review');
    expect(talk.press('submit').submitted).toMatchObject([{ number: 1, answers: [] }]);
  });

  test('counts conditional questions in as soon as they are asked', () => {
    const flow = flowOf([choiceStep('leads'), textStep('led', when('leads', 'yes')), textStep('last')]);
    const talk = talkTo(flow);
    expect(lastOutput(talk)).toMatchObject({ number: 1, total: 2 });
    talk.write('yes');
    expect(lastOutput(talk)).toMatchObject({ step: 'led', number: 2, total: 3 });
    talk.write('x').press('next');
    expect(lastOutput(talk)).toMatchObject({ step: 'last', number: 3, total: 3 });
  });

  test('counts the parts of a question as far as they are asked, and a question once all of them are answered', () => {
    const talk = talkTo(REVIEW).write('Vững vàng');
    expect(lastOutput(talk)).toMatchObject({ number: 1, part: 1, parts: 1 });
    talk.press('next');
    expect(lastOutput(talk)).toMatchObject({ number: 2, part: 1, parts: 2 });
    talk.press(toggle('a'));
    expect(lastOutput(talk)).toMatchObject({ number: 2, part: 1, parts: 3 });
    expect(summarize(REVIEW, talk.state)).toEqual({
      ...{ answered: 1, total: 3, skipped: 0, missing: 1 },
      ...{ answeredParts: 2, parts: 5 },
    });
    talk.press(toggle('none'), 'next');
    expect(lastOutput(talk)).toMatchObject({ step: 'signs/level', number: 2, part: 2, parts: 2 });
    talk.press(LEVEL, 'skip');
    expect(summarize(REVIEW, talk.state)).toEqual({
      ...{ answered: 2, total: 3, skipped: 1, missing: 0 },
      ...{ answeredParts: 3, parts: 4 },
    });
    expect(lastOutput(talk)).toMatchObject({
      type: 'review',
      items: [
        {},
        { number: 2, part: 1, parts: 2 },
        { number: 2, part: 2, parts: 2 },
        { number: 3, parts: 1 },
      ],
    });
  });

  test('tells in the review how many questions are missing, not how many of their parts', () => {
    const talk = talkTo(REVIEW).press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ type: 'review', missing: 2 });
  });

  test('is safe with a question whose id is a word of JavaScript', () => {
    const talk = talkTo(flowOf([textStep('constructor'), textStep('last')]));
    expect(talk.press('next').problem()).toBe('answer-first');
    expect(talk.write('xây dựng').answer('constructor')).toBe('xây dựng');
  });
});

describe('text that bears a mark of secrecy', () => {
  test.each([
    ['a written answer', flowOf([textStep('one')])],
    ['a list', flowOf([listStep('one')])],
  ])('is not stored with %s', (_, flow) => {
    const talk = talkTo(flow).write('TUYỆT MẬT\nnội dung');
    expect(talk.problem()).toBe('secret');
    expect(talk.words.size).toBe(0);
    talk.wait(30 * DAY).write('Độ mật: TỐI MẬT');
    expect(talk.problem()).toBe('secret');
    expect(talk.words.size).toBe(0);
  });
});

describe('back and skip', () => {
  test('back shows what was written, and new text replaces it', () => {
    const talk = talkTo(REVIEW).write('cũ').press('next', 'back');
    expect(lastOutput(talk)).toMatchObject({ type: 'question', step: 'politics', answer: { kind: 'text' } });
    expect(lastOutput(talk)).not.toHaveProperty('open');
    talk.write('mới');
    expect(lastOutput(talk)).toMatchObject({ how: 'replaced' });
    expect(talk.answer('politics')).toBe('mới');
    expect(talk.press('undo').answer('politics')).toBe('cũ');
  });

  test('"append" adds to it instead, and the card says so', () => {
    const talk = talkTo(REVIEW).write('một').press('next', 'back', 'append');
    expect(lastOutput(talk)).toMatchObject({ open: true });
    expect(talk.write('hai').answer('politics')).toBe('một\nhai');
  });

  test('back ends at the first question', () => {
    const talk = talkTo(REVIEW);
    expect(talk.offers()).not.toContain('back');
    expect(talk.press('back').problem()).toBe('first-question');
  });

  test('skip is offered for optional questions only', () => {
    const talk = talkTo(REVIEW);
    expect(talk.offers()).not.toContain('skip');
    expect(talk.press('skip').problem()).toBe('required');
    talk.write('x').press('next', toggle('none'), 'next', LEVEL);
    expect(talk.offers()).toContain('skip');
    expect(talk.press('skip').answer('plan')).toBe('skipped');
    expect(talk.press({ do: 'edit', step: 'plan' }).write('giờ thì có').answer('plan')).toBe('giờ thì có');
  });

  test('skip lets a good answer be, and takes one away that is not enough', () => {
    const talk = talkTo(flowOf([textStep('plan', { required: false, min: 5 }), textStep('last')]));
    talk.write('abc');
    expect(talk.offers()).toContain('skip');
    expect(talk.press('skip').answer('plan')).toBe('skipped');
    expect(talk.press('undo').answer('plan')).toBe('abc');
    expect(talk.write('def').press('skip').answer('plan')).toBe('abc\ndef');
  });
});

describe('undo', () => {
  test('takes back one message after another', () => {
    const talk = talkTo(REVIEW).write('một', 'hai');
    expect(talk.press('undo').answer('politics')).toBe('một');
    expect(lastOutput(talk)).toMatchObject({ note: 'undone', open: true });
    expect(talk.write('ba').answer('politics')).toBe('một\nba');
    talk.press('undo', 'undo');
    expect(talk.answer('politics')).toBeUndefined();
    expect(talk.press('undo').problem()).toBe('nothing-to-undo');
  });

  test('leads back to where the change was, also from the overview', () => {
    const talk = talkTo(REVIEW).write('một').press('next', toggle('a'), OVERVIEW, 'undo');
    expect(talk.place()).toBe('signs');
    expect(talk.press('next').problem()).toBe('answer-first');
    expect(talk.press(toggle('none'), 'next').place()).toBe('signs/level');
  });

  test('leaves no one at a question that is not asked any more', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), 'next', 'undo');
    expect(talk.place()).toBe('signs');
  });

  test('remembers a change by what it took away, however much was written', () => {
    const flow = flowOf(Array.from({ length: 5 }, (_, index) => textStep(`q${index}`)));
    const talk = talkTo(flow);
    const sizes: number[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      talk.writeAs(`telegram:123456789:${count}`, 'Một ý nữa');
      if (count % 10 === 9) talk.edit(`telegram:123456789:${count - 5}`, 'Ý đã sửa');
      if (count % 200 === 199) talk.press('next');
      const { draft, cursor } = talk.state;
      sizes.push(JSON.stringify([draft.facts, cursor]).length);
    }
    expect(talk.place()).toBe('review');
    expect(Math.max(...sizes)).toBeLessThan(3_000);
  });

  test('forgets the words of what can no longer come back', () => {
    const talk = talkTo(REVIEW);
    for (let turn = 0; turn < 30; turn += 1) talk.write(`bản ${turn}`).press('next', 'back');
    expect(talk.words.size).toBe(13);
    expect(talk.answer('politics')).toBe('bản 29');
  });
});

describe('cancelling', () => {
  test('asks first, and can be undone', () => {
    const talk = answered().press(OVERVIEW, 'cancel');
    expect(talk.place()).toBe('cancel');
    expect(talk.press('resume').answer('politics')).toBe('Vững vàng');
    talk.press('cancel', 'discard');
    expect(talk.state.draft.answers).toEqual({});
    expect(talk.place()).toBe('politics');
    talk.press('undo');
    expect(talk.answer('politics')).toBe('Vững vàng');
    expect(talk.answer('signs')).toEqual(['none']);
    expect(talk.answer('plan')).toBe('Cố gắng');
  });

  test.each(['overview', 'review'] as const)(
    'from the %s leads back there where it is not meant',
    (place) => {
      const talk = answered().press({ do: place, page: 0 }, 'cancel', 'cancel');
      expect(talk.place()).toBe('cancel');
      expect(talk.press('resume').place()).toBe(place);
      // Asked at a question afterwards, it leads back to that question.
      talk.press({ do: 'edit', step: 'politics' }, 'cancel', 'resume');
      expect(talk.place()).toBe('politics');
    },
  );

  test('happens nowhere else', () => {
    expect(answered().press('discard').answer('politics')).toBe('Vững vàng');
  });

  test('what is handed in once gives it up for good: begun again it is a new one, and no words of it are left', () => {
    const talk = talkTo({ ...REVIEW, isFinal: true as const })
      .write('Vững vàng')
      .press('cancel', 'give-up');
    expect(talk.state.draft.answers).toEqual({});
    expect(talk.words.size).toBe(0);
    const again = lastOutput(talk.press('resume'));
    expect(again).toMatchObject({ type: 'question', step: 'politics' });
    expect(again).not.toHaveProperty('note');
    expect(again).not.toHaveProperty('savedAt');
    expect(again).not.toMatchObject({ actions: expect.arrayContaining([{ do: 'undo' }]) });
    expect(talk.press('undo').problem()).toBe('nothing-to-undo');
    expect(talk.state.draft.answers).toEqual({});
  });

  test('of nothing leaves nothing to undo', () => {
    expect(talkTo(REVIEW).press('cancel', 'discard', 'undo').problem()).toBe('nothing-to-undo');
  });
});

test('the question where one stands is no detour, however it is opened: after it the next one is asked', () => {
  const talk = talkTo(REVIEW).press({ do: 'review', page: 0 });
  const first = talk.place();
  expect(first).toBe('review');
  talk.press({ do: 'edit', step: 'politics' }).write('một').press('next');
  expect(talk.place()).toBe('signs');
});
