import { describe, expect, test } from 'vitest';
import { createScriptedMember, type ScriptedMember } from './scripted-member.ts';
import { wordsAt } from './words.ts';

const TYPE_CODE_AGAIN = 1;
const BLOCK_AND_RETURN = 2;
const SEND_FILE_ELSEWHERE = 5;
const PICK_IN_OVERVIEW = 8;
const UNDO = 9;
const HABITS = 10;
/** A draw by which nothing unusual is done. */
const USUAL = 0.99;

const PLACE = 'Câu 1/2 · đã quá hạn nộp';
const NEXT_PLACE = 'Câu 2/2 · đã quá hạn nộp';
const BEGIN = ['Kiểm điểm năm 2026', 'Bắt đầu tự kiểm điểm'] as const;
const OPEN = ['Tổng quan', 'Lưu và nghỉ'];
const ANSWERED = ['Xong, câu tiếp ➜', ...OPEN];
const HAS_FILE = ['Xóa mục 1: DV1.pdf', 'Tiếp tục ➜', ...OPEN];
const LATE = [`${wordsAt('unconfirmed.silence.text')}1 không?`, 'Lưu đoạn này', 'Bỏ đoạn này'] as const;

/** Only this habit is dealt. */
function onlyHabit(habit: number): number[] {
  return Array.from({ length: HABITS }, (_, index) => (index === habit ? 0 : USUAL));
}

/** What the member believes to have answered. */
function answersOf({ member }: ScriptedMember, step = 'question-1'): string[] {
  return member.own.piecesOf(step).map(({ value }) => value);
}

function problem(code: string, place = PLACE): string {
  return `⚠ ${wordsAt(`problems.${code}`)} / ${place}`;
}

/** What the bot says of an answer that it saved. */
function saved(text: string | undefined): string {
  return `${PLACE} / ✓ Đã lưu câu trả lời (${[...(text ?? '')].length} ký tự). / ${wordsAt('saved.more-or-done')}`;
}

/** A member who stands at the first question and answered it, as it was not seen yet. */
function answering(of: Parameters<typeof createScriptedMember>[0]): ScriptedMember {
  const at = createScriptedMember(of);
  at.hears(...BEGIN);
  at.hears(PLACE, ...OPEN);
  return at;
}

/** A member who answered the first question with a file and undoes that at the second one. */
function undoing(): ScriptedMember {
  const at = answering({ kinds: ['files', 'long'], draws: onlyHabit(UNDO) });
  at.hears(PLACE, ...HAS_FILE);
  at.hears(NEXT_PLACE, '↩ Hoàn tác', ...OPEN);
  expect(at.acts.at(-1)).toBe('[↩ Hoàn tác]');
  return at;
}

describe('an undo', () => {
  test('that the bot refuses takes nothing back', () => {
    const at = undoing();
    at.hears(problem('nothing-to-undo', NEXT_PLACE), ...OPEN);
    expect(answersOf(at)).toHaveLength(1);
    expect(answersOf(at, 'question-2')).toHaveLength(1);
  });

  test('takes the last change back when the bot says so, and whatever comes before is no answer to it', () => {
    const at = undoing();
    const count = at.acts.length;
    at.hears(NEXT_PLACE, ...OPEN);
    expect(at.acts).toHaveLength(count);
    at.hears(`${wordsAt('question.undone')} / ${PLACE}`, ...OPEN);
    // The file is gone, and another one was sent in its place.
    expect(answersOf(at)).toEqual([`file-${at.acts.length}`]);
  });

  test('may have been done or not where something is lost meanwhile', () => {
    const at = undoing();
    const before = at.member.own.piecesOf('question-1')[0]?.since ?? 0;
    at.hears(wordsAt('lost'));
    expect(answersOf(at)).toEqual([]);
    expect(at.member.own.sent()[0]?.piece.since).toBeGreaterThanOrEqual(before);
  });
});

describe('a text', () => {
  test('that the bot asks about after a silence is kept by a member who comes back and goes on', () => {
    const at = answering({ kinds: ['long', 'long'], draws: onlyHabit(BLOCK_AND_RETURN) });
    const [text] = answersOf(at);
    expect(at.acts.at(-1)).toBe('làm tiếp');
    at.hears(...LATE);
    expect(at.acts.at(-1)).toBe('[Lưu đoạn này]');
    const count = at.acts.length;
    // What came first was about the text, and this is about going on: the same question once more.
    at.hears(...LATE);
    expect(at.acts).toHaveLength(count);
    at.hears(saved(text), ...ANSWERED);
    expect(at.acts.at(-1)).toBe('[Xong, câu tiếp ➜]');
    expect(answersOf(at)).toEqual([text]);
  });

  test('of consent that the bot takes for one is dropped, and no answer with it', () => {
    const at = answering({ kinds: ['long', 'long'] });
    const [text] = answersOf(at);
    at.hears(saved(text), ...ANSWERED);
    at.hears(`${wordsAt('unconfirmed.few.title')} / Câu 2`, 'Lưu đoạn này', 'Bỏ đoạn này');
    expect(at.acts.at(-1)).toBe('[Bỏ đoạn này]');
    expect(answersOf(at)).toEqual([text]);
  });

  test.each(['not-here', 'linked-already'])(
    'is not answered by what is said of an earlier word: %s',
    (code) => {
      const at = answering({ kinds: ['long', 'long'] });
      const [text] = answersOf(at);
      const count = at.acts.length;
      at.hears(problem(code), ...OPEN);
      expect(at.acts).toHaveLength(count);
      at.hears(saved(text), ...ANSWERED);
      expect(at.acts.at(-1)).toBe('[Xong, câu tiếp ➜]');
      expect(answersOf(at)).toEqual([text]);
    },
  );

  test('that seemed refused is an answer once the bot says that it was saved', () => {
    const at = answering({ kinds: ['long', 'long'] });
    const [text] = answersOf(at);
    at.hears(problem('not-stored'), 'Bắt đầu tự kiểm điểm');
    expect(answersOf(at)).toEqual([]);
    expect(at.member.misled()).toHaveLength(1);
    at.hears(saved(text), ...ANSWERED);
    expect(answersOf(at)).toEqual([text]);
    expect(at.member.misled()).toEqual([]);
  });

  test('that is refused is no answer, whatever is saved after it', () => {
    const at = answering({ kinds: ['long', 'long'] });
    const [text] = answersOf(at);
    at.hears(problem('not-stored'), 'Bắt đầu tự kiểm điểm');
    at.hears(saved(`${text} và thêm`), ...ANSWERED);
    expect(answersOf(at)).toEqual([]);
    expect(at.member.misled()).toHaveLength(1);
  });
});

