import { describe, expect, test } from 'vitest';
import type { BotOutput } from '../../../handlers/talk/output.ts';
import { wordOf } from '../../../handlers/talk/vocabulary.ts';
import { choiceStep, flowOf, listStep, plainStep, textStep } from '../../support/flows.ts';
import { beginReview, type Person } from '../../support/person.ts';

const REVIEW = flowOf([
  textStep('politics'),
  choiceStep('level'),
  textStep('share', { required: false }),
  listStep('promises'),
  plainStep('confirm', 'honest'),
]);
const LONG = 'Năm qua tôi luôn giữ vững lập trường, học đủ các nghị quyết của Đảng.';

function lastSay(person: Person): unknown {
  return person.said().at(-1);
}

describe('a word at a required question that has no answer', () => {
  test.each([
    ['xong', { type: 'question', step: 'politics', problem: { code: 'answer-first' } }],
    ['Xong.', { type: 'question', step: 'politics', problem: { code: 'answer-first' } }],
    ['xong ạ', { type: 'question', step: 'politics', problem: { code: 'answer-first' } }],
    ['Dạ xong', { type: 'question', step: 'politics', problem: { code: 'answer-first' } }],
    ['bỏ qua', { type: 'question', step: 'politics', problem: { code: 'required' } }],
    ['Bỏ qua nhé', { type: 'question', step: 'politics', problem: { code: 'required' } }],
    ['bo qua', { type: 'question', step: 'politics', problem: { code: 'required' } }],
    ['nộp', { type: 'review' }],
    ['Nộp ạ!', { type: 'review' }],
    ['xem lại', { type: 'review' }],
    ['sửa', { type: 'question', step: 'politics', problem: { code: 'edit-how' } }],
    ['sửa 3', { type: 'question', step: 'politics', problem: { code: 'edit-how' } }],
    ['Sửa câu 15 ạ', { type: 'question', step: 'politics', problem: { code: 'edit-how' } }],
    ['sua lai cau 2', { type: 'question', step: 'politics', problem: { code: 'edit-how' } }],
    ['hủy', { type: 'question', step: 'politics', problem: { code: 'not-here' } }],
    ['viết thêm', { type: 'question', step: 'politics', problem: { code: 'not-here' } }],
    ['đồng ý', { type: 'question', step: 'politics', problem: { code: 'not-here' } }],
    ['giúp tôi với', { type: 'screen', screen: 'help' }],
    ['Giúp tôi với ạ', { type: 'screen', screen: 'help' }],
    ['?', { type: 'screen', screen: 'help' }],
    ['???', { type: 'screen', screen: 'help' }],
    ['/abc', { type: 'screen', screen: 'help', problem: { code: 'unknown-command' } }],
    ['cảm ơn', { type: 'thanked' }],
    ['Cám ơn đồng chí nhiều!', { type: 'thanked' }],
    ['Dạ, cảm ơn đồng chí ạ 🌹', { type: 'thanked' }],
    ['thanks', { type: 'thanked' }],
    ['xin chào', { type: 'screen', screen: 'home' }],
    ['nghi', { type: 'left' }],
    ['Nghỉ nhé', { type: 'left' }],
    ['ok', { type: 'unconfirmed', asks: 'few' }],
    ['Ok.', { type: 'unconfirmed', asks: 'few' }],
    ['ừ', { type: 'unconfirmed', asks: 'few' }],
    ['Nghĩ', { type: 'unconfirmed', asks: 'few' }],
    ['Không', { type: 'unconfirmed', asks: 'few' }],
    ['1', { type: 'unconfirmed', asks: 'few' }],
    ['👍', { type: 'unconfirmed', asks: 'few' }],
  ])('%j is answered or asked about, and not stored', (typed, say) => {
    const person = beginReview(REVIEW);
    person.write(typed);
    expect(lastSay(person)).toMatchObject(say);
    expect(person.answers()).toEqual({});
    // What is written next is an answer as ever, unless one went away from the questions.
    const away = say.type === 'left' || say.type === 'review' || ('screen' in say && say.screen === 'home');
    if (!away) {
      person.write(LONG);
      expect(person.answer('politics')).toBe(LONG);
    }
  });

  test.each([
    'Xong nhiệm vụ quý I trước thời hạn 10 ngày',
    'Sửa đổi quy chế làm việc của chi bộ',
    'Sửa 3 tuyến đường liên thôn',
    'Nộp ngân sách vượt 12%',
    'Bỏ qua lợi ích riêng để hoàn thành việc chung',
    'Giúp tôi với tinh thần đồng chí, cả chi bộ đã cùng góp ý',
    'Cảm ơn chi bộ đã góp ý, tôi đã sửa được việc đi muộn',
    'Không có gì',
    '/ghi chú: đã học 4 nghị quyết',
    LONG,
  ])('%j is an answer, and is not asked about', (typed) => {
    const person = beginReview(REVIEW);
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'saved', step: 'politics' });
    expect(person.answer('politics')).toBe(typed);
  });
});

