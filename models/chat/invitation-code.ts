import { randomInt } from 'node:crypto';

/**
 * Consonants that the input methods Telex and VNI do not change, that cannot be mistaken for another letter or digit, and
 * that spell no word: no vowel (aa, ow), no d or w, no letter that sets a tone (s f r x j z), and no q, which looks like 0.
 */
const LETTERS = 'BCGHKLMNPTV';
const DIGITS = '0123456789';
/** Groups of four letters and of four digits in turn, so that a phone's keyboard must be switched only three times. */
const GROUPS = [LETTERS, DIGITS, LETTERS, DIGITS];
const GROUP_LENGTH = 4;
const CODE_LENGTH = GROUPS.length * GROUP_LENGTH;
/** Characters that people type for a letter or digit that looks alike. A group has either only letters or only digits. */
const LOOKS_LIKE_LETTER = { '1': 'L', I: 'L', '6': 'G', '8': 'B' };
const LOOKS_LIKE_DIGIT = { O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8' };
/** A text with more of them is not a code. */
const MOST_LOOKALIKES = 3;
/** A text with fewer digits is not a code. Checking this first saves a search in most answers. */
const LEAST_DIGITS = 2 * GROUP_LENGTH - MOST_LOOKALIKES;
/** Refused in codes: a letter twice in a row, which some keyboards change, and digits that read as a year (2024). */
const REFUSED = /([A-Z])\1|(?<!\d)(?:19|20)/;
/** The longest text that is searched for a code: a link or a few words with a code. */
const LONGEST_TYPED = 200;
/** The most letters and digits beside a code: "Em gửi anh mã mời kiểm điểm năm 2026 của em ạ:" */
const LONGEST_BESIDE = 50;

const CODE = new RegExp(
  `(?<![\\p{L}\\p{N}])${GROUPS.flatMap(patternsOf).join('[^\\p{L}\\p{N}]{0,3}')}(?![\\p{L}\\p{N}])`,
  'u',
);

/**
 * A new code of 16 characters: two groups of 11 · 10³ letters, and two of 9,800 digits: 53 random bits. With 10,000
 * invitations open, a million guesses a day hit one in 3,000 years.
 */
export function createInvitationCode(): string {
  for (;;) {
    const code = GROUPS.flatMap((characters) =>
      Array.from({ length: GROUP_LENGTH }, () => characters[randomInt(characters.length)]),
    ).join('');
    if (!REFUSED.test(code)) return code;
  }
}

/** A code as it is printed: in groups of four. */
export function formatInvitationCode(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$&-');
}

/**
 * Finds the code in a typed text, a pasted text or a link, and returns it in the form that is digested; undefined if there
 * is none. It may be in a link or behind a few words, in small or full-width letters, with blanks, dashes and dots.
 */
export function readInvitationCode(typed: string): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  const plain = typed.normalize('NFKC').toUpperCase();
  if ((plain.match(/\d/g) ?? []).length < LEAST_DIGITS) return undefined;
  const found = CODE.exec(plain)?.[0].replace(/[^\p{L}\p{N}]/gu, '');
  if (found === undefined) return undefined;
  const code = [...found].map(readCharacter).join('');
  const lookalikes = [...code].filter((character, place) => character !== found[place]).length;
  return lookalikes > MOST_LOOKALIKES || REFUSED.test(code) ? undefined : code;
}

/** Whether a text with a code has more words than people send along with a code, so that it is an ordinary message. */
export function saysMoreThanCode(typed: string): boolean {
  const words = typed.replace(/\S+:\/\/\S+/g, '').match(/[\p{L}\p{N}]/gu) ?? [];
  return words.length - CODE_LENGTH > LONGEST_BESIDE;
}

function lookalikesOf(characters: string): Readonly<Record<string, string>> {
  return characters === LETTERS ? LOOKS_LIKE_LETTER : LOOKS_LIKE_DIGIT;
}

function readCharacter(character: string, place: number): string {
  return lookalikesOf(GROUPS[Math.floor(place / GROUP_LENGTH)] as string)[character] ?? character;
}

function patternsOf(characters: string): string[] {
  const either = `[${characters}${Object.keys(lookalikesOf(characters)).join('')}]`;
  return Array.from({ length: GROUP_LENGTH }, () => either);
}