describe('what leads away from a question', () => {
  const AT_HOME = `⚠ ${wordsAt('problems.linked-already')} / Kiểm điểm năm 2026`;

  test('is waited for by a member who typed the code again: what comes of something else is no answer to it', () => {
    const at = answering({ kinds: ['long', 'long'], draws: onlyHabit(TYPE_CODE_AGAIN) });
    const count = at.acts.length;
    at.hears(PLACE, ...OPEN);
    expect(at.acts).toHaveLength(count);
    at.hears(AT_HOME, 'Làm tiếp');
    expect(at.acts.at(-1)).toBe('[Làm tiếp]');
  });

  test('is waited for by a member who opens the overview', () => {
    const at = answering({ kinds: ['files', 'long'], draws: onlyHabit(PICK_IN_OVERVIEW) });
    at.hears(PLACE, ...HAS_FILE);
    at.hears(NEXT_PLACE, ...OPEN);
    expect(at.acts.at(-1)).toBe('[Tổng quan]');
    const count = at.acts.length;
    at.hears(NEXT_PLACE, ...OPEN);
    expect(at.acts).toHaveLength(count);
    at.hears('Tổng quan', '1. Nội dung thứ 1', 'Xem lại trước khi nộp', 'Về câu đang làm');
    expect(at.acts.at(-1)).toBe('[1. Nội dung thứ 1]');
  });
});

describe('a text that is written before a press was taken', () => {
  /** A member who wrote, left, came back, and went on from home; what they wrote first is only now said to be saved. */
  function writingOn(of: { anyOrder: boolean; slowPresses?: boolean }): ScriptedMember {
    const draws = [...onlyHabit(BLOCK_AND_RETURN), USUAL, USUAL, USUAL, 0, 0];
    const at = answering({ kinds: ['long', 'long'], draws, ...of });
    expect(at.acts.at(-1)).toBe('/start');
    at.hears('Kiểm điểm năm 2026', 'Làm tiếp bản tự kiểm điểm');
    expect(at.acts.at(-1)).toBe('[Làm tiếp]');
    at.hears(saved(at.acts.find((act) => act.startsWith('chim'))), ...ANSWERED);
    expect(answersOf(at)).toHaveLength(2);
    return at;
  }

  test('may come before it, and is then truly not stored', () => {
    const at = writingOn({ anyOrder: true, slowPresses: true });
    at.takesPresses();
    at.hears(problem('not-stored', 'Kiểm điểm năm 2026'), 'Làm tiếp');
    expect(at.member.misled()).toEqual([]);
    expect(answersOf(at)).toHaveLength(1);
  });

  test.each([
    ['the press was taken before', { anyOrder: true }],
    ['everything comes in order', { anyOrder: false, slowPresses: true }],
  ])('is not to be refused where %s', (_where, of) => {
    const at = writingOn(of);
    at.hears(problem('not-stored', 'Kiểm điểm năm 2026'), 'Làm tiếp');
    expect(at.member.misled()).toEqual(['was told that an answer is not stored']);
  });
});

test('the answer to the last question is ended by the label that is there', () => {
  const at = createScriptedMember({ kinds: ['long'], draws: [0.99] });
  at.hears(...BEGIN);
  at.hears('Câu 1/1', ...OPEN);
  const [text] = answersOf(at);
  at.hears(
    `Câu 1/1 / ✓ Đã lưu câu trả lời (${[...(text ?? '')].length} ký tự). / ${wordsAt('saved.more-or-done')}`,
    'Xong ➜',
    ...OPEN,
  );
  expect(at.acts.at(-1)).toBe('[Xong ➜]');
});

describe('a file', () => {
  test('that comes too late and is refused at the next question is no answer', () => {
    const at = answering({ kinds: ['files', 'long'] });
    expect(answersOf(at)).toHaveLength(1);
    at.hears(problem('no-file-here', NEXT_PLACE), ...OPEN);
    expect(answersOf(at)).toEqual([]);
    expect(at.member.misled()).toEqual(['was told that a file is not stored']);
  });

  test('that is sent where none is asked for takes no other with it when it is refused', () => {
    const at = answering({ kinds: ['files', 'long'], draws: onlyHabit(SEND_FILE_ELSEWHERE) });
    at.hears(PLACE, ...HAS_FILE);
    at.hears(NEXT_PLACE, ...OPEN);
    expect(at.acts.at(-1)).toBe('(file)');
    at.hears(problem('no-file-here', NEXT_PLACE), ...OPEN);
    expect(answersOf(at)).toHaveLength(1);
    expect(at.member.misled()).toEqual([]);
  });
});
