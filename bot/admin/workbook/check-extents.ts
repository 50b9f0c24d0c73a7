import { findTable } from '../../../handlers/import/tables.ts';
import type { AppError } from '../../../models/store/errors.ts';
import { misfitOf } from '../misfit-of.ts';
import { tableName } from '../to-table.ts';
import type { CheckedArchive } from './check-archive.ts';
import { type Extent, MOST_CELLS } from './measure-sheet.ts';

const FIRST_LETTER = 65;
const LETTERS = 26;
const SHEET = /<(?:\w+:)?sheet\s([^>]*)>/g;
const RELATION = /<(?:\w+:)?Relationship\s([^>]*)>/g;

/**
 * Refuses sheets that reach too far, each and all together, and knows of those that may be beside the tables why they are not
 * read, by their name. Returns the range that holds all that is in any other, as `A1:G500`: what is coloured beyond is not
 * worth memory. Throws `import-too-wide` and `import-too-many-cells`.
 */
export function checkExtents(
  file: string,
  archive: CheckedArchive,
): { range: string; misfits: ReadonlyMap<string, AppError> } {
  let cellsLeft = MOST_CELLS;
  const most = { rows: 1, columns: 1 };
  const misfits = new Map<string, AppError>();
  const sheets = [...archive.extents].map(([part, extent]) => ({ extent, ...sheetOf(part, archive) }));
  // What may be no table takes only what the tables leave.
  for (const { name, extent, isBeside } of sheets.sort((one, other) => +one.isBeside - +other.isBeside)) {
    const misfit = misfitOf(extent, { file, table: name, cellsLeft });
    if (misfit !== undefined && !isBeside) throw misfit;
    if (misfit !== undefined) {
      misfits.set(name, misfit);
      continue;
    }
    cellsLeft -= extent.rows * extent.columns;
    most.rows = Math.max(most.rows, extent.rows);
    most.columns = Math.max(most.columns, extent.columns);
  }
  return { range: rangeOf(most), misfits };
}

/** The range of the first rows and columns, as `A1:G500`. */
export function rangeOf({ rows, columns }: Extent): string {
  return `A1:${columnLetters(columns)}${rows}`;
}

function columnLetters(column: number): string {
  const before = Math.floor((column - 1) / LETTERS);
  const last = String.fromCharCode(FIRST_LETTER + ((column - 1) % LETTERS));
  return before === 0 ? last : `${columnLetters(before)}${last}`;
}

/**
 * The sheet that is kept in a part, and whether it may be beside the tables: its name is known for certain, and none of theirs.
 * Where no sheet says so, the name is that of the part.
 */
function sheetOf(part: string, { index, relations }: CheckedArchive): { name: string; isBeside: boolean } {
  const target = part.replace(/^xl\//, '');
  const relation = tagsIn(relations, RELATION).find(
    (tag) => attributeOf(tag, 'Target')?.replace(/^\/?(xl\/)?/, '') === target,
  );
  const id = relation === undefined ? undefined : attributeOf(relation, 'Id');
  const sheet = tagsIn(index, SHEET).find((tag) => id !== undefined && attributeOf(tag, '\\w+:id') === id);
  const name = sheet === undefined ? undefined : attributeOf(sheet, 'name');
  if (name === undefined) return { name: part, isBeside: false };
  return { name, isBeside: !name.includes('&') && findTable(tableName(name)) === undefined };
}

function tagsIn(xml: string, tag: RegExp): string[] {
  return [...xml.matchAll(tag)].map(([, attributes = '']) => attributes);
}

function attributeOf(tag: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1];
}
