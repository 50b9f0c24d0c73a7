import { describe, expect, test } from 'vitest';
import { DAY, flowOf, HOUR, listStep, numberStep, plainStep, talkTo, textStep } from '../../support/flows.ts';
import { lastOutput, REVIEW } from '../../support/review-flow.ts';

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
    expect(talk.press('drop-text').wait(DAY).writeCut('đầu', '\nMẬT').place()).toBe('politics');
    expect(talk.words.size).toBe(0);
  });
});

describe('characters that nobody sees', () => {
  const list = flowOf([listStep('promises', { maxLength: 12 })]);

  test('are dropped from an answer, which is kept to the character besides', () => {
    const talk = talkTo(REVIEW).write('\u202eMột\u0000 hai\u3164\r\n\tba 👩‍👩‍👧\ud83d');
    expect(talk.answer('politics')).toBe('Một hai\n\tba 👩‍👩‍👧');
    expect(talkTo(list).write('Một\u200b\u200b\u200b\u200b hai').answer('promises')).toEqual(['Một hai']);
  });

  test('alone are no answer, and that is said', () => {
    for (const nothing of ['\u0000', '\ud83d', '\u3164\u2800', ' \u200b\n']) {
      const talk = talkTo(REVIEW).write(nothing);
      expect(talk.problem()).toBe('empty');
      expect(talk.answer('politics')).toBeUndefined();
    }
  });

  test('hide no mark of secrecy', () => {
    expect(talkTo(REVIEW).write('TỐI\u200b M\u2060ẬT').problem()).toBe('secret');
  });

  test('stand in no way of a number or an option', () => {
    const talk = talkTo(flowOf([numberStep('count')])).write('\u200e12\u200b');
    expect(talk.answer('count')).toBe(12);
  });
});

describe('an answer of very many messages', () => {
  const many = Array.from({ length: 200 }, (_, count) => `ý ${count}`);

  test('takes no more than 200; the next is told to be too many, and the question goes on', () => {
    const talk = talkTo(REVIEW).write(...many);
    expect(talk.problem()).toBeUndefined();
    expect(talk.write('một ý nữa').problem()).toBe('too-many-messages');
    expect(talk.answer('politics')).toBe(many.join('\n'));
    expect(talk.press('next').place()).toBe('signs');
  });

  test('takes no more when it comes late, either', () => {
    const talk = talkTo(REVIEW)
      .write(...many.slice(1))
      .wait(DAY);
    expect(talk.write('một').problem()).toBeUndefined();
    expect(talk.write('hai').problem()).toBe('too-many-messages');
    expect(talk.press('keep-text').answer('politics')).toBe([...many.slice(1), 'một'].join('\n'));
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
    expect(talk.place()).toBe('unconfirmed');
    expect(talk.answer('politics')).toBe('một');
    expect(talk.press('next').problem()).toBe('decide-first');
    talk.press('keep-text');
    expect(talk.answer('politics')).toBe('một\nhai\nba');
    expect(talk.press('undo').answer('politics')).toBe('một');
  });

  test('text that waits stays waiting while one leaves or looks around, and is asked about on the return', () => {
    const talk = talkTo(REVIEW).write('một').wait(DAY).write('hai');
    for (const away of [{ do: 'leave' }, { do: 'overview', page: 0 }, { do: 'review', page: 0 }] as const) {
      talk.press(away);
      expect(talk.place()).not.toBe('unconfirmed');
      expect(talk.problem()).toBeUndefined();
      expect(talk.press('resume').place()).toBe('unconfirmed');
      expect(talk.problem()).toBeUndefined();
    }
    talk.press('keep-text');
    expect(talk.answer('politics')).toBe('một\nhai');
  });

  test('another question is opened, and the review handed in, only after text that waits was settled', () => {
    const talk = talkTo(REVIEW).wait(DAY).write('muộn').press({ do: 'overview', page: 0 });
    for (const action of [{ do: 'edit', step: 'plan' }, { do: 'cancel' }, { do: 'submit' }] as const) {
      expect(talk.press(action).problem()).toBe('decide-first');
      expect(talk.place()).toBe('unconfirmed');
      talk.press({ do: 'overview', page: 0 });
    }
    expect(talk.write('chào').problem()).toBe('no-question-here');
    expect(talk.press('resume', 'keep-text').answer('politics')).toBe('muộn');
  });

  test('text after weeks is given up on a word', () => {
    const talk = talkTo(REVIEW)
      .wait(40 * DAY)
      .write('xin chào')
      .press('drop-text');
    expect(talk.place()).toBe('politics');
    expect(talk.words.size).toBe(0);
  });

  test('text after weeks becomes items of a list, each with its own limit', () => {
    const talk = talkTo(flowOf([listStep('promises', { max: 3, maxLength: 4 })]))
      .write('Một')
      .wait(DAY);
    talk.write('Hai').writeCut('B', 'a');
    expect(talk.write('Bốn').problem()).toBe('too-many');
    talk.press('keep-text');
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
    expect(talk.problem()).toBe('send-again');
    expect(talk.write('5').answer('n')).toBe(5);
  });
});

