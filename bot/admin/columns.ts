/** Lines of a table whose columns stand under each other; wide letters are not expected. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))),
  );
  return rows
    .map((row) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell))))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

function lengthOf(cell: string): number {
  return [...cell.normalize('NFC')].length;
}
