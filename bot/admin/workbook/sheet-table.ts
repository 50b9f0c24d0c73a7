import type { MergeRange, Sheet } from 'hucre/xlsx';
import { isBlank } from '../../../flows/answers/hidden-characters.ts';
import type { Line, RawTable } from '../raw-table.ts';
import { tableName } from '../to-table.ts';
import { fontEncoding, isStruckOut } from './cell-font.ts';
import { cellFault, cellText } from './cell-text.ts';
import { MOST_CELLS } from './measure-sheet.ts';

const ASCII = /^[\0-\x7f]*$/;

/** The rows of a sheet as text, with what only a sheet has: merged, hidden and struck-out cells, formulas, fonts. */
export function sheetTable(sheet: Sheet, defaultFont: string): RawTable {
  const across = Map.groupBy((sheet.merges ?? []).filter(isAcross), ({ startRow }) => startRow);
  const width = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
  const lines = sheet.rows.map((_, row) => lineOf(sheet, { row, defaultFont, across, width }));
  const down = (sheet.merges ?? []).filter(isDown);
  const rows = down.reduce((sum, { startRow, endRow }) => sum + Math.min(endRow, lines.length) - startRow, 0);
  // Only a made-up sheet merges the same rows over and over.
  const merged = rows > MOST_CELLS ? [] : down.flatMap((merge) => fillDown(lines, merge));
  return {
    name: tableName(sheet.name),
    lines,
    sheet: {
      hidden: sheet.hidden === true || sheet.veryHidden === true,
      hiddenColumns: (sheet.columns ?? []).flatMap(({ hidden }, column) => (hidden === true ? [column] : [])),
      merged,
    },
  };
}

/** A line whose cells are still to be filled. */
type OpenLine = Line & { cells: string[]; fonts: Map<number, NonNullable<ReturnType<typeof fontEncoding>>> };

interface Reading {
  row: number;
  defaultFont: string;
  /** Cells that are merged across columns, by their row. */
  across: ReadonlyMap<number, readonly MergeRange[]>;
  /** How many columns the sheet has. */
  width: number;
}

function lineOf(sheet: Sheet, { row, defaultFont, across, width }: Reading): OpenLine {
  const faults = new Map<number, 'cell-formula' | 'cell-error'>();
  const fonts: OpenLine['fonts'] = new Map();
  const struck = new Set<number>();
  const cells = (sheet.rows[row] ?? []).map((value, column) => {
    const cell = sheet.cells?.get(`${row},${column}`);
    const text = cellText(value, cell);
    const fault = cellFault(cell);
    if (fault !== undefined && text !== '') faults.set(column, fault);
    const font = ASCII.test(text) ? undefined : fontEncoding(cell, defaultFont);
    if (font !== undefined) fonts.set(column, font);
    if (!isBlank(text) && isStruckOut(cell)) struck.add(column);
    return text;
  });
  const covered = coveredBy(across.get(row) ?? [], width);
  return { line: row + 1, cells, faults, fonts, struck, hidden: hiddenAs(sheet, row), covered };
}

function hiddenAs(sheet: Sheet, row: number): Line['hidden'] {
  const def = sheet.rowDefs?.get(row);
  if (def?.hidden !== true && def?.height !== 0) return undefined;
  const filters = sheet.autoFilter?.columns ?? [];
  return filters.length > 0 ? 'row-filtered' : 'row-hidden';
}

function isAcross({ startCol, endCol }: MergeRange): boolean {
  return endCol > startCol;
}

/** The columns that lie under a merged cell which begins left of them. */
function coveredBy(merges: readonly MergeRange[], width: number): Set<number> {
  const covered = new Set<number>();
  for (const { startCol, endCol } of merges) {
    // Only a made-up sheet merges a cell twice.
    for (
      let column = startCol + 1;
      column <= endCol && column <= width && !covered.has(column);
      column += 1
    ) {
      covered.add(column);
    }
  }
  return covered;
}

function isDown({ startRow, endRow }: MergeRange): boolean {
  return endRow > startRow;
}

/** What a merged cell says holds for each of its rows that has anything else. */
function fillDown(
  lines: readonly OpenLine[],
  { startRow, startCol: column, endRow }: MergeRange,
): { lines: number[]; column: number }[] {
  const text = lines[startRow]?.cells[column] ?? '';
  if (isBlank(text)) return [];
  const font = lines[startRow]?.fonts.get(column);
  const below = lines.slice(startRow + 1, endRow + 1).filter(({ cells }) => !cells.every(isBlank));
  for (const { cells, fonts } of below) {
    while (cells.length <= column) cells.push('');
    cells[column] = text;
    if (font !== undefined) fonts.set(column, font);
  }
  return below.length === 0 ? [] : [{ lines: [startRow + 1, ...below.map(({ line }) => line)], column }];
}