describe('a word at a question that has an answer', () => {
  test.each(['Xong.', 'xong ạ', 'Dạ xong', 'XONG', 'Dạ, xong rồi ạ', 'tiep'])(
    '%j goes on and adds nothing',
    (typed) => {
      const person = beginReview(REVIEW);
      person.write(LONG);
      person.write(typed);
      expect(lastSay(person)).toMatchObject({ type: 'question', step: 'level' });
      expect(person.answer('politics')).toBe(LONG);
    },
  );

  test('a few letters are asked about before they are added', () => {
    const person = beginReview(REVIEW);
    person.write(LONG);
    person.write('ok');
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', asks: 'few' });
    person.write('không');
    person.write('hết');
    person.write('Vâng ạ');
    expect(person.answer('politics')).toBe(`${LONG}\nhết`);
  });

  test('an option is picked with politeness around it', () => {
    const person = beginReview(REVIEW);
    person.write(LONG);
    person.write('xong');
    person.write('Dạ, yes ạ.');
    expect(person.answers()).toMatchObject({ level: { kind: 'choice', value: 'yes' } });
  });
});

test('an option of the question comes before a word that leads away, and after one that the question offers', () => {
  const option = (vi: string) => ({ id: vi, label: { vi, en: vi } });
  const leaving = choiceStep('why', { options: ['chuyển sinh hoạt đảng', 'nghỉ việc'].map(option) });
  const person = beginReview(flowOf([leaving, textStep('politics')]));
  person.write('chuyển sinh hoạt');
  expect(person.answer('why')).toBe('chuyển sinh hoạt đảng');
  for (const typed of ['quay lại', 'nghỉ']) person.write(typed);
  expect(lastSay(person)).toMatchObject({ type: 'left' });
});

describe('a few letters that were asked about', () => {
  test.each(['có', 'Vâng ạ', 'lưu', 'đúng rồi', 'đồng ý', 'ok', 'yes'])('are kept with %j', (yes) => {
    const person = beginReview(REVIEW);
    person.write('Không');
    person.write(yes);
    expect(person.answer('politics')).toBe('Không');
  });

  test.each(['không', 'Không ạ', 'bỏ', 'khong luu', 'no'])('are given up with %j', (no) => {
    const person = beginReview(REVIEW);
    person.write('xnog');
    person.write(no);
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'politics' });
    expect(person.answers()).toEqual({});
  });

  test('are kept and given up by the buttons of the card as well', () => {
    const kept = beginReview(REVIEW);
    kept.write('Không');
    kept.press('keep-text');
    expect(kept.answer('politics')).toBe('Không');
    const dropped = beginReview(REVIEW);
    dropped.write('Không');
    dropped.press('drop-text');
    expect(dropped.answers()).toEqual({});
  });

  test('are one at a time: what else is of few letters is not stored, and that is said', () => {
    const person = beginReview(REVIEW);
    for (const typed of ['1', '2', 'tốt']) person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', problem: { code: 'asked-already' } });
    person.write('có');
    expect(person.answer('politics')).toBe('1');
  });

  test('a real answer that follows is stored at once, and they come before it if they are kept', () => {
    const person = beginReview(REVIEW);
    person.write('Vâng');
    person.write(LONG);
    expect(person.said()).toMatchObject([{ type: 'saved' }, { type: 'unconfirmed', asks: 'few' }]);
    expect(person.answer('politics')).toBe(LONG);
    person.write('có');
    expect(person.answer('politics')).toBe(`Vâng\n${LONG}`);
  });
});

