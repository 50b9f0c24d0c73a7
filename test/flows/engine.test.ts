import { describe, expect, test } from 'vitest';
import type { Output } from '../../flows/events.ts';
import { summarize } from '../../flows/summary.ts';
import {
  choiceStep,
  choicesStep,
  DAY,
  dateStep,
  flowOf,
  HOUR,
  listStep,
  numberStep,
  plainStep,
  readAnswer,
  sameText,
  type Talk,
  talkTo,
  textStep,
  when,
} from '../support/flows.ts';

/** Three questions; the second has follow-ups. */
const REVIEW = flowOf([
  textStep('politics'),
  choicesStep('signs', { none: 'none' }),
  textStep('signs/account', { followUp: true, when: { answer: 'signs', isNot: ['none'] } }),
  choiceStep('signs/level', { followUp: true }),
  textStep('plan', { required: false }),
]);

function lastOutput(talk: Talk): Output {
  return talk.outputs.at(-1) as Output;
}

function toggle(option: string) {
  return { do: 'toggle', step: 'signs', option } as const;
}

const LEVEL = { do: 'choose', step: 'signs/level', option: 'yes' } as const;
const OVERVIEW = { do: 'overview', page: 0 } as const;

/** The whole of REVIEW, up to the review before submitting. */
function answered(): Talk {
  return talkTo(REVIEW)
    .write('Vững vàng')
    .press('next', toggle('none'), 'next', LEVEL)
    .write('Cố gắng')
    .press('next');
}

