import { describe, expect, test } from 'vitest';
import { dropHidden, escapeHidden, hiddenIn, isBlank } from '../../../flows/answers/hidden-characters.ts';

const HIDDEN = [
  ['NUL', '\0', 'U+0000'],
  ['an escape', '\u001b', 'U+001B'],
  ['DEL', '\u007f', 'U+007F'],
  ['a control sequence of one character', '\u009b', 'U+009B'],
  ['a soft hyphen', '\u00ad', 'U+00AD'],
  ['a grapheme joiner', '\u034f', 'U+034F'],
  ['an Arabic mark', '\u061c', 'U+061C'],
  ['a Hangul initial filler', '\u115f', 'U+115F'],
  ['a space of no width', '\u200b', 'U+200B'],
  ['a joiner', '\u200d', 'U+200D'],
  ['a mark of direction', '\u200f', 'U+200F'],
  ['an override of direction', '\u202e', 'U+202E'],
  ['an isolate', '\u2066', 'U+2066'],
  ['an empty Braille pattern', '\u2800', 'U+2800'],
  ['a Hangul filler', '\u3164', 'U+3164'],
  ['half of a surrogate pair', '\ud83d', 'U+D83D'],
  ['a byte order mark', '\ufeff', 'U+FEFF'],
  ['a selector without a picture', '\ufe0f', 'U+FE0F'],
  ['no character', '\uffff', 'U+FFFF'],
  ['a tag', '\u{e0041}', 'U+E0041'],
] as const;

describe.each(HIDDEN)('%s', (_, character, name) => {
  const text = `Nguyễn${character}Văn`;

  test('is found and dropped', () => {
    expect(hiddenIn(text)).toEqual([name]);
    expect(dropHidden(text)).toBe('NguyễnVăn');
    expect(isBlank(` ${character}\n`)).toBe(true);
  });

  test('is written out so that it does nothing', () => {
    const escaped = escapeHidden(text);
    expect(hiddenIn(escaped)).toEqual([]);
    expect(JSON.parse(`"${escaped}"`)).toBe(text);
  });
});

test.each([
  ['composed', 'Nguyễn Thị Ánh Tuyết – 100 % “đúng”'],
  ['decomposed', 'Nguyễn Thị Ánh Tuyết'.normalize('NFD')],
  ['a family', '👩‍👩‍👧'],
  ['skin, flag and keycap', '👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ ❤️ 🏳️‍🌈'],
  ['Khmer with a joiner', 'ក្រ\u200cសួង'],
  ['Persian with a joiner', 'می\u200cخواهم'],
  ['lines and tabs', 'một\n\n\thai'],
  ['spaces that cannot break', 'năm\u00a02026'],
])('a text is kept to the character: %s', (_, text) => {
  expect(dropHidden(text)).toBe(text);
  expect(hiddenIn(text)).toEqual([]);
  expect(escapeHidden(text)).toBe(text);
});

test('whatever ends a line becomes a line feed', () => {
  expect(dropHidden('a\r\nb\rc\u2028d\u2029e\u0085f\vg')).toBe('a\nb\nc\nd\ne\nf\ng');
  expect(hiddenIn('a\r\nb')).toEqual([]);
});

test('a carriage return cannot write over what a terminal shows', () => {
  expect(escapeHidden('đã nộp\rchưa')).toBe('đã nộp\\u000dchưa');
});
