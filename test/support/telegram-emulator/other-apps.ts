/** Longest message, in UTF-16 units. */
const LONGEST = 4_096;

/** Cuts a long text as the app for iOS does: after the last full stop or line's end of a whole message. */
export function cutOnIphone(text: string): string[] {
  return cutEach(text, (rest) => {
    const message = rest.slice(0, LONGEST);
    const end = Math.max(message.lastIndexOf('.'), message.lastIndexOf('\n'));
    return end < 0 ? LONGEST : end + 1;
  });
}

const DESKTOP_PLACES = [/\n(?=\n)/g, /\n/g, /(?<=[.!?])\s/g, /(?<=[,:;])\s/g, /\s/g];

/** Cuts a long text as the app for computers does: at the last of the best places in the second half of a message. */
export function cutOnComputer(text: string): string[] {
  return cutEach(text, (rest) => {
    for (const place of DESKTOP_PLACES) {
      const found = [...rest.matchAll(place)].map(({ index }) => index);
      const last = found.filter((index) => index > LONGEST / 2 && index <= LONGEST).at(-1);
      if (last !== undefined) return last;
    }
    return LONGEST;
  });
}

function cutEach(text: string, placeToCut: (rest: string) => number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > LONGEST) {
    const place = placeToCut(rest);
    parts.push(rest.slice(0, place).trim());
    rest = rest.slice(place);
  }
  return [...parts, rest.trim()].filter((part) => part !== '');
}
