import { MAX_TEXT } from './encode.ts';

/**
 * Where an app ends the first message of a text that is too long for one: the text up to there, without white space
 * at its ends, is sent, and the rest is cut in the same way. `text` is longer than a message.
 */
type PlaceToCut = (text: string) => number;

/** What the apps for Android look at: the last units of a message, from its end. */
const ANDROID_LOOKS_BACK = 300;
/** What may have been between two messages, the likelier before the less likely. */
const SEPARATORS = [' ', '\n', '\n\n', ''] as const;
/** An app may leave the white space of a cut at the start of what it cuts next; it counts there, and is not sent. */
const LEFT_OVER = ['', ' '];

/**
 * What stood between two messages of one text that an app cut, as far as it can be known: the separator with which one
 * of the apps would have cut the text at this very place. Undefined where none would, so that the second message
 * is not the rest of the first. White space beyond a blank, a line's end or a blank line is lost at a cut.
 */
export function findSeparator(part: string, rest: string): string | undefined {
  const possible = new Set<string>(SEPARATORS.filter((separator) => isCutAfter(part, separator + rest)));
  if (possible.has('') && isCutInWord(part, rest)) return '';
  const lineEnd = possible.has('\n\n') && hasBlankLines(part) ? '\n\n' : '\n';
  if (possible.has(' ') && possible.has(lineEnd)) return isMostlyLines(part) ? lineEnd : ' ';
  return possible.has(lineEnd) ? lineEnd : [...possible][0];
}

function isCutAfter(part: string, rest: string): boolean {
  return LEFT_OVER.some((before) => {
    const text = before + part + rest;
    if (text.length <= MAX_TEXT) return false;
    return APPS.some((placeToCut) => text.slice(0, placeToCut(text)).trim() === part);
  });
}

/** Only what fills a message to the last unit was cut in a word; a character of two units may not have fitted. */
function isCutInWord(part: string, rest: string): boolean {
  if (part.length === MAX_TEXT - 1) return (rest.codePointAt(0) as number) > 0xffff;
  return part.length === MAX_TEXT && /[\p{L}\p{N}]$/u.test(part);
}

/** Whether, where the part has a sentence or a line that ends, the line ends more often than not. */
function isMostlyLines(part: string): boolean {
  const lines = part.match(/\n+/g)?.length ?? 0;
  const sentences = part.match(/[.!?] /g)?.length ?? 0;
  return lines > sentences;
}

function hasBlankLines(part: string): boolean {
  const ends = part.match(/\n+/g) ?? [];
  return ends.filter((end) => end.length > 1).length * 2 > ends.length;
}

/** Before the last blank line, else the first line's end, else after the last sentence, else at the last blank. */
function cutOnAndroid(text: string): number {
  let line = -1;
  let sentence = -1;
  let blank = -1;
  for (let at = MAX_TEXT - 1; at >= MAX_TEXT - ANDROID_LOOKS_BACK; at -= 1) {
    const before = text[at - 1];
    if (text[at] === '\n') {
      if (before === '\n') return at;
      line = at;
    } else if (/\s/.test(text[at] as string)) {
      if (sentence < 0 && before === '.') sentence = at;
      else if (blank < 0) blank = at;
    }
  }
  return [line, sentence, blank].find((place) => place > 0) ?? hardCut(text);
}

/** After the last full stop or line's end of the whole message. */
function cutOnIos(text: string): number {
  for (let at = MAX_TEXT - 1; at >= 0; at -= 1) {
    if (text[at] === '\n' || text[at] === '.') return at + 1;
  }
  return hardCut(text);
}

/** At the last of the best places in the second half: a blank line, a line's end, after a sentence, after a comma, a blank. */
function cutOnDesktop(text: string): number {
  let best = 0;
  let place = hardCut(text);
  for (let at = MAX_TEXT / 2 + 1; at <= MAX_TEXT; at += 1) {
    const worth = worthOnDesktop(text, at);
    if (worth > 0 && worth >= best) {
      best = worth;
      place = at;
    }
  }
  return place;
}

function worthOnDesktop(text: string, at: number): number {
  const before = text[at - 1] as string;
  if (text[at] === '\n') return text[at + 1] === '\n' ? 5 : 4;
  if (!/\s/.test(text[at] ?? '')) return 0;
  if (/[.!?]/.test(before)) return 3;
  return /[,:;]/.test(before) ? 2 : 1;
}

/** One unit earlier where a character of two units would be cut apart. */
function hardCut(text: string): number {
  return text.slice(0, MAX_TEXT).isWellFormed() ? MAX_TEXT : MAX_TEXT - 1;
}

const APPS: readonly PlaceToCut[] = [cutOnAndroid, cutOnIos, cutOnDesktop];