describe('several lines at a question that takes a list', () => {
  const PASTED = '1. Học một lớp ngoại ngữ\n2. Đi sinh hoạt đủ\n- Giúp một đồng nghiệp mới';
  const ITEMS = ['Học một lớp ngoại ngữ', 'Đi sinh hoạt đủ', 'Giúp một đồng nghiệp mới'];

  function atTheList(): Person {
    const person = beginReview(REVIEW);
    person.write(LONG);
    for (const word of ['xong', '1', 'bỏ qua']) person.write(word);
    person.write(PASTED);
    return person;
  }

  test('are offered as so many items, or as one', () => {
    const person = atTheList();
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', asks: 'lines', items: 3 });
    expect(person.answers()).not.toHaveProperty('promises');
  });

  test.each(['từng mục', 'Từng mục ạ', 'tung muc'])('become items with %j', (word) => {
    const person = atTheList();
    person.write(word);
    expect(person.answer('promises')).toEqual(ITEMS);
  });

  test.each(['một mục', 'cả đoạn'])('become one with %j, as it was sent', (word) => {
    const person = atTheList();
    person.write(word);
    expect(person.answer('promises')).toEqual([PASTED]);
  });

  test('become items at one press', () => {
    const person = atTheList();
    person.press('split-text');
    expect(person.answer('promises')).toEqual(ITEMS);
  });

  test('"có" does not say which', () => {
    const person = atTheList();
    person.write('có');
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', problem: { code: 'not-here' } });
  });

  test('a pasted list that is too long for one item can still be several', () => {
    const person = beginReview(flowOf([listStep('promises', { maxLength: 30 })]));
    person.write(PASTED);
    expect(lastSay(person)).toMatchObject({ actions: [{ do: 'split-text' }, { do: 'drop-text' }] });
    person.press('split-text');
    expect(person.answer('promises')).toEqual(ITEMS);
  });

  test.each(['không', 'Ko có', 'ok', 'x'])('a few letters are no item before that was asked: %j', (typed) => {
    const person = beginReview(flowOf([listStep('promises')]));
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', asks: 'few' });
    person.write('không');
    expect(person.answers()).toEqual({});
    person.write(typed);
    person.write('lưu');
    expect(person.answer('promises')).toEqual([typed]);
  });

  test('an item that follows a few letters is stored at once', () => {
    const person = beginReview(flowOf([listStep('promises')]));
    person.write('ok');
    person.write('Đi sinh hoạt đủ 12 kỳ');
    expect(lastSay(person)).toMatchObject({ type: 'unconfirmed', asks: 'few' });
    person.write('không');
    expect(person.answer('promises')).toEqual(['Đi sinh hoạt đủ 12 kỳ']);
  });

  test('one line is an item at once', () => {
    const person = beginReview(flowOf([listStep('promises')]));
    person.write('- Đi sinh hoạt đủ\n');
    expect(person.answer('promises')).toEqual(['- Đi sinh hoạt đủ\n']);
  });
});

test('who reads the help still stands at the question', () => {
  const person = beginReview(REVIEW);
  person.write('trợ giúp');
  expect(lastSay(person)).toMatchObject({
    type: 'screen',
    screen: 'help',
    actions: [{ do: 'resume' }, {}, {}],
  });
  person.write(LONG);
  expect(person.answer('politics')).toBe(LONG);
});

