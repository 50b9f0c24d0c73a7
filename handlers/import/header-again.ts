import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import type { CellLine, Header } from './find-header.ts';
import { headerKey, type KnownNames, knownNames, matchOf } from './header-names.ts';
import { TABLE_NAMES, type TableName } from './tables.ts';

export const REPEATED = 'row-repeated-header';

/** What a row below the header is that is one, too: the same, its columns in another order, or that of another table. */
export type Said = typeof REPEATED | 'row-other-header' | 'row-other-table';

/** What a row says of the header; undefined for one that is no header. */
export type Again = (line: CellLine, place: { isUnderHeader: boolean }) => Said | undefined;

const MOST_CELLS_OF_TITLE = 3;
/** No table has fewer columns. */
const FEWEST_COLUMNS = 4;

/** What one cell in a column of the table is: the name of its own column, that of another one, or something else. */
type Kind = 'own' | 'moved' | 'other';

/**
 * Finds headers that are repeated, as on each page of a printed list, also where a few cells are worded otherwise, and the
 * titles above them. `used` are the columns that the table has.
 */
export function createAgain(
  lines: readonly CellLine[],
  { header, table, used }: { header: Header; table: TableName; used: readonly number[] },
): Again {
  const { first, last, names } = header;
  const rows = lines.slice(first, last + 1);
  const known = knownNames(table);
  const others = TABLE_NAMES.filter((name) => name !== table).map(knownNames);
  const columns = new Set(used.map((column) => names[column]));
  const titles = new Set(lines.slice(0, first).filter(isTitle).map(wordsOf));
  const own = names.map((name, at) => {
    const written = rows.flatMap(({ cells }) => cells[at] ?? []).filter((cell) => !isBlank(cell));
    return new Set([name, ...written].map(headerKey));
  });
  const kindOf = (cell: string, at: number): Kind => {
    const key = headerKey(cell);
    if (own[at]?.has(key)) return 'own';
    const name = matchOf(cell, known)?.name;
    if (name !== undefined && name === names[at]) return 'own';
    return columns.has(name) ? 'moved' : 'other';
  };
  return (line, { isUnderHeader }) => {
    if (isTitle(line) && titles.has(wordsOf(line))) return REPEATED;
    const filled = line.cells.map((cell, at) => ({ cell, at })).filter(({ cell }) => !isBlank(cell));
    // Most entries have a number, and are told from a header by it alone.
    const isEntry = filled.some(
      ({ cell, at }) => used.includes(at) && hasDigit(cell) && kindOf(cell, at) === 'other',
    );
    if (isEntry) return undefined;
    const cells = filled.map(({ cell, at }) => ({ cell, kind: kindOf(cell, at), isUsed: used.includes(at) }));
    if (cells.length > 1 && cells.every(({ kind }) => kind === 'own')) return REPEATED;
    const isOther = (names: KnownNames) => cells.every(({ cell }) => names.has(headerKey(cell)));
    if (cells.length >= FEWEST_COLUMNS && others.some(isOther)) return 'row-other-table';
    const kinds = cells.flatMap(({ kind, isUsed }) => (isUsed ? [kind] : []));
    if (!isHeader(kinds, isUnderHeader && last > first)) return undefined;
    return kinds.includes('moved') ? 'row-other-header' : REPEATED;
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

function isTitle({ cells }: CellLine): boolean {
  return cells.filter((cell) => !isBlank(cell)).length <= MOST_CELLS_OF_TITLE;
}

/** The cells of a row that are not blank, as they are compared: whatever the number of the page. */
function wordsOf({ cells }: CellLine): string {
  return cells
    .filter((cell) => !isBlank(cell))
    .map((cell) => headerKey(cell).replace(/\d+/g, '#'))
    .join('\n');
}
