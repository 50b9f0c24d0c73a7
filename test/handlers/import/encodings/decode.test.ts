import { expect, test } from 'vitest';
import { decodeWord } from '../../../../handlers/import/encodings/decode.ts';

/** Every letter of Vietnamese beyond ASCII, small and in this order in all lists below. */
const LETTERS = 'àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ'.replaceAll(
  ' ',
  '',
);

/** The codes of TCVN 5712:1993 for them. */
const TCVN3 =
  'B5B6B7B8B9 A8BBBCBDBEC6 A9C7C8C9CACB AE CCCECFD0D1 AAD2D3D4D5D6 D7D8DCDDDE DFE1E2E3E4 ABE5E6E7E8E9 ACEAEBECEDEE EFF1F2F3F4 ADF5F6F7F8F9 FAFBFCFDFE';
/** How VNI writes them. */
const VNI =
  'aøaûaõaùaï aêaèaúaüaéaë aâaàaåaãaáaä ñ eøeûeõeùeï eâeàeåeãeáeä ìæóíò oøoûoõoùoï oâoàoåoãoáoä ôôøôûôõôùôï uøuûuõuùuï ööøöûöõöùöï yøyûyõyùî';
/** The codes of Windows-1258: a tone behind its vowel. */
const TONES = ['', '\xcc', '\xd2', '\xde', '\xec', '\xf2'];
const WINDOWS_1258 = ['a', '\xe3', '\xe2', '\xf0', 'e', '\xea', 'i', 'o', '\xf4', '\xf5', 'u', '\xfd', 'y']
  .flatMap((vowel) => (vowel === '\xf0' ? [vowel] : TONES.map((tone) => vowel + tone)))
  .filter((letter) => letter > '\x7f' || letter.length > 1)
  .join('');

test('every letter of TCVN3', () => {
  const written = Buffer.from(TCVN3.replaceAll(' ', ''), 'hex').toString('latin1');
  expect([...written]).toHaveLength([...LETTERS].length);
  expect(decodeWord(written, 'TCVN3')).toBe(LETTERS);
  expect(decodeWord('\xa1\xa2\xa3\xa4\xa5\xa6\xa7', 'TCVN3')).toBe('ĂÂÊÔƠƯĐ');
});

test('every letter of VNI, small and capital', () => {
  expect(decodeWord(VNI.replaceAll(' ', ''), 'VNI')).toBe(LETTERS);
  expect(decodeWord(VNI.replaceAll(' ', '').toUpperCase(), 'VNI')).toBe(LETTERS.toUpperCase());
});

test('every letter of Windows-1258, small and capital', () => {
  expect(decodeWord(WINDOWS_1258, 'Windows-1258')).toBe(LETTERS);
  const capital = [...WINDOWS_1258].map((letter) => (TONES.includes(letter) ? letter : letter.toUpperCase()));
  expect(decodeWord(capital.join(''), 'Windows-1258')).toBe(LETTERS.toUpperCase());
});

test.each(['windows-1252', 'windows-1258', 'latin1'])('every letter whose bytes were read as %s', (table) => {
  for (const letter of [...LETTERS, ...LETTERS.toUpperCase()]) {
    const bytes = new TextEncoder().encode(letter);
    const read =
      table === 'latin1' ? Buffer.from(bytes).toString('latin1') : new TextDecoder(table).decode(bytes);
    expect(decodeWord(read, 'UTF-8'), read).toBe(letter);
  }
});

test.each([
  ['§Æng', 'Đặng', 'TCVN3'],
  ['NGUYÔN', 'NGUYỄN', 'TCVN3'],
  ['Th\u00ad¬ng', 'Thương', 'TCVN3'],
  ['nöôùc', 'nước', 'VNI'],
  ['Thuûy', 'Thủy', 'VNI'],
  ['Aùnh', 'Ánh', 'VNI'],
  ['ÑAËNG', 'ĐẶNG', 'VNI'],
  ['NguyêÞn', 'Nguyễn', 'Windows-1258'],
  ['Nguyá»…n', 'Nguyễn', 'UTF-8'],
  ['An', 'An', 'TCVN3'],
  ['Nguyễn', 'Nguyễn', 'UTF-8'],
] as const)('%s is %s in %s', (written, meant, encoding) => {
  expect(decodeWord(written, encoding)).toBe(meant);
});
