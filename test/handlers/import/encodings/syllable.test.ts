import { expect, test } from 'vitest';
import { isVietnameseSyllable } from '../../../../handlers/import/encodings/syllable.ts';

test.each(
  (
    'an Ánh nguyễn Nghiêm quý Quyên quỳnh quốc gì giếng giàu hòa hoà thúy thuý khuê thuở tuổi chuyện tuyết ngoằn người ước ' +
    'khuya yến yêu mỹ Thy Đức Ðức ĐẶNG đảng bộ kiểm điểm'
  ).split(' '),
)('%s is a syllable', (word) => {
  expect(isVietnameseSyllable(word)).toBe(true);
  expect(isVietnameseSyllable(word.normalize('NFD'))).toBe(true);
});

test.each(
  'nguyÔn Vaên hòang tuỵêt mật. kdăm garcía josé müller bac chý xy nguyệnn oà̀ zoe Niê H’Hen 5'.split(' '),
)('%s is none', (word) => {
  expect(isVietnameseSyllable(word)).toBe(false);
});
