/** Characters that end a line; a text keeps them as one line feed. */
const LINE_END = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** A letter or mark of a script that needs joiners to be written, such as Khmer or Arabic; none of Vietnamese. */
const JOINED = '(?![\\p{Script=Latin}\\p{Script=Inherited}\\p{Script=Common}])[\\p{L}\\p{M}]';
const PICTURE = '[\\p{Extended_Pictographic}\\p{EMod}\\uFE0F]';
/** Invisible characters that the characters around them need: in emoji, and in scripts with joiners. */
const NEEDED = [
  `(?<=${PICTURE})\\u200D(?=\\p{Extended_Pictographic})`,
  `(?<=${JOINED})[\\u200C\\u200D](?=${JOINED})`,
  '(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
  '(?<=\\u{1F3F4}[\\u{E0020}-\\u{E007F}]{0,6})[\\u{E0020}-\\u{E007F}]',
  '(?<=\\p{Script=Han})[\\u{E0100}-\\u{E01EF}]',
].join('|');
/**
 * Control characters, halves of surrogate pairs, marks that turn the direction of reading, spaces of no width, and
 * letters without a shape, such as the Hangul filler U+3164 or the empty Braille pattern U+2800.
 */
const UNSEEN =
  '[\\p{Cc}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2028\\u2029\\u2800\\uFFF9-\\uFFFB]';
const HIDDEN = new RegExp(`(?=${UNSEEN})(?!${NEEDED}|[\\n\\t])[\\s\\S]`, 'gu');

/** The characters of a text that a reader cannot see, each once, as `U+200B`. Ends of lines and tabs are none. */
export function hiddenIn(text: string): string[] {
  return [...new Set(withLineFeeds(text).match(HIDDEN))].map(nameOf);
}

/** The text without characters that a reader cannot see; every kind of line end becomes a line feed. */
export function dropHidden(text: string): string {
  return withLineFeeds(text).replace(HIDDEN, '');
}

/** Whether there is nothing in a text that a reader could see. */
export function isBlank(text: string): boolean {
  return dropHidden(text).trim() === '';
}

/** The text with characters that a reader cannot see written out as in JSON, `\u202e`, so that they do nothing. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

function withLineFeeds(text: string): string {
  return text.replace(LINE_END, '\n');
}

function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}
