import { hiddenIn, isBlank } from '../../flows/answers/hidden-characters.ts';
import { TABLES } from '../../handlers/import/tables.ts';
import type { Finding, NamedTable } from './raw-table.ts';

const NAME = TABLES.people.columns.name;

type Headed = Pick<NamedTable, 'header' | 'names' | 'entries'>;

/** Columns of which it is not known what they hold, among those that the table has: they are not read. */
export function headerIssues(table: Headed, known: ReadonlySet<string>): Finding[] {
  return [...repeatedNames(table, known), ...unclearNames(table), ...namesBeside(table)];
}

function repeatedNames({ names, header }: Headed, known: ReadonlySet<string>): Finding[] {
  return names.flatMap((column, at): Finding[] => {
    const first = names.indexOf(column);
    if (column === '' || !known.has(column) || first === at || header.continued.has(at)) return [];
    const details = { first: first + 1, number: at + 1 };
    return [{ line: header.line, column, code: 'column-twice', details }];
  });
}

function unclearNames({ header: { line, unclear } }: Headed): Finding[] {
  return unclear.map(({ name: column, parts }) => {
    const details = { parts: parts.map((part) => `“${part}”`).join(', ') };
    return { line, column, code: 'column-unclear', details };
  });
}

/** Words in a column without a name, beside that of names, may be a part of the names: they are never left out. */
function namesBeside({ names, header, entries }: Headed): Finding[] {
  const nameAt = names.indexOf(NAME);
  if (nameAt === -1) return [];
  const next = names.findIndex((_, at) => at > nameAt && !header.continued.has(at));
  return [nameAt - 1, next].flatMap((at): Finding[] => {
    const words = names[at] === '' ? entries.filter(({ cells }) => /\p{L}{2}/u.test(cells[at] ?? '')) : [];
    const [first] = words;
    if (first === undefined || words.length * 2 <= entries.length) return [];
    const [from, to] = at < nameAt ? [at, nameAt] : [nameAt, at];
    const details = { number: at + 1, text: joinCells(first.cells.slice(from, to + 1)) };
    return [{ line: header.line, column: NAME, code: 'name-beside', details }];
  });
}

/** The words of columns that together are one. */
export function joinCells(cells: readonly string[]): string {
  return cells.filter((cell) => !isBlank(cell)).join(' ');
}

/** What an office should know of the columns: which are joined, not read, or had hidden characters in their names. */
export function columnNotes(table: NamedTable): Finding[] {
  return [...joinedColumns(table), ...unusedColumns(table), ...headerNotes(table)];
}

function joinedColumns({ names, used, header: { line, continued } }: NamedTable): Finding[] {
  const starts = used.filter((at) => !continued.has(at) && continued.has(at + 1));
  return starts.map((at): Finding => {
    const end = names.findIndex((_, other) => other > at && !continued.has(other));
    const columns = (end === -1 ? names.length : end) - at;
    return { line, column: names[at], code: 'columns-joined', details: { number: columns } };
  });
}

function unusedColumns({ names, used, header, entries }: NamedTable): Finding[] {
  const unused = names.flatMap((name, at) => (used.includes(at) ? [] : [{ name, at }]));
  return unused.flatMap(({ name, at }): Finding[] => {
    if (name !== '') return [{ line: header.line, column: name, code: 'column-unused' }];
    const first = entries.find(({ cells }) => !isBlank(cells[at] ?? ''));
    if (first === undefined) return [];
    return [{ line: first.line, code: 'column-unnamed', details: { number: at + 1 } }];
  });
}

function headerNotes({ raw: { lines }, header, names, used }: NamedTable): Finding[] {
  const rows = lines.slice(header.first, header.last + 1);
  return used.flatMap((column): Finding[] => {
    const characters = [...new Set(rows.flatMap(({ cells }) => hiddenIn(cells[column] ?? '')))].join(', ');
    if (characters === '') return [];
    return [{ line: header.line, column: names[column], code: 'hidden-dropped', details: { characters } }];
  });
}