describe('answering', () => {
  test('[D20] leads through every question that is asked to the review', () => {
    const talk = talkTo(REVIEW);
    expect(talk.place()).toBe('politics');
    expect(lastOutput(talk)).toMatchObject({ type: 'question', number: 1, total: 3 });
    talk.write('Vững vàng');
    expect(lastOutput(talk)).toMatchObject({ type: 'saved', how: 'new', length: 9, number: 1, total: 3 });
    talk.press('next', toggle('a'), 'next');
    expect(talk.place()).toBe('signs/account');
    expect(lastOutput(talk)).toMatchObject({ number: 2, total: 3 });
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

  test('[D23] collects a list item by item, and takes items out', () => {
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

  test('[D21] excludes the other signs when there is none, and the other way round', () => {
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
    expect(summarize(flow, talk.state)).toEqual({ answered: 1, total: 1 });
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

  test('is safe with a question whose id is a word of JavaScript', () => {
    const talk = talkTo(flowOf([textStep('constructor'), textStep('last')]));
    expect(talk.press('next').problem()).toBe('answer-first');
    expect(talk.write('xây dựng').answer('constructor')).toBe('xây dựng');
  });
});

describe('a message that the channel had cut', () => {
  test('is one text again, to the character', () => {
    const talk = talkTo(REVIEW).write('Đầu').writeCut('nửa tr', 'ước, nửa', ' sau');
    expect(talk.answer('politics')).toBe('Đầu\nnửa trước, nửa sau');
  });

  test('is one item of a list', () => {
    const talk = talkTo(flowOf([listStep('promises', { max: 2 })]))
      .write('Một')
      .writeCut('Ha', 'i');
    expect(talk.answer('promises')).toEqual(['Một', 'Hai']);
  });

  test('stays in the question where it began, even when that had moved on', () => {
    const talk = talkTo(flowOf([textStep('short', { long: false }), textStep('next')])).writeCut('ab', 'cd');
    expect(talk.answer('short')).toBe('abcd');
    expect(talk.answer('next')).toBeUndefined();
    expect(talk.place()).toBe('next');
  });

  test('is refused to its end once a piece was refused', () => {
    const talk = talkTo(flowOf([listStep('promises', { maxLength: 5 })])).write('Một');
    expect(talk.writeCut('quá dài', 'đuôi').problem()).toBe('rest-not-taken');
    expect(talk.answer('promises')).toEqual(['Một']);
    expect(talkTo(REVIEW).writeCut('TỐI MẬT\nnội dung', 'phần sau').answer('politics')).toBeUndefined();
  });

  test('is given up from its beginning when its end is marked secret', () => {
    const talk = talkTo(REVIEW).write('Được giữ').writeCut('đầu ', 'giữa', '\nTỐI MẬT');
    expect(talk.problem()).toBe('secret');
    expect(talk.answer('politics')).toBe('Được giữ');
    expect([...talk.words.values()]).toEqual(['Được giữ']);
    expect(talk.write('thêm').answer('politics')).toBe('Được giữ\nthêm');
  });

  test('is given up so when it came late, too', () => {
    const talk = talkTo(REVIEW).wait(DAY).write('Được hỏi').writeCut('đầu ', 'giữa', '\nTỐI MẬT');
    expect([...talk.words.values()]).toEqual(['Được hỏi']);
    expect(talk.press('drop-late').wait(DAY).writeCut('đầu', '\nMẬT').place()).toBe('politics');
    expect(talk.words.size).toBe(0);
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

describe('editing from the overview', () => {
  test('shows how each question stands', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({
      items: [
        { step: 'politics', number: 1, status: 'answered' },
        { step: 'signs', number: 2, status: 'partly' },
        { step: 'plan', number: 3, status: 'open' },
      ],
      answered: 1,
      total: 3,
    });
  });

  test('leads through the follow-ups and back to the overview', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs' }, toggle('a'), 'next');
    expect(talk.place()).toBe('signs/account');
    expect(talk.write('vì sao').press('next').place()).toBe('signs/level');
    expect(talk.press('next').place()).toBe('overview');
  });

  test('does not lose the question that one was at', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('none'), 'next', LEVEL).write('dở dang');
    talk.press(OVERVIEW, { do: 'edit', step: 'politics' }).write('sửa').press('next');
    expect(talk.place()).toBe('overview');
    expect(talk.press('resume').place()).toBe('plan');
    expect(talk.write('viết tiếp').answer('plan')).toBe('dở dang\nviết tiếp');
  });

  test('lets one go back and forth on the way', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs/level' }, 'back', 'next');
    expect(talk.place()).toBe('signs/level');
    expect(talk.press('next').place()).toBe('overview');
  });

  test('asks for what an edit made necessary before submitting', () => {
    const talk = answered().press(OVERVIEW, { do: 'edit', step: 'signs' }, toggle('b'), OVERVIEW);
    talk.press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 1 });
    expect(talk.offers()).not.toContain('submit');
    expect(talk.press('submit').problem()).toBe('answers-missing');
    talk.press({ do: 'edit', step: 'signs/account' }).write('giải trình').press('next', 'next');
    expect(talk.place()).toBe('review');
    expect(talk.offers()).toContain('submit');
  });

  test('keeps answers to questions that are no longer asked, and does not hand them in', () => {
    const talk = talkTo(REVIEW).write('x').press('next', toggle('a'), 'next').write('giải trình');
    talk.press('back', toggle('none'), 'next', LEVEL, 'skip', 'submit');
    expect(talk.answer('signs/account')).toBe('giải trình');
    expect(talk.submitted[0]?.answers.map(([id]) => id)).toEqual([
      'politics',
      'signs',
      'signs/level',
      'plan',
    ]);
  });

  test('refuses what belongs to another question or to none', () => {
    const talk = talkTo(REVIEW);
    expect(talk.press(toggle('a')).problem()).toBe('no-longer-here');
    expect(talk.press({ do: 'edit', step: 'gone' }).problem()).toBe('question-gone');
    expect(talk.press({ do: 'edit', step: 'signs/account' }).problem()).toBe('question-gone');
    expect(talk.state.answers).toEqual({});
  });

  test('has pages', () => {
    const flow = flowOf(Array.from({ length: 20 }, (_, index) => textStep(`q${index}`)));
    const talk = talkTo(flow).press({ do: 'overview', page: 1 });
    expect(lastOutput(talk)).toMatchObject({ page: 1, pages: 3 });
    expect(talk.press({ do: 'overview', page: 99 }).outputs[0]).toMatchObject({ page: 2 });
  });
});

describe('leaving and coming back', () => {
  test('"leave" saves, "resume" leads back to the question', () => {
    const talk = talkTo(REVIEW).write('x').press('next', 'leave');
    expect(lastOutput(talk)).toMatchObject({ type: 'left', answered: 1, total: 3 });
    expect(talk.write('chào').problem()).toBe('no-question-here');
    talk.wait(21 * DAY).press('resume');
    expect(lastOutput(talk)).toMatchObject({ step: 'signs', number: 2, total: 3, note: 'resumed' });
  });

  test('a long answer that was left open is added to afterwards', () => {
    const talk = talkTo(REVIEW).write('một').press('leave').wait(HOUR).press('resume');
    expect(lastOutput(talk)).toMatchObject({ open: true });
    expect(talk.write('hai').answer('politics')).toBe('một\nhai');
  });

  test('a change of language in the middle of an answer does not close it', () => {
    expect(talkTo(REVIEW).write('một').showAgain().write('hai').answer('politics')).toBe('một\nhai');
  });

  test('text after weeks is asked about, and kept on a word', () => {
    const talk = talkTo(REVIEW)
      .write('một')
      .wait(40 * DAY)
      .write('hai', 'ba');
    expect(talk.place()).toBe('late');
    expect(talk.answer('politics')).toBe('một');
    expect(talk.press('next').problem()).toBe('late-first');
    talk.press('keep-late');
    expect(talk.answer('politics')).toBe('một\nhai\nba');
    expect(talk.press('undo').answer('politics')).toBe('một');
  });

  test('text after weeks is given up on a word', () => {
    const talk = talkTo(REVIEW)
      .wait(40 * DAY)
      .write('xin chào')
      .press('drop-late');
    expect(talk.place()).toBe('politics');
    expect(talk.words.size).toBe(0);
  });

  test('text after weeks becomes items of a list, each with its own limit', () => {
    const talk = talkTo(flowOf([listStep('promises', { max: 3, maxLength: 4 })]))
      .write('Một')
      .wait(DAY);
    talk.write('Hai').writeCut('B', 'a');
    expect(talk.write('Bốn').problem()).toBe('too-many');
    talk.press('keep-late');
    expect(talk.answer('promises')).toEqual(['Một', 'Hai', 'Ba']);
    expect(lastOutput(talk)).toMatchObject({ type: 'question', note: 'saved' });
    expect(talk.press('undo').answer('promises')).toEqual(['Một']);
  });

  test('text after weeks is not kept beyond the limit of the answer that it would be added to', () => {
    const talk = talkTo(flowOf([textStep('one', { max: 6 })]))
      .write('1234')
      .wait(DAY);
    expect(talk.write('567').problem()).toBe('too-long');
    expect(talk.answer('one')).toBe('1234');
  });

  test('a late message to a question of another kind is not taken, and that is said', () => {
    const talk = talkTo(flowOf([numberStep('n')]))
      .wait(DAY)
      .write('5');
    expect(talk.problem()).toBe('late-again');
    expect(talk.write('5').answer('n')).toBe(5);
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
    expect(talk.state.answers).toEqual({});
    expect(talk.place()).toBe('politics');
    talk.press('undo');
    expect(talk.answer('politics')).toBe('Vững vàng');
    expect(talk.answer('signs')).toEqual(['none']);
    expect(talk.answer('plan')).toBe('Cố gắng');
  });

  test('happens nowhere else', () => {
    expect(answered().press('discard').answer('politics')).toBe('Vững vàng');
  });

  test('of nothing leaves nothing to undo', () => {
    expect(talkTo(REVIEW).press('cancel', 'discard', 'undo').problem()).toBe('nothing-to-undo');
  });
});

describe('submitting', () => {
  test('[D32] hands in a numbered version of all answers', () => {
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

  test('twice by a double tap hands in once', () => {
    expect(answered().press('submit', 'submit').submitted).toHaveLength(1);
  });

  test('again after a change makes the next version, and the first stays as it was', () => {
    const talk = answered().press('submit');
    const [first] = talk.submitted;
    talk.press({ do: 'edit', step: 'politics' });
    for (let turn = 0; turn < 20; turn += 1) talk.write(`bản ${turn}`).press('next', 'back');
    expect(talk.state.cursor.submission).toMatchObject({ number: 1, changedSince: true });
    expect(readAnswer(first?.answers[0]?.[1], talk.words)).toBe('Vững vàng');
    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted.map(({ number }) => number)).toEqual([1, 2]);
    expect(talk.state.cursor.submission).toEqual({ number: 2, submittedAt: talk.submitted[1]?.submittedAt });
  });

  test('is confirmed when the system of record has it, without moving the person', () => {
    const talk = answered().press('submit', { do: 'edit', step: 'politics' });
    const { touchedAt, place, step } = talk.state.cursor;
    talk.recorded(1);
    expect(talk.outputs).toMatchObject([{ type: 'recorded', submission: 1 }]);
    expect(talk.state.cursor).toMatchObject({ touchedAt, place, step });
    expect(talk.state.cursor.submission).toHaveProperty('recordedAt');
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

describe('a cycle file that changes in the middle', () => {
  test('keeps the place and the answers', () => {
    const talk = answered()
      .press('leave')
      .wait(30 * DAY);
    talk.upgrade(flowOf([textStep('new'), ...REVIEW.steps], 'v2')).press('resume');
    expect(talk.place()).toBe('plan');
    expect(lastOutput(talk)).toMatchObject({ number: 4, total: 4 });
    talk.press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 1 });
  });

  test('shows the answers of questions that are gone, and hands them in', () => {
    const talk = talkTo(REVIEW).write('Vững vàng');
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press({ do: 'resume' });
    expect(talk.place()).toBe('signs');
    talk.press(toggle('none'), 'next', LEVEL, 'skip');
    expect(lastOutput(talk)).toMatchObject({
      items: [{}, {}, {}, { step: 'politics', retired: sameText('politics'), answer: { kind: 'text' } }],
    });
    talk.press(OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({ retired: ['politics'] });
    talk.press({ do: 'review', page: 0 }, 'submit');
    expect(talk.submitted[0]?.answers.at(-1)?.[0]).toBe('politics');
    expect(talk.upgrade(REVIEW).press('resume', 'back').answer('politics')).toBe('Vững vàng');
    expect(talk.state.cursor.retired).toEqual({});
  });

  test('an undo of an answer to a question that is gone is seen and handed in too', () => {
    const talk = talkTo(REVIEW).write('Vững vàng').press('undo').write('khác').press('next', 'back');
    talk.write('khác nữa').press('cancel', 'discard');
    talk.upgrade(flowOf(REVIEW.steps.slice(1), 'v2')).press('undo', OVERVIEW);
    expect(lastOutput(talk)).toMatchObject({ retired: ['politics'] });
    expect(talk.answer('politics')).toBe('khác nữa');
  });

  test('asks again where the old answer does not fit the question any more', () => {
    const talk = answered();
    const steps = REVIEW.steps.map((one) =>
      one.id === 'politics'
        ? numberStep('politics')
        : one.id === 'signs/level'
          ? { ...choiceStep(one.id), options: [] }
          : one,
    );
    talk.upgrade(flowOf(steps, 'v2')).press({ do: 'review', page: 0 });
    expect(lastOutput(talk)).toMatchObject({ missing: 2 });
    expect(talk.answer('politics')).toBe('Vững vàng');
    talk.press({ do: 'edit', step: 'politics' }, 'next');
    expect(talk.problem()).toBe('answer-again');
    expect(talk.write('7').answer('politics')).toBe(7);
    expect(talk.press('undo').answer('politics')).toBe('Vững vàng');
  });

  test('leaves no one at a question that is not asked any more', () => {
    const flow = flowOf([choiceStep('leads'), textStep('all'), textStep('last')]);
    const talk = talkTo(flow).write('no');
    expect(talk.place()).toBe('all');
    const changed = [choiceStep('leads'), textStep('all', when('leads', 'yes')), textStep('last')];
    expect(talk.upgrade(flowOf(changed, 'v2')).showAgain().place()).toBe('last');
  });

  test('does not lose text that waits for a word', () => {
    const talk = talkTo(REVIEW)
      .wait(30 * DAY)
      .write('muộn');
    const changed = [numberStep('politics'), ...REVIEW.steps.slice(1)];
    talk.upgrade(flowOf(changed, 'v2')).showAgain();
    expect(talk.place()).toBe('late');
    expect(lastOutput(talk)).toMatchObject({ step: 'plan' });
    expect(talk.press('keep-late').answer('plan')).toBe('muộn');
  });
});
