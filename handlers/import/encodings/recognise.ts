import { dropHidden } from '../../../flows/answers/hidden-characters.ts';
import { decodeWord, ENCODINGS, type Encoding } from './decode.ts';
import { hasVietnameseOnset, isVietnameseSyllable } from './syllable.ts';

/** What stands between words. Signs that are letters in TCVN3, such as ®, are none of it. */
const BETWEEN = /([\s\d.,;:()[\]{}"'/\\_+!?%&…–—“”‘’=*|<>-]+)/;
/** Between the bytes of text that was written twice stands more. */
const BETWEEN_BYTES = /([ \t\r\n]+)/;
/** “MÃ”” would be “MÔ”, too. */
const MARKS_BEHIND = /[”’…»–—]+$/;
const PLAIN = /^[\0-\x7f]*$/;

/** Signs that are letters in TCVN3 and stand in no word otherwise, save for footnotes and quotation marks around it. */
const SIGNS = /[¡¢£¤¥¦§¨©«¬\u00ad®¶·¸¹»¼½¾×÷]/;
const SIGNS_AROUND = /^[«©]+|[¹®©·»¼½¾]+$/g;
/** A letter that only TCVN3 has as a small one, in the middle of a word of small letters. */
const CAPITAL_INSIDE = /[a-z][ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖØÜÝÞ]/;

/** Two letters of VNI that no other language writes in a row, and two that French or German may have. */
const VNI_PAIR = /[aeouy][ùøûõåãâ]|[aeo][äà]|a[êá]|oá|[ôö][ùøûõï]|öô/i;
const VNI_DIAERESIS = /[aeouyöô][ïëü]|a[éèú]|eá|^ñ/i;
/** A tone of Windows-1258 behind its vowel. */
const TONE_BEHIND = /[a-zâêôãõý][ÌÒÞ]|[âêôãõýÂÊÔÃÕÝ][ìòÌÒÞ]/;
const TONE_MAYBE_BEHIND = /[aeiouy][ìò]|[AEIOUY][ÌÒÞ]/;

const ENOUGH = 2;

/**
 * The encoding in which a text is written instead of Unicode, or undefined. It is named only where words are no Vietnamese as they
 * stand, are Vietnamese in that encoding, and are written in a way in which no other language writes: ordinary Vietnamese and
 * foreign names are never taken for it, at the price that a short text may be missed.
 */
export function recogniseEncoding(text: string): Encoding | undefined {
  if (isPlain(text)) return undefined;
  const composed = text.normalize('NFC');
  if (isWrittenTwice(composed)) return 'UTF-8';
  const words = composed.split(BETWEEN).filter((word) => !isPlain(word) && !isRight(word));
  let best: { encoding: Encoding; points: number } | undefined;
  for (const encoding of ENCODINGS) {
    const points = pointsFor(words, encoding);
    if (points >= ENOUGH && points > (best?.points ?? 0)) best = { encoding, points };
  }
  return best?.encoding;
}

/** A text as it is meant if it is written in this encoding. Where some of it is in Unicode, words that are right stay. */
export function decodeText(text: string, encoding: Encoding): string {
  const parts = text.normalize('NFC').split(encoding === 'UTF-8' ? BETWEEN_BYTES : BETWEEN);
  const isMixed = parts.some((part) => /[\u0100-\u024f\u1e00-\u1eff]/.test(part) && isRight(part));
  return parts.map((part) => (isMixed && isRight(part) ? part : decodeWord(part, encoding))).join('');
}

/** The words of a text. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(BETWEEN)
    .filter((word) => /\p{L}/u.test(word));
}

/** Whether a text has nothing beyond ASCII. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Whether a word is Vietnamese as it stands, perhaps with signs around it. */
export function isRight(word: string): boolean {
  const seen = dropHidden(word);
  return [seen, seen.replace(SIGNS_AROUND, '')].some((one) =>
    isPlain(one) ? isPlainWord(one, word) : isVietnameseSyllable(one),
  );
}

/** What is left without its signs is a word of its own. */
function isPlainWord(left: string, word: string): boolean {
  return left !== '' && (isVietnameseSyllable(left) || !SIGNS.test(word));
}

/** How much speaks for an encoding; nothing where as many words are none in it. */
function pointsFor(words: readonly string[], encoding: Encoding): number {
  let points = 0;
  let others = 0;
  for (const word of words) {
    const decoded = decodeWord(word, encoding);
    if (decoded === word || !isVietnameseSyllable(decoded)) others += /\p{L}/u.test(word) ? 1 : 0;
    else points += /[bcdđghklmnpqrstvx]/i.test(decoded) ? pointsOf(word, { decoded, encoding }) : 0;
  }
  return points > others * ENOUGH ? points : 0;
}

function pointsOf(word: string, { decoded, encoding }: { decoded: string; encoding: Encoding }): number {
  const isTypical = hasVietnameseOnset(decoded) ? 1 : 0;
  switch (encoding) {
    case 'TCVN3':
      return SIGNS.test(word) || CAPITAL_INSIDE.test(word) ? ENOUGH : isTypical;
    case 'VNI':
      return VNI_PAIR.test(word) ? ENOUGH : VNI_DIAERESIS.test(word) ? 2 * isTypical : isTypical;
    case 'Windows-1258':
      return TONE_BEHIND.test(word) ? ENOUGH : TONE_MAYBE_BEHIND.test(word) ? 2 * isTypical : 0;
    case 'UTF-8':
      return 0;
  }
}

/** Letters that come of bytes read one by one: together they are Vietnamese, as in “Nguyá»…n”. */
function isWrittenTwice(text: string): boolean {
  return text.split(BETWEEN_BYTES).some((word) => {
    const decoded = decodeWord(word, 'UTF-8');
    if (decoded === word || isVietnameseSyllable(word.replace(MARKS_BEHIND, ''))) return false;
    return wordsOf(decoded).some((one) => !isPlain(one) && isVietnameseSyllable(one));
  });
}
