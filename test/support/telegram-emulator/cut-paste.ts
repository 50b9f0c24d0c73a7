/** Longest message, in UTF-16 units. */
const LONGEST = 4_096;
/** How far back from there an app looks for a good place. */
const LOOK_BACK = 300;

/**
 * Cuts a long text as the Android app does before it sends it: within the last 300 units of a message at a
 * blank line, else a line's end, a sentence's end or a space; white space at the cuts is dropped.
 */
export function cutPaste(text: string): string[] {
  const whole = text.trim();
  const pieces: string[] = [];
  let start = 0;
  while (start < whole.length) {
    const end = whole.length > start + LONGEST ? placeToCut(whole, start) : whole.length;
    const piece = whole.slice(start, end).trim();
    if (piece !== '') pieces.push(piece);
    start = end;
  }
  return pieces;
}

function placeToCut(text: string, start: number): number {
  let line = -1;
  let sentence = -1;
  let space = -1;
  for (let at = start + LONGEST - 1; at > start + LONGEST - 1 - LOOK_BACK; at -= 1) {
    const before = text[at - 1] ?? ' ';
    if (text[at] === '\n' && before === '\n') return at;
    if (text[at] === '\n') line = at;
    else if (!/\s/.test(text[at] as string)) continue;
    else if (sentence < 0 && before === '.') sentence = at;
    else if (space < 0) space = at;
  }
  const best = [line, sentence, space].find((place) => place > 0) ?? start + LONGEST;
  return text.slice(start, best).isWellFormed() ? best : best - 1;
}
