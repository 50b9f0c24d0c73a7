import { expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { countMistakes, describeImportIssues } from '../../../bot/operator/import-issues.ts';
import type { ImportIssue } from '../../../handlers/import/table.ts';

const locales = await loadLocales();
const at = (line: number, code = 'CB9'): ImportIssue => ({
  ...{ file: 'nguoi', line, column: 'Nơi sinh hoạt đảng' },
  ...{ code: 'unknown-code', details: { code } },
});
const describeIn = (issues: readonly ImportIssue[]) =>
  describeImportIssues(issues, locales).filter((line) => !line.startsWith(' '));

test('one mistake is one sentence, with the lines that have it', () => {
  const issues = [at(5), at(2), at(3), at(3), at(9), at(4, 'CB8')];
  expect(describeIn(issues)).toEqual([
    'nguoi · dòng 2–3, 5, 9 · cột “Nơi sinh hoạt đảng”: Không có mã CB9, cả trong tệp lẫn trong dữ liệu đã lưu.',
    'nguoi · dòng 4 · cột “Nơi sinh hoạt đảng”: Không có mã CB8, cả trong tệp lẫn trong dữ liệu đã lưu.',
  ]);
  expect(countMistakes(issues)).toBe(2);
});

test('many lines apart are not all named', () => {
  const [line] = describeIn(Array.from({ length: 100 }, (_, index) => at(index * 2 + 2)));
  expect(line).toContain('36, 38, 40, … · cột');
});
