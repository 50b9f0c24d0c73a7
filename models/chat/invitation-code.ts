import { randomInt } from 'node:crypto';

/**
 * Consonants that Telex and VNI leave alone, are not mistaken for another letter or digit, and spell no word: no vowel
 * (aa, ow, VNI digits), no d, w, nor a letter that sets a tone (s f r x j z), and no q, which looks like 0.
 */
const LETTERS = 'BCGHKLMNPTV';
const DIGITS = '0123456789';
/** Groups of four letters and of four digits in turn, so that a phone's keyboard is switched three times only. */
const GROUPS = [LETTERS, DIGITS, LETTERS, DIGITS];
const GROUP_LENGTH = 4;
const CODE_LENGTH = GROUPS.length * GROUP_LENGTH;
/** What is written for a letter or digit that looks like it: no digit stands among letters, nor a letter among digits. */
const LOOKS_LIKE_LETTER = { '1': 'L', I: 'L', '6': 'G', '8': 'B' };
const LOOKS_LIKE_DIGIT = { O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8' };
/** With more of them it is no code. */
const MOST_LOOKALIKES = 3;
/** What has fewer digits is no code, which is seen without searching it: most answers have none. */
const LEAST_DIGITS = 2 * GROUP_LENGTH - MOST_LOOKALIKES;
/** Letters twice in a row, of which some keyboards make another one, and what reads as a year: "CNTT 2024, KHCN 2025". */
const REFUSED = /([A-Z])\1|(?<!\d)(?:19|20)/;
/** A code with its link or with a few words; what is longer is something else. */
const LONGEST_TYPED = 200;
/** Letters and digits beside a code: "Em gửi anh mã mời kiểm điểm năm 2026 của em ạ:" */
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
 * The code in what was typed, pasted or linked, in the one form that is digested; nothing if there is none. It may
 * stand in a link or behind a few words, in small or full-width letters, with any blanks, dashes and dots in between.
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

/** Whether a text that holds a code says more than what a code is handed over with, so that it is a sentence of its own. */
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
