import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import type { CellLine, Header } from './find-header.ts';
import { headerKey, knownNames } from './header-names.ts';
import type { TableName } from './tables.ts';

/** What a row below the header says of it once more: the same, or its columns in another order. */
export type Again = (
  line: CellLine,
  place: { isUnderHeader: boolean },
) => 'row-repeated-header' | 'row-other-header' | undefined;

/** What one cell in a column of the table is: the name of its own column, that of another one, or something else. */
type Kind = 'own' | 'moved' | 'other';

/**
 * Finds headers that are repeated, as on each page of a printed list, also where a few cells are worded otherwise, and the
 * titles above them. `used` are the columns that the table has.
 */
export function createAgain(
  lines: readonly CellLine[],
  { header, table, used }: { header: Header; table: TableName | undefined; used: readonly number[] },
): Again {
  const { first, last, names } = header;
  const rows = lines.slice(first, last + 1);
  const known = knownNames(table);
  const columns = new Set(used.map((column) => names[column]));
  const titles = new Set(lines.slice(0, first).map(wordsOf));
  const own = names.map((name, at) => {
    const written = rows.flatMap(({ cells }) => cells[at] ?? []).filter((cell) => !isBlank(cell));
    return new Set([name, ...written].map(headerKey));
  });
  const kindOf = (cell: string, at: number): Kind => {
    const key = headerKey(cell);
    const name = known.get(key)?.name;
    if (own[at]?.has(key) || (name !== undefined && name === names[at])) return 'own';
    return columns.has(name) ? 'moved' : 'other';
  };
  return (line, { isUnderHeader }) => {
    if (titles.has(wordsOf(line))) return 'row-repeated-header';
    const cells = line.cells
      .map((cell, at) => ({ cell, at }))
      .filter(({ cell }) => !isBlank(cell))
      .map(({ cell, at }) => ({ cell, kind: kindOf(cell, at), isUsed: used.includes(at) }));
    if (cells.length > 1 && cells.every(({ kind }) => kind === 'own')) return 'row-repeated-header';
    const read = cells.filter(({ isUsed }) => isUsed);
    const kinds = read.map(({ kind }) => kind);
    const hasEntry = read.some(({ cell, kind }) => kind === 'other' && hasDigit(cell));
    if (hasEntry || !isHeader(kinds, isUnderHeader && last > first)) return undefined;
    return kinds.includes('moved') ? 'row-other-header' : 'row-repeated-header';
  };
}

/** Most of the cells name columns; below the first row of a header that has two, one is enough. */
function isHeader(kinds: readonly Kind[], isSecondRow: boolean): boolean {
  const names = kinds.filter((kind) => kind !== 'other').length;
  return isSecondRow ? names > 0 : names > 1 && names * 2 > kinds.length;
}

function hasDigit(cell: string): boolean {
  return /\d/.test(dropHidden(cell).normalize('NFKC'));
}

/** The cells of a row that are not blank, as they are compared. */
function wordsOf({ cells }: CellLine): string {
  return cells
    .filter((cell) => !isBlank(cell))
    .map(headerKey)
    .join('\n');
}
