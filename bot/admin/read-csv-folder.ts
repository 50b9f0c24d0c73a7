import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { recogniseEncoding } from '../../handlers/import/encodings/recognise.ts';
import { type CellLine, findHeader, MOST_ROWS_ABOVE } from '../../handlers/import/find-header.ts';
import type { ReadSource } from '../../handlers/import/table.ts';
import { findTable } from '../../handlers/import/tables.ts';
import { AppError } from '../../models/store/errors.ts';
import { demandDistinct } from './demand-distinct.ts';
import { misfitOf } from './misfit-of.ts';
import type { Finding, Line } from './raw-table.ts';
import { readHeadOfFile, readRegularFile } from './read-regular-file.ts';
import { type ReadTable, tableName, toSource, toTable, unreadableTable } from './to-table.ts';
import { type Extent, MOST_CELLS, MOST_COLUMNS } from './workbook/measure-sheet.ts';

/** Size of all files together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** So many bytes, or letters, of a file that cannot be read tell what it is. */
const BYTES_TO_GUESS_BY = 64 * 1024;

/** What may separate cells; where a line has several of them, the first is taken. */
const SEPARATORS = [';', '\t', ','] as const;
/** Excel reads a first line `sep=;` as the answer to what separates the cells, and writes it with more of them. */
const SEPARATOR_LINE = /^"?sep=([;,\t|])"?[;,\t|]*(?:\r\n|\r|\n)/i;

/** One record of a file, with the text it was read from. */
interface ReadRecord {
  raw: string;
  record: string[];
}

/**
 * Reads every `.csv` file of a folder, and `.txt` and `.tsv` files that are named like a table, as a table of that name: UTF-8, or
 * UTF-16 with a byte order mark, cells separated by commas, semicolons or tabs, quoted where they hold line breaks. Files that cannot be read this way
 * become issues, or notes where they are beside the tables. Throws `import-folder-unreadable`, `import-not-a-file`, `import-table-twice`, `import-too-big`,
 * `import-too-wide` and `import-too-many-cells`.
 */
export async function readCsvFolder(folder: string): Promise<ReadSource> {
  const read: ReadTable[] = [];
  const left = { bytes: MOST_BYTES, cells: MOST_CELLS };
  const tooBig = () =>
    new AppError('import-too-big', { message: 'Too much to be read', details: { folder } });
  const names = await listFiles(folder);
  demandDistinct(
    names.map((written) => ({ written, table: tableOf(written) })),
    folder,
  );
  // What may be no table takes only what the tables leave.
  const isNamed = (name: string) => findTable(tableOf(name)) !== undefined;
  for (const name of [...names.filter(isNamed), ...names.filter((one) => !isNamed(one))]) {
    const file = join(folder, name);
    const bytes = await readRegularFile(file, { most: left.bytes, tooBig, noLinks: true }).catch(onlyRefusal);
    if (bytes instanceof AppError) read.push(await refusedFile(tableOf(name), { file, reason: bytes }));
    else {
      left.bytes -= bytes.length;
      read.push(readCsv(tableOf(name), { bytes, folder, left }));
    }
  }
  return toSource(read);
}

function onlyRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** A file that is not read as a whole; of one that is too big the first rows tell what it is. */
async function refusedFile(
  name: string,
  { file, reason }: { file: string; reason: AppError },
): Promise<ReadTable> {
  const head = reason.code === 'import-too-big' ? await readHeadOfFile(file, BYTES_TO_GUESS_BY) : undefined;
  return unreadableTable(name, { reason, guesses: head === undefined ? [] : guessesAt(head) });
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter(isTable).sort();
  } catch (cause) {
    throw new AppError('import-folder-unreadable', {
      message: 'The folder to import cannot be read',
      details: { folder },
      cause,
    });
  }
}

/** A text beside the tables is no table, unless it is named like one. */
function isTable(file: string): boolean {
  const ending = extname(file);
  if (ending.toLowerCase() === '.csv') return true;
  const isText = ['.txt', '.tsv'].includes(ending.toLowerCase());
  return isText && findTable(tableOf(file)) !== undefined;
}

function tableOf(file: string): string {
  return tableName(basename(file, extname(file)));
}

interface Reading {
  bytes: Uint8Array;
  folder: string;
  left: { cells: number };
}

function readCsv(name: string, { bytes, folder, left }: Reading): ReadTable {
  const text = decodeText(bytes);
  if (text === undefined) {
    const reason = { line: 1, ...otherEncoding(bytes) };
    return unreadableTable(name, { reason, guesses: guessesAt(bytes) });
  }
  const { separator, skipped } = separatorOf(text, name);
  const rest = text.slice(skipped.length);
  const extent = measure(rest, separator);
  const misfit = misfitOf(extent, { file: folder, table: name, cellsLeft: left.cells });
  if (misfit !== undefined) return unreadableTable(name, { reason: misfit, guesses: rowsBy(rest) });
  left.cells -= extent.rows * extent.columns;
  const read = readRecords(rest, separator);
  const before = countLines(skipped);
  if ('finding' in read) {
    const reason = { ...read.finding, line: read.finding.line + before };
    return unreadableTable(name, { reason, guesses: rowsBy(rest) });
  }
  return toTable({ name, lines: numberLines(read.records, before) });
}

