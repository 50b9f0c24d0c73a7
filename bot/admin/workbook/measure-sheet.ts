/** As many columns are read; no table has a tenth of them. */
export const MOST_COLUMNS = 256;
/** As many cells may lie between the first one and the last ones of all tables together. */
export const MOST_CELLS = 2_000_000;

const TAG = /<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)>/g;
const NAME = /(?:^|\s)r\s*=\s*["']\$?([A-Za-z]{0,8})\$?(\d{1,9})["']/;
/** Longest tag that is put together where two chunks meet. */
const LONGEST_TAG = 4_096;

/** How far a sheet reaches: its last row and its last column, from 1. */
export interface Extent {
  rows: number;
  columns: number;
}

/** Takes the XML of a sheet chunk by chunk, and knows how far it reaches without keeping it. */
export function createMeasure(): { take(chunk: Buffer): void; extent: Extent } {
  const extent = { rows: 0, columns: 0 };
  const at = { row: 0, column: 0 };
  let open = '';
  return {
    extent,
    take(chunk) {
      const text = open + chunk.toString('latin1');
      for (const [, tag = '', attributes = ''] of text.matchAll(TAG)) {
        move(at, { tag, name: NAME.exec(attributes) });
        // An empty cell, such as those of a row that is coloured as a whole, is not there.
        if (tag !== 'c' || attributes.endsWith('/')) continue;
        extent.rows = Math.max(extent.rows, at.row);
        extent.columns = Math.max(extent.columns, at.column);
      }
      const last = text.lastIndexOf('<');
      open = last > text.lastIndexOf('>') ? text.slice(last).slice(0, LONGEST_TAG) : '';
    },
  };
}

/** To the row or cell of a tag: where its name says, else the next one. */
function move(
  at: { row: number; column: number },
  { tag, name }: { tag: string; name: RegExpExecArray | null },
): void {
  const [, letters = '', digits] = name ?? [];
  const row = Number(digits ?? (tag === 'row' ? at.row + 1 : at.row));
  at.column = tag === 'row' ? 0 : letters === '' ? at.column + 1 : columnNumber(letters);
  at.row = row;
}

function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}
