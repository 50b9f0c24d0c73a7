import type { CellFont, ImportIssue, IssueCode, ReadSource, Table } from '../table.ts';
import { findTable, isNarrative } from '../tables.ts';
import { decodeWord, type Encoding, isBeyond } from './decode.ts';
import { isFamiliar } from './familiar-words.ts';
import { decodeText, isPlain, isRight, recogniseEncoding, wordsOf } from './recognise.ts';
import { isVietnameseSyllable } from './syllable.ts';

/** A cell whose text is not in Unicode. */
export interface EncodedText {
  file: string;
  line: number;
  column: string;
  encoding: Encoding;
  written: string;
  meant: string;
  /** The font of the cell says so too, so that it can be converted. */
  hasFont: boolean;
}

/** A cell with letters beyond ASCII. */
interface Cell {
  file: string;
  line: number;
  column: string;
  text: string;
  font: CellFont | undefined;
}

const FONT_ENCODINGS = ['TCVN3', 'VNI'] as const;
const MOST_SHOWN = 20;

/**
 * The cells that are not in Unicode. Some words are right in both, as “bé” that is “bộ” in TCVN3: they are taken for what they
 * would be in an encoding that other cells certainly have, if only then they are familiar.
 */
export function findEncodedTexts({ tables, fonts }: ReadSource): EncodedText[] {
  const byPlace = new Map(fonts.map((font) => [placeOf(font), font]));
  const cells = tables.flatMap((table) => cellsOf(table, byPlace));
  const certain = new Map(cells.map((cell) => [cell, encodingOf(cell)]));
  const found = new Set(certain.values());
  const others = FONT_ENCODINGS.filter((encoding) => found.has(encoding));
  return cells.flatMap((cell) => {
    const encoding = certain.get(cell) ?? others.find((other) => isLikely(cell.text, other));
    if (encoding === undefined) return [];
    const decoded = decodeText(cell.text, encoding);
    const meant = cell.font?.capitals === true ? decoded.toUpperCase() : decoded;
    const { file, line, column, text, font } = cell;
    return [{ file, line, column, encoding, written: text, meant, hasFont: font?.encoding === encoding }];
  });
}

/** What an office is told of cells that are not converted, with the way out. */
export function encodingIssue({ file, line, column, encoding, hasFont }: EncodedText): ImportIssue {
  const place = { file, line, column };
  if (encoding === 'UTF-8') return { ...place, code: 'text-twice', details: {} };
  return { ...place, code: hasFont ? 'text-font-encoding' : 'text-encoding', details: { encoding } };
}

/** The tables with these cells in Unicode. */
export function convertTexts(tables: readonly Table[], texts: readonly EncodedText[]): Table[] {
  const byPlace = new Map(texts.map((text) => [placeOf(text), text.meant]));
  return tables.map((table) => ({
    ...table,
    rows: table.rows.map(({ line, cells }) => {
      const converted = Object.entries(cells).map(([column, text]) => {
        return [column, byPlace.get(placeOf({ file: table.name, line, column })) ?? text];
      });
      return { line, cells: Object.fromEntries(converted) };
    }),
  }));
}

/** For each column what would be converted. A person's own words are only counted. */
export function describeConversion(texts: readonly EncodedText[]): ImportIssue[] {
  const columns = Map.groupBy(texts, ({ file, column, encoding }) =>
    JSON.stringify([file, column, encoding]),
  );
  return [...columns.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { file, line, column, encoding } = first;
    const shown = some.slice(0, MOST_SHOWN).map(({ written, meant }) => `“${written}” → “${meant}”`);
    const rest = some.length > MOST_SHOWN ? [`… (${some.length})`] : [];
    const isShown = !isNarrative(findTable(file), column);
    const code: IssueCode = isShown ? 'text-converted' : 'words-converted';
    const details = isShown ? { changes: [...shown, ...rest].join('; ') } : { number: some.length };
    return [{ file, line, column, code, details: { encoding, ...details } }];
  });
}

function cellsOf(table: Table, fonts: ReadonlyMap<string, CellFont>): Cell[] {
  return table.rows.flatMap(({ line, cells }) =>
    Object.entries(cells)
      .filter(([, text]) => !isPlain(text))
      .map(([column, text]): Cell => {
        const place = { file: table.name, line, column };
        return { ...place, text, font: fonts.get(placeOf(place)) };
      }),
  );
}

function placeOf({ file, line, column }: { file: string; line: number; column: string }): string {
  return `${file} ${line} ${column}`;
}

/** A font is not enough: what was typed later in the same column is in Unicode. */
function encodingOf({ text, font }: Cell): Encoding | undefined {
  const recognised = recogniseEncoding(text);
  if (recognised !== undefined || font === undefined) return recognised;
  const wrong = wordsOf(text).filter((word) => !isPlain(word) && !isRight(word));
  const isMeant = wrong.every(
    (word) => !isBeyond(word, font.encoding) && isVietnameseSyllable(decodeWord(word, font.encoding)),
  );
  return wrong.length > 0 && isMeant ? font.encoding : undefined;
}

function isLikely(text: string, encoding: (typeof FONT_ENCODINGS)[number]): boolean {
  const words = wordsOf(text).filter((word) => !isPlain(word));
  if (words.length === 0 || words.some((word) => isBeyond(word, encoding))) return false;
  const meant = words.map((word) => decodeWord(word, encoding));
  const familiar = (some: readonly string[]) => some.filter(isFamiliar).length;
  return meant.every(isVietnameseSyllable) && familiar(meant) > familiar(words);
}