/** Excel writes text with tabs in UTF-16, and a byte order mark before it. */
function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding = [
    { name: 'utf-16le', mark: [0xff, 0xfe] },
    { name: 'utf-16be', mark: [0xfe, 0xff] },
  ].find(({ mark }) => mark[0] === first && mark[1] === second);
  try {
    return new TextDecoder(encoding?.name ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What the first rows of a file that is no Unicode may be. */
function guessesAt(bytes: Uint8Array): CellLine[][] {
  const head = bytes.subarray(0, BYTES_TO_GUESS_BY);
  return ['utf-8', 'windows-1252'].flatMap((encoding) => rowsBy(new TextDecoder(encoding).decode(head)));
}

/** The first rows of a text that cannot be parsed, by each of what may separate their cells. */
function rowsBy(text: string): CellLine[][] {
  const lines = text.slice(0, BYTES_TO_GUESS_BY).split(/\r\n|\r|\n/, MOST_ROWS_ABOVE);
  return SEPARATORS.map((separator) =>
    lines.map((line, at) => ({ line: at + 1, cells: line.replaceAll('"', '').split(separator) })),
  );
}

/** The encoding of bytes that are no Unicode, where it can be told. */
function otherEncoding(bytes: Uint8Array): Pick<Finding, 'code' | 'details'> {
  const text = new TextDecoder('windows-1252').decode(bytes.subarray(0, BYTES_TO_GUESS_BY));
  const encoding = recogniseEncoding(text);
  // What reads as UTF-8 is UTF-8 with damaged bytes.
  return encoding === undefined || encoding === 'UTF-8'
    ? { code: 'file-encoding' }
    : { code: 'file-encoding-known', details: { encoding } };
}

function numberLines(records: readonly ReadRecord[], before: number): Line[] {
  let next = before + 1;
  return records.map(({ record, raw }) => {
    const line = next;
    next += countLines(raw);
    return { line, cells: record };
  });
}

// The parser's own count takes a \r\n inside quotes for two lines.
function countLines(raw: string): number {
  return raw.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function readRecords(text: string, separator: string): { records: ReadRecord[] } | { finding: Finding } {
  try {
    return { records: parseRecords(text, separator) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { finding: { line: Number(error.lines ?? 1), code: 'file-syntax' } };
  }
}

/**
 * What separates the cells, and the line that says so, if there is one. Titles and texts have commas and semicolons of their own, so
 * that it is the one with which most columns of the table are found.
 */
function separatorOf(text: string, name: string): { separator: string; skipped: string } {
  const [skipped = '', declared] = SEPARATOR_LINE.exec(text) ?? [];
  if (declared !== undefined) return { separator: declared, skipped };
  const [firstLine = ''] = text.trimStart().split(/[\r\n]/, 1);
  const unquoted = firstLine.replace(/"[^"]*"/g, '');
  let separator = SEPARATORS.find((one) => unquoted.includes(one)) ?? ',';
  let most = 1;
  for (const one of SEPARATORS) {
    const known = columnsKnown(text, { separator: one, name });
    if (known > most) [separator, most] = [one, known];
  }
  return { separator, skipped: '' };
}

function columnsKnown(text: string, { separator, name }: { separator: string; name: string }): number {
  const head = text.slice(0, endOfHead(text));
  if (measure(head, separator).columns > MOST_COLUMNS) return 0;
  const read = readRecords(head, separator);
  if ('finding' in read) return 0;
  return findHeader(numberLines(read.records, 0), findTable(name))?.known ?? 0;
}

/** Where the rows end that may hold a header. */
function endOfHead(text: string): number {
  let isQuoted = false;
  let rows = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === '\n') rows += 1;
    if (rows > MOST_ROWS_ABOVE) return at;
  }
  return text.length;
}

/** How far a table reaches: its lines, and the most cells in one of them. */
function measure(text: string, separator: string): Extent {
  const extent = { rows: 1, columns: 1 };
  let isQuoted = false;
  let column = 1;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === separator) column += 1;
    else if (letter === '\n' || letter === '\r') {
      extent.rows += 1;
      column = 1;
    }
    if (column > extent.columns) extent.columns = column;
  }
  return extent;
}

function parseRecords(text: string, delimiter: string): ReadRecord[] {
  const options = { info: true, raw: true, relax_column_count: true, delimiter } as const;
  // With `info` and `raw` the parser returns more than its types say.
  return parse(text, options) as unknown as ReadRecord[];
}
