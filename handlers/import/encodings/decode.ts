/** How Vietnamese is written where it is not in Unicode. */
export const ENCODINGS = ['TCVN3', 'VNI', 'Windows-1258', 'UTF-8'] as const;

/** “UTF-8” is text whose bytes were read as if they were letters, and written once more. */
export type Encoding = (typeof ENCODINGS)[number];

/**
 * TCVN3 (TCVN 5712:1993, “ABC”): how Windows-1252 shows a code, and the letter that fonts such as .VnTime show for it. Capital
 * letters with tones have no codes: fonts of capitals show them for the small ones.
 */
const TCVN3 = lettersOf(
  '¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00adư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ ' +
    'Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự ' +
    'úỳ ûỷ üỹ ýý þỵ',
);

/** VNI: letters of one character. */
const VNI_LETTERS = lettersOf('ôơ öư ñđ íí ìì æỉ óĩ òị îỵ');
/** VNI: a vowel, and behind it a character for its tone or hat, or both. */
const VNI_PAIRS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  a: lettersOf('ùá øà ûả õã ïạ êă éắ èằ úẳ üẵ ëặ ââ áấ àầ åẩ ãẫ äậ'),
  e: lettersOf('ùé øè ûẻ õẽ ïẹ âê áế àề åể ãễ äệ'),
  o: lettersOf('ùó øò ûỏ õõ ïọ âô áố àồ åổ ãỗ äộ'),
  u: lettersOf('ùú øù ûủ õũ ïụ'),
  y: lettersOf('ùý øỳ ûỷ õỹ'),
  ô: lettersOf('ùớ øờ ûở õỡ ïợ'),
  ö: lettersOf('ùứ øừ ûử õữ ïự'),
};

const VNI_PARTS = new RegExp(
  `${Object.entries(VNI_PAIRS)
    .map(([vowel, marks]) => `${vowel}[${[...marks.keys()].join('')}]`)
    .join('|')}|[^\\0-\\x7f]`,
  'gi',
);

/** Windows-1258 where Windows-1252 has other letters; a tone follows its vowel. */
const WINDOWS_1258 = lettersOf('ÃĂ Ì\u0300 ÐĐ Ò\u0309 ÕƠ ÝƯ Þ\u0303 ãă ì\u0301 ðđ ò\u0323 õơ ýư');

/** Windows-1252 from 128 to 159; it has nothing where a control character stands. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The byte of each character that a program takes a byte for, whichever of the three tables it uses. */
const BYTES = new Map<string, number>([
  ...Array.from({ length: 256 }, (_, byte): [string, number] => [String.fromCharCode(byte), byte]),
  ...[...WINDOWS_1252].map((letter, at): [string, number] => [letter, 0x80 + at]),
  ...[...WINDOWS_1258].map(([letter, other]): [string, number] => [other, letter.charCodeAt(0)]),
]);

/** A word as it is meant if it is written in this encoding; unchanged where it cannot be. */
export function decodeWord(word: string, encoding: Encoding): string {
  switch (encoding) {
    case 'TCVN3':
      return inItsCase(
        word,
        word.replace(/[^\0-\x7f]/g, (letter) => TCVN3.get(letter) ?? letter),
      );
    case 'VNI':
      return decodeVni(word);
    case 'Windows-1258':
      return word.replace(/[^\0-\x7f]/g, (letter) => WINDOWS_1258.get(letter) ?? letter).normalize('NFC');
    case 'UTF-8':
      return decodeTwice(word);
  }
}

/** Whether a word has characters that the encoding never shows: it is in Unicode already. */
export function isBeyond(word: string, encoding: 'TCVN3' | 'VNI'): boolean {
  return encoding === 'TCVN3'
    ? [...word].some((letter) => letter > '\x7f' && !TCVN3.has(letter))
    : /[^\0-\xff]/.test(word);
}

function lettersOf(pairs: string): ReadonlyMap<string, string> {
  return new Map(pairs.split(' ').map((pair) => [pair.charAt(0), pair.slice(1)]));
}

/** In a word of capitals the small letters stand for capitals too. */
function inItsCase(written: string, decoded: string): string {
  return /^[^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*$/.test(written) ? decoded.toUpperCase() : decoded;
}

function decodeVni(word: string): string {
  return word.replace(VNI_PARTS, (found) => {
    const [vowel = '', mark] = found;
    if (mark === undefined) return vniLetter(vowel);
    const pair = VNI_PAIRS[vowel.toLowerCase()]?.get(mark.toLowerCase()) ?? found;
    return vowel === vowel.toUpperCase() ? pair.toUpperCase() : pair;
  });
}

function vniLetter(letter: string): string {
  const small = VNI_LETTERS.get(letter.toLowerCase());
  if (small === undefined) return letter;
  return letter === letter.toUpperCase() ? small.toUpperCase() : small;
}

function decodeTwice(word: string): string {
  const bytes = [...word].map((letter) => BYTES.get(letter));
  if (bytes.includes(undefined)) return word;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes as number[]));
  } catch {
    return word;
  }
}
