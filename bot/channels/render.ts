import type { Block, Button, Message } from '../../handlers/ports.ts';
import type { Capabilities } from './channel.ts';

/** How a message is written out: `lead` opens the line of typed words, in the reader's language ("Gõ"). */
export interface TextStyle {
  capabilities: Pick<Capabilities, 'buttons' | 'maxText'>;
  lead: string;
}

const SELECTED = '✓';

/**
 * A message as plain text, in pieces that the channel takes. Where it has buttons only the blocks are written; else
 * choices follow as numbered lines and the words of the actions as one last line.
 */
export function renderText(message: Message, style: TextStyle): string[] {
  return splitText(writeOut(message, style), style.capabilities.maxText);
}

function writeOut(message: Message, style: TextStyle): string {
  const paragraphs = renderBlocks(message.blocks);
  if (style.capabilities.buttons) return paragraphs.join('\n\n');
  const choices = message.choices.map(renderChoice);
  const words = message.actions.map((action) => action.word ?? action.label);
  if (choices.length > 0) paragraphs.push(choices.join('\n'));
  if (words.length > 0) paragraphs.push(`${style.lead}: ${words.join(' · ')}`);
  return paragraphs.join('\n\n');
}

function renderBlocks(blocks: readonly Block[]): string[] {
  const paragraphs: string[] = [];
  blocks.forEach((block, index) => {
    const text = renderBlock(block);
    const last = paragraphs.length - 1;
    if (block.type === 'status' && blocks[index - 1]?.type === 'title')
      paragraphs[last] = `${paragraphs[last]}\n${text}`;
    else paragraphs.push(text);
  });
  return paragraphs;
}

function renderBlock(block: Block): string {
  if (block.type === 'quote') return `${block.label}:\n${block.text}`;
  return block.type === 'problem' ? `⚠ ${block.text}` : block.text;
}

function renderChoice(choice: Button, index: number): string {
  if (choice.word !== undefined) return `– ${choice.label} (${choice.word})`;
  const number = choice.numbered === true ? '' : `${index + 1}. `;
  return `${number}${choice.label}${choice.selected ? ` ${SELECTED}` : ''}`;
}

/** How good a place to cut is; nothing better than NOWHERE means that a word has to be cut. */
const NOWHERE = 0;
const WORD = 1;
const SENTENCE = 2;
const LINE = 3;
const PARAGRAPH = 4;

/** A surrogate pair, the longest unit that can never be cut. */
const SMALLEST_LIMIT = 2;

const BLANK = /^\s+$/u;
const SENTENCE_END = /[.!?…:;]["'”’»)\]]*$/u;

/**
 * Cuts a text into pieces of at most `maxText` UTF-16 units: after a paragraph, else a line, a sentence or a
 * word, and within a word only between grapheme clusters (a cluster longer than `maxText` is cut between
 * code points). Nothing is lost but the whitespace at the cuts, so a text of nothing else has no pieces.
 * Throws a RangeError if `maxText` is less than 2.
 */
export function splitText(text: string, maxText: number): string[] {
  if (maxText < SMALLEST_LIMIT) throw new RangeError(`maxText must be at least ${SMALLEST_LIMIT}`);
  if (text.length <= maxText) return text.trim() === '' ? [] : [text];
  const clusters = clustersOf(text, maxText);
  const places = placesToCut(clusters);
  const pieces: string[] = [];
  let start = 0;
  while (start < clusters.length) {
    const end = endOfPiece({ clusters, places, start, maxText });
    const cut = end < clusters.length;
    let next = end;
    if (cut) while (isBlank(clusters[next])) next += 1;
    const piece = clusters.slice(start, cut ? endOfWords(clusters, { start, end }) : end);
    if (!piece.every(isBlank)) pieces.push(piece.join(''));
    start = next;
  }
  return pieces;
}

function clustersOf(text: string, maxText: number): string[] {
  const segments = new Intl.Segmenter('vi', { granularity: 'grapheme' }).segment(text);
  return Array.from(segments, ({ segment }) => segment).flatMap((segment) =>
    segment.length > maxText ? [...segment] : [segment],
  );
}

/** The quality of a cut before each cluster; the same all around one run of whitespace. */
function placesToCut(clusters: readonly string[]): number[] {
  const places = new Array<number>(clusters.length + 1).fill(NOWHERE);
  let start = 0;
  while (start < clusters.length) {
    let end = start;
    while (isBlank(clusters[end])) end += 1;
    if (end > start) places.fill(qualityOf(clusters, { start, end }), start, end + 1);
    start = end + 1;
  }
  return places;
}

interface Range {
  start: number;
  end: number;
}

function qualityOf(clusters: readonly string[], blank: Range): number {
  const lines = clusters
    .slice(blank.start, blank.end)
    .filter((cluster) => /[\n\r\u2028\u2029]/u.test(cluster));
  if (lines.length > 0) return lines.length > 1 ? PARAGRAPH : LINE;
  const before = clusters.slice(Math.max(0, blank.start - 3), blank.start).join('');
  return SENTENCE_END.test(before) ? SENTENCE : WORD;
}

/** The best cut in the second half of what fits, so that a heading alone is no piece; else the last word's. */
function endOfPiece(walk: { clusters: string[]; places: number[]; start: number; maxText: number }): number {
  const { clusters, places, start, maxText } = walk;
  let end = start;
  let length = 0;
  let half = start + 1;
  for (; end < clusters.length; end += 1) {
    const size = (clusters[end] as string).length;
    if (length + size > maxText) break;
    length += size;
    if (length * 2 <= maxText) half = end + 1;
  }
  if (end === clusters.length) return end;
  let best = end;
  for (let at = end; at > start; at -= 1) {
    const found = places[best] as number;
    if (at < half && found > NOWHERE) break;
    if ((places[at] as number) > found) best = at;
  }
  return best;
}

function endOfWords(clusters: readonly string[], range: Range): number {
  let end = range.end;
  while (end > range.start && isBlank(clusters[end - 1])) end -= 1;
  return end;
}

function isBlank(cluster: string | undefined): boolean {
  return cluster !== undefined && BLANK.test(cluster);
}
