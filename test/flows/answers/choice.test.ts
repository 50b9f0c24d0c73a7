import { describe, expect, test } from 'vitest';
import { findOption } from '../../../flows/answers/choice.ts';
import { sameText } from '../../support/flows.ts';

const LEVELS = [
  { id: 'excellent', label: { vi: 'Xuất sắc', en: 'Excellent' } },
  { id: 'good', label: { vi: 'Tốt', en: 'Good' } },
  { id: 'other', label: { vi: 'Khác (ghi rõ)', en: 'Other (say which)' } },
];

describe('an option is named', () => {
  test.each([
    ['2', 'good'],
    [' 2. ', 'good'],
    ['2)', 'good'],
    ['good', 'good'],
    ['Tốt', 'good'],
    ['TỐT', 'good'],
    ['tot', 'good'],
    ['Tốt'.normalize('NFD'), 'good'],
    ['xuat  sac', 'excellent'],
    ['Excellent', 'excellent'],
    ['Khác (ghi rõ)', 'other'],
    ['khac (ghi ro)', 'other'],
  ])('by %j', (text, id) => {
    expect(findOption(LEVELS, text)?.id).toBe(id);
  });

  test.each(['', '0', '4', '99', '-1', '1.5', 'khá tốt', 'toots'])('not by %j', (text) => {
    expect(findOption(LEVELS, text)).toBeUndefined();
  });
});

test('options that differ by a diacritic only are told apart, or not guessed', () => {
  const names = [
    { id: 'x1', label: sameText('Ba') },
    { id: 'x2', label: sameText('Bà') },
    { id: 'x3', label: sameText('Bá') },
  ];
  expect(findOption(names, 'bà')?.id).toBe('x2');
  expect(findOption(names, 'ba')?.id).toBe('x1');
  expect(findOption(names, 'bả')).toBeUndefined();
});

test('options that are numbers can be typed when no option has that place', () => {
  const years = ['2024', '10'].map((id) => ({ id, label: sameText(id) }));
  expect(findOption(years, '2024')?.id).toBe('2024');
  expect(findOption(years, '10')?.id).toBe('10');
  expect(findOption(years, '2')?.id).toBe('10');
});
