import { escapeHidden } from '../../flows/answers/hidden-characters.ts';

/** So little of the last column is shown even where the others leave no room. */
const LEAST = 12;

/**
 * Lines of a table whose columns stand under each other; wide letters are not expected. The last column is cut
 * where a line would be longer than `width`.
 */
export function formatColumns(
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const cells = rows.map((row) => row.map((cell) => escapeHidden(cell.normalize('NFC'))));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0);
  const last = Math.max(LEAST, width - before);
  return cells
    .map((row) =>
      row.map((cell, column) =>
        column === widths.length - 1 ? cutTo(cell, last) : cell.padEnd(padTo(cell, widths[column] ?? 0)),
      ),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}

/** A cell that is at most `length` letters long. */
export function cutTo(cell: string, length: number): string {
  const letters = [...cell.normalize('NFC')];
  return letters.length <= length ? cell : `${letters.slice(0, length - 1).join('')}…`;
}

/** Padding counts UTF-16 units. */
function padTo(cell: string, width: number): number {
  return width + cell.length - lengthOf(cell);
}

function lengthOf(cell: string): number {
  return [...cell].length;
}
