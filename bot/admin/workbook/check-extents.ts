import { demandFitting } from '../demand-fitting.ts';
import type { CheckedArchive } from './check-archive.ts';
import { MOST_CELLS } from './measure-sheet.ts';

const FIRST_LETTER = 65;
const LETTERS = 26;
const SHEET = /<(?:\w+:)?sheet\s([^>]*)>/g;
const RELATION = /<(?:\w+:)?Relationship\s([^>]*)>/g;

/**
 * Refuses sheets that reach too far, each and all together. Returns the range that holds all that is in any of them,
 * as `A1:G500`: what is coloured beyond is not worth memory. Throws `import-too-wide` and `import-too-many-cells`.
 */
export function checkExtents(file: string, archive: CheckedArchive): string {
  let cellsLeft = MOST_CELLS;
  const most = { rows: 1, columns: 1 };
  for (const [part, extent] of archive.extents) {
    demandFitting(extent, { file, table: sheetOf(part, archive), cellsLeft });
    cellsLeft -= extent.rows * extent.columns;
    most.rows = Math.max(most.rows, extent.rows);
    most.columns = Math.max(most.columns, extent.columns);
  }
  return `A1:${columnLetters(most.columns)}${most.rows}`;
}

function columnLetters(column: number): string {
  const before = Math.floor((column - 1) / LETTERS);
  const last = String.fromCharCode(FIRST_LETTER + ((column - 1) % LETTERS));
  return before === 0 ? last : `${columnLetters(before)}${last}`;
}

/** The name of the sheet that is kept in a part, or of the part where no sheet says so. */
function sheetOf(part: string, { index, relations }: CheckedArchive): string {
  const target = part.replace(/^xl\//, '');
  const relation = tagsIn(relations, RELATION).find(
    (tag) => attributeOf(tag, 'Target')?.replace(/^\/?(xl\/)?/, '') === target,
  );
  const id = relation === undefined ? undefined : attributeOf(relation, 'Id');
  const sheet = tagsIn(index, SHEET).find((tag) => id !== undefined && attributeOf(tag, '\\w+:id') === id);
  return (sheet === undefined ? undefined : attributeOf(sheet, 'name')) ?? part;
}

function tagsIn(xml: string, tag: RegExp): string[] {
  return [...xml.matchAll(tag)].map(([, attributes = '']) => attributes);
}

function attributeOf(tag: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1];
}