describe('"không có" where a file may be sent', () => {
  const files = (required: boolean) =>
    talkTo(flowOf([plainStep('attachment', 'papers', { required }), textStep('why')]));

  test.each(['không', 'Không có ạ', 'ko có', 'không có gì'])(
    'passes a question that may stay open: %j',
    (typed) => {
      const talk = files(false).write(typed);
      expect(talk.place()).toBe('why');
      expect(talk.answer('papers')).toBe('skipped');
    },
  );

  test('does not pass one that needs a file, and neither does another text', () => {
    expect(files(true).write('không có').problem()).toBe('file-needed');
    expect(files(false).write('không có ảnh đẹp').problem()).toBe('file-needed');
  });
});

describe('"không có" where a list is asked for', () => {
  const LIST = 'Đọc sách mỗi tháng\nDự đủ sinh hoạt';
  const list = (given: { required?: boolean; min?: number } = {}) =>
    talkTo(flowOf([listStep('promises', { required: true, ...given }), textStep('why')]));

  test.each(['không', 'Khong co', 'không có gì ạ'])('passes a list that may stay open: %j', (typed) => {
    const talk = list({ required: false }).write(typed);
    expect(talk.place()).toBe('why');
    expect(talk.answer('promises')).toBe('skipped');
    expect(talk.words.size).toBe(0);
  });

  test('after items says that there are no more', () => {
    const talk = list({ required: false, min: 2 }).write('Một').write('không có');
    expect(talk.problem()).toBe('too-few');
    expect(talk.answer('promises')).toEqual(['Một']);
    expect(talk.write('Hai', 'không có').place()).toBe('why');
    expect(talk.answer('promises')).toEqual(['Một', 'Hai']);
  });

  test('is asked about where a list is needed, and is an item if that is meant', () => {
    const talk = list().write('không có gì');
    expect(talk.place()).toBe('unconfirmed');
    expect(talk.press('keep-text').answer('promises')).toEqual(['không có gì']);
  });

  test.each(['split-text', 'keep-text'] as const)('is no item beside a list that follows it: %s', (word) => {
    const talk = list().write('khong co', LIST);
    expect(lastOutput(talk)).toMatchObject({
      type: 'unconfirmed',
      asks: 'lines',
      items: 2,
      text: [{ length: 34 }],
    });
    const items = word === 'split-text' ? LIST.split('\n') : [LIST];
    expect(talk.press(word).answer('promises')).toEqual(items);
    expect([...talk.words.values()]).toEqual(items);
  });

  test('is no item beside one that follows it, whether it was kept before or not', () => {
    expect(list().write('khong co', 'Một').answer('promises')).toEqual(['Một']);
    const kept = list().write('khong co').press('keep-text');
    expect(kept.write('Một').answer('promises')).toEqual(['Một']);
    expect(kept.press('undo').answer('promises')).toEqual(['khong co']);
    expect(kept.write(LIST).press('split-text').answer('promises')).toEqual(LIST.split('\n'));
  });

  test('is no item after a silence, either', () => {
    const talk = list({ required: false }).wait(DAY).write('khong co', LIST);
    expect(talk.press('split-text').answer('promises')).toEqual(LIST.split('\n'));
    expect([...talk.words.values()]).toEqual(LIST.split('\n'));
    expect(talk.wait(DAY).write('khong co').press('keep-text').answer('promises')).toEqual(LIST.split('\n'));
    expect([...talk.words.values()]).toEqual(LIST.split('\n'));
  });

  test('that is edited into something is an item like others', () => {
    const talk = list().writeAs('m1', 'khong co').press('keep-text').edit('m1', 'Một').write('Hai');
    expect(talk.answer('promises')).toEqual(['Một', 'Hai']);
  });
});
