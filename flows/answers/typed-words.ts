import { foldWord } from './normalize.ts';

/** Words of politeness before or after a word; they do not change its meaning. */
const POLITE_BEFORE = byFold(['dạ', 'vâng', 'thưa']);
const POLITE_AFTER = byFold(['ạ', 'nhé', 'nha', 'nhá', 'đi', 'đồng chí', 'please']);

/**
 * A short message without its punctuation and emoji, and without words of politeness around the rest: "Dạ, xong ạ."
 * is "xong". Lower case, composed (NFC), single spaces. Nothing is left of a message of punctuation alone.
 */
export function plainWords(text: string): string {
  let words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?:[\p{P}\p{S}\p{C}\s]|\ufe0f)+/gu, ' ')
    .trim();
  for (let shorter: string | undefined = words; shorter !== undefined; shorter = withoutPoliteness(words)) {
    words = shorter;
  }
  return words;
}

/** The words without one word of politeness at their edges; nothing if there is none, or nothing else. */
function withoutPoliteness(words: string): string | undefined {
  const all = words.split(' ');
  for (const length of [1, 2]) {
    if (all.length <= length) break;
    const [first, last] = [all.slice(0, length).join(' '), all.slice(-length).join(' ')];
    if (isOneOf(POLITE_AFTER, last)) return all.slice(0, -length).join(' ');
    if (isOneOf(POLITE_BEFORE, first)) return all.slice(length).join(' ');
  }
  return undefined;
}

/** Words by their folded letters, because comparing a typed word with each of them takes long. */
function byFold(words: readonly string[]): ReadonlyMap<string, string[]> {
  return Map.groupBy(words, foldWord);
}

function isOneOf(words: ReadonlyMap<string, string[]>, typed: string): boolean {
  return words.get(foldWord(typed))?.some((word) => isSpelledLike(typed, word)) === true;
}

/**
 * The number that a message is, to pick something by its place: "2", "(2)", "2 ạ."; never a negative one, nor one that
 * begins with a zero, as codes do ("007"). `words` are its `plainWords`.
 */
export function typedPlace(text: string, words: string = plainWords(text)): number | undefined {
  return /^(?:0|[1-9]\d{0,2})$/.test(words) && !/[-+\u2212]/.test(text) ? Number(words) : undefined;
}

/**
 * Whether `typed` is the `spelled` words with all of their diacritics or without some of them: "nghi" may be "nghỉ",
 * but "nghĩ" is another word. Where in a syllable the tone stands does not matter ("xoá" and "xóa"). Both in small
 * letters.
 */
export function isSpelledLike(typed: string, spelled: string): boolean {
  if (foldWord(typed) !== foldWord(spelled)) return false;
  const left = syllablesOf(typed);
  return syllablesOf(spelled).every(({ letters, tone }, index) => {
    const given = left[index];
    if (given === undefined || (given.tone !== '' && given.tone !== tone)) return false;
    return given.letters.every((letter, at) => letter === letters[at] || letter === foldWord(letter));
  });
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Each syllable's letters with the marks that make another vowel of them, and its tone apart. */
function syllablesOf(words: string): { letters: string[]; tone: string }[] {
  return words.split(' ').map((syllable) => {
    const marked = syllable.normalize('NFD');
    const letters = marked.replace(TONES, '').normalize('NFC');
    return { letters: [...letters], tone: marked.match(TONES)?.join('') ?? '' };
  });
}

const NOTHING = ['không', 'không có', 'không có gì', 'ko', 'ko có', 'ko có gì', 'no', 'none', 'nothing'];

/** Whether a message says that there is nothing to be sent. */
export function isNothing(text: string): boolean {
  const words = plainWords(text);
  return NOTHING.some((nothing) => isSpelledLike(words, nothing));
}

const A_FEW = 7;

/** Whether a message is of so few letters and digits that it is hardly an answer to a question that asks for writing. */
export function isFewLetters(text: string): boolean {
  if (text.length > 100) return false;
  return (text.normalize('NFC').match(/[\p{L}\p{N}]/gu) ?? []).length <= A_FEW;
}
