import { describe, expect, test } from 'vitest';
import { chooseOption, findOption } from '../../../flows/answers/choice.ts';
import { choiceStep, choicesStep, sameText } from '../../support/flows.ts';

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

describe('a question is answered by the beginning of an option', () => {
  const words = (...labels: string[]) => labels.map((label) => ({ id: label, label: sameText(label) }));
  const SIGNS = choicesStep('signs', {
    options: words('Không có biểu hiện', 'Không nghiêm nguyên tắc', 'Tham nhũng, lãng phí'),
    none: 'Không có biểu hiện',
  });
  const RANK = choiceStep('rank', {
    options: words('Hoàn thành xuất sắc nhiệm vụ', 'Hoàn thành tốt nhiệm vụ', 'Hoàn thành nhiệm vụ'),
  });
  const DONE = choiceStep('done', { options: words('Đã thực hiện', 'Thực hiện một phần', 'Chưa thực hiện') });
  const ANY = choiceStep('any', { options: words('Không có', 'Có') });

  test.each([
    [SIGNS, 'không', 'Không có biểu hiện'],
    [SIGNS, 'Dạ không ạ', 'Không có biểu hiện'],
    [SIGNS, 'ko có', 'Không có biểu hiện'],
    [SIGNS, 'KHÔNG CÓ GÌ', 'Không có biểu hiện'],
    [RANK, 'HOÀN THÀNH TỐT', 'Hoàn thành tốt nhiệm vụ'],
    [RANK, 'hoan thanh xuat sac', 'Hoàn thành xuất sắc nhiệm vụ'],
    [DONE, 'chưa', 'Chưa thực hiện'],
    [ANY, 'ko', 'Không có'],
    [ANY, 'có', 'Có'],
  ])('of which only one can be meant', (step, text, id) => {
    expect(chooseOption(step, text)?.id).toBe(id);
  });

  test.each([
    [RANK, 'hoàn thành'],
    [RANK, 'h'],
    [DONE, 'thực hiện'],
    [SIGNS, 'tham nhũng'],
    [SIGNS, 'không nghiêm'],
    [SIGNS, 'tôi không có'],
    [SIGNS, 'gì'],
    [ANY, ''],
  ])('but nothing is guessed', (step, text) => {
    expect(chooseOption(step, text)).toBeUndefined();
  });
});
