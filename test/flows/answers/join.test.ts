import { expect, test } from 'vitest';
import { joinParts } from '../../../flows/answers/join.ts';

test('messages are joined by line breaks, pieces of one message by nothing', () => {
  const texts = new Map([
    [1, 'Một'],
    [2, 'ha'],
    [3, 'i\n'],
  ]);
  const parts = [
    { id: 1, length: 3 },
    { id: 2, length: 2 },
    { id: 3, length: 2, continues: true as const },
  ];
  expect(joinParts(parts, texts)).toBe('Một\nhai\n');
  expect(joinParts([], texts)).toBe('');
});
