import { expect, test } from 'vitest';
import { codePoints, foldWord } from '../../../flows/answers/normalize.ts';

test('words are compared without case and diacritics', () => {
  expect(foldWord('  ĐỒNG   Ý ')).toBe('dong y');
  expect(foldWord('Nghỉ'.normalize('NFD'))).toBe('nghi');
});

test('lengths are in code points', () => {
  expect(codePoints('a🙂\ud800')).toBe(3);
});