test('thanks leave the card before them as it was', () => {
  const person = beginReview(REVIEW);
  person.write(LONG);
  person.write('xong');
  person.write('cảm ơn');
  person.write('2');
  expect(person.answers()).toMatchObject({ level: { kind: 'choice', value: 'no' } });
});

describe('an invitation code', () => {
  const CODE = 'KMPT-4829-HNVC-3071';
  const SENTENCE = `Mã của tôi là ${CODE}; năm qua tôi luôn giữ vững lập trường, học đủ các nghị quyết của Đảng.`;

  test('in a sentence that says more is part of an answer', () => {
    const person = beginReview(REVIEW);
    person.write(SENTENCE);
    expect(person.answers()).toMatchObject({ politics: { parts: [{ length: SENTENCE.length }] } });
  });

  test.each([
    CODE,
    `Mã của tôi là ${CODE} ạ.`,
    `Em gửi anh mã mời kiểm điểm năm 2026 của em ạ: ${CODE}`,
    `Mời đồng chí mở liên kết https://t.me/kiem_diem_chi_bo_van_phong_bot?start=${CODE} hoặc gõ mã.`,
  ])('handed over as %j is none', (typed) => {
    const person = beginReview(REVIEW);
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ problem: { code: 'linked-already' } });
    expect(person.answers()).toEqual({});
  });
});

describe('a question in the overview', () => {
  const LONG_REVIEW = flowOf(Array.from({ length: 12 }, (_, index) => choiceStep(`q${index + 1}`)));

  test.each(['9', 'câu 9', 'sửa 9', 'Sửa câu 9 ạ'])('is opened by its number on any page: %j', (typed) => {
    const person = beginReview(LONG_REVIEW);
    person.write('tổng quan');
    person.write('trang sau');
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'q9' });
  });

  test.each(['9', 'câu 9', 'Sửa câu 9 ạ'])('is opened by its number from another page: %j', (typed) => {
    const person = beginReview(LONG_REVIEW);
    person.write('tổng quan');
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'q9' });
  });

  test('is opened from the review by its number, though that is not its place there', () => {
    const parts = flowOf([choiceStep('a'), textStep('a/more', { followUp: true }), choiceStep('b')]);
    const person = beginReview(parts);
    for (const typed of ['xem lại', 'sửa câu 2']) person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'b' });
    for (const typed of ['xem lại', '2']) person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'a/more' });
    for (const typed of ['xem lại', 'sửa câu 9']) person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'review', problem: { code: 'edit-how' } });
  });

  test('is not opened by its place on the page', () => {
    const person = beginReview(LONG_REVIEW);
    person.write('tổng quan');
    person.write('trang sau');
    person.write('1');
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'q1' });
  });

  test.each(['13', 'câu 13', '0'])('that does not exist is not opened, and that is said: %j', (typed) => {
    const person = beginReview(LONG_REVIEW);
    person.write('tổng quan');
    person.write(typed);
    expect(lastSay(person)).toMatchObject({ type: 'overview', problem: { code: 'no-such-question' } });
  });
});

test('an item that is not in the list is not removed, and the word is no item', () => {
  const person = beginReview(flowOf([listStep('promises')]));
  person.write('Đi sinh hoạt đủ 12 kỳ');
  person.write('xóa 9');
  expect(lastSay(person)).toMatchObject({ type: 'question', problem: { code: 'not-here' } });
  person.write('xóa 1');
  expect(person.answers()).toEqual({});
});

test('who has begun is offered to go on, in the word that is typed as well', () => {
  const person = beginReview(REVIEW);
  person.write('menu');
  const [home] = person.said();
  expect(home).toMatchObject({ type: 'screen', screen: 'home', actions: [{ do: 'begin' }, {}, {}, {}, {}] });
  expect(wordOf({ do: 'begin', form: 'self-review' }, home as BotOutput)).toBe('resume');
});
