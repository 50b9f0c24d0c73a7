import { describe, expect, test } from 'vitest';
import { isFewLetters, isSpelledLike, plainWords } from '../../../flows/answers/typed-words.ts';

describe('a word as it is typed', () => {
  test.each([
    ['Xong.', 'xong'],
    ['xong ạ', 'xong'],
    ['Dạ xong', 'xong'],
    ['Dạ, thưa đồng chí xong rồi ạ!', 'đồng chí xong rồi'],
    ['“Bỏ qua” nhé đồng chí', 'bỏ qua'],
    ['  XONG 👍🏽', 'xong'],
    ['/tongquan', 'tongquan'],
    ['Xong, câu tiếp ➜', 'xong câu tiếp'],
    ['da xong a', 'xong'],
    ['xong'.normalize('NFD'), 'xong'],
    ['đã xong', 'đã xong'],
    ['ạ', 'ạ'],
    ['dạ vâng', 'vâng'],
    ['???', ''],
    ['', ''],
  ])('has no punctuation and no politeness: %j is %j', (typed, words) => {
    expect(plainWords(typed)).toBe(words);
  });

  test.each([
    ['nghi', 'nghỉ', true],
    ['nghỉ', 'nghỉ', true],
    ['nghĩ', 'nghỉ', false],
    ['nghị', 'nghỉ', false],
    ['bo qua', 'bỏ qua', true],
    ['bỏ qua', 'bỏ qua', true],
    ['bỏ quá', 'bỏ qua', false],
    ['tông quan', 'tổng quan', true],
    ['xoá', 'xóa', true],
    ['huỷ', 'hủy', true],
    ['sữa', 'sửa', false],
    ['sưa', 'sửa', true],
    ['đe sau', 'để sau', true],
    ['de sâu', 'để sau', false],
    ['nộp', 'nghỉ', false],
  ])('may lack diacritics but not change them: %j for %j: %s', (typed, spelled, alike) => {
    expect(isSpelledLike(typed, spelled)).toBe(alike);
  });

  test.each([
    ['ok', true],
    ['?', true],
    ['👍', true],
    ['Không có', true],
    ['Không có gì', false],
    ['Năm qua tôi vững vàng.', false],
    [`${'\n'.repeat(200)}ok`, false],
  ])('is of few letters: %j %s', (typed, few) => {
    expect(isFewLetters(typed)).toBe(few);
  });
});
