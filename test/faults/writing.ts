import type { Seeded } from './seeded.ts';

/** Begins everything that a member writes; no log may hold it. */
export const CANARY = 'chim-hoàng-yến';

/** Separate messages of one answer stand on lines of their own. */
export const NEW_LINE: readonly string[] = ['\n'];

const SENTENCES = [
  'Tôi chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước.',
  'Trong năm đã dự đủ 12 kỳ sinh hoạt chi bộ; vắng 0 kỳ (0%).',
  'Có lúc còn nể nang, chưa thẳng thắn góp ý với đồng chí mình',
  'Tự học "Nghị quyết 35-NQ/TW" & vận động gia đình cùng thực hiện!',
  'Kết quả: hoàn thành 7/7 nhiệm vụ được giao – đúng hạn.',
];

/** Longest message, in UTF-16 units. */
const FULL = 4_096;
/** What is left for the last message of a paste: never about a full one, which the next message might go on with. */
const REST = { least: 200, most: 2_900 };
const LONGEST_PASTE = 9_000;

/** A short message that nobody wrote before. */
export function writeLine(mark: string, seeded: Seeded): string {
  return `${CANARY} ${mark} ${seeded.between(0, 1e9)}`;
}

/** A message that nobody wrote before, in one or two lines. */
export function writeMessage(mark: string, seeded: Seeded): string {
  const lines = Array.from({ length: seeded.between(1, 2) }, () => pick(seeded));
  return `${writeLine(mark, seeded)} ${lines.join('\n')}`;
}

/** A text that is too long for one message or two: one paragraph, or several. */
export function writePaste(mark: string, seeded: Seeded): string {
  const between = seeded.next() < 0.7 ? ' ' : '\n';
  const full = seeded.between(1, 2);
  const length = Math.min(LONGEST_PASTE, full * FULL + seeded.between(REST.least, REST.most));
  let text = writeLine(mark, seeded);
  for (let number = 1; text.length < length; number += 1) text += `${between}${number}) ${pick(seeded)}`;
  return text.slice(0, length).trimEnd();
}

/**
 * What may stand before each piece of a paste that the app cut. White space at a cut is not sent. Where it was one
 * blank, the text has to be as it was pasted; a line's end cannot be told from a blank, so it may be either.
 */
export function jointsOf(pasted: string, pieces: readonly string[]): (readonly string[])[] {
  let from = 0;
  return pieces.map((piece) => {
    const start = pasted.indexOf(piece, from);
    const cut = pasted.slice(from, start);
    from = start + piece.length;
    return cut.includes('\n') ? ['\n', ' ', cut] : [cut];
  });
}

function pick(seeded: Seeded): string {
  return SENTENCES[seeded.between(0, SENTENCES.length - 1)] as string;
}
