import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { ImportSource } from '../../handlers/import/table.ts';
import { AppError } from '../../models/store/errors.ts';
import { demandFitting } from './demand-fitting.ts';
import { readRegularFile } from './read-regular-file.ts';
import { type Finding, type Line, type ReadTable, tableName, toTable, unreadableTable } from './to-table.ts';
import { type Extent, MOST_CELLS } from './workbook/measure-sheet.ts';

/** Size of all files together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** One record of a file, with the text it was read from. */
interface ReadRecord {
  raw: string;
  record: string[];
}

/**
 * Reads every `.csv` file of a folder as a table named like it: UTF-8 with or without a byte order mark, cells
 * separated by commas or semicolons, quoted where they hold line breaks. Files that cannot be read this way
 * become issues. Throws `import-folder-unreadable`, `import-not-a-file`, `import-too-big`, `import-too-wide` and
 * `import-too-many-cells`.
 */
export async function readCsvFolder(folder: string): Promise<ImportSource> {
  const read: ReadTable[] = [];
  const left = { bytes: MOST_BYTES, cells: MOST_CELLS };
  const tooBig = () =>
    new AppError('import-too-big', { message: 'Too much to be read', details: { folder } });
  for (const name of await listFiles(folder)) {
    const file = join(folder, name);
    const bytes = await readRegularFile(file, { most: left.bytes, tooBig, noLinks: true });
    left.bytes -= bytes.length;
    read.push(readCsv(tableName(basename(name, extname(name))), { bytes, folder, left }));
  }
  return {
    tables: read.map(({ table }) => table),
    issues: read.flatMap(({ issues }) => issues),
  };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => extname(name).toLowerCase() === '.csv').sort();
  } catch (cause) {
    throw new AppError('import-folder-unreadable', {
      message: 'The folder to import cannot be read',
      details: { folder },
      cause,
    });
  }
}

interface Reading {
  bytes: Uint8Array;
  folder: string;
  left: { cells: number };
}

function readCsv(name: string, { bytes, folder, left }: Reading): ReadTable {
  const read = readRecords(bytes, (extent) => {
    demandFitting(extent, { file: folder, table: name, cellsLeft: left.cells });
    left.cells -= extent.rows * extent.columns;
  });
  if ('finding' in read) return unreadableTable(name, read.finding);
  const [header, ...lines] = numberLines(read.records);
  return toTable({ name, header, lines, findings: [] });
}

function numberLines(records: readonly ReadRecord[]): Line[] {
  let next = 1;
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

function readRecords(
  bytes: Uint8Array,
  check: (extent: Extent) => void,
): { records: ReadRecord[] } | { finding: Finding } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { finding: { line: 1, code: 'file-encoding' } };
  }
  const delimiter = delimiterOf(text);
  check(measure(text, delimiter));
  try {
    return { records: parseRecords(text, delimiter) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { finding: { line: Number(error.lines ?? 1), code: 'file-syntax' } };
  }
}

function delimiterOf(text: string): ';' | ',' {
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  return firstLine.replace(/"[^"]*"/g, '').includes(';') ? ';' : ',';
}

/** How far a table reaches: its lines, and the most cells in one of them. */
function measure(text: string, delimiter: string): Extent {
  const extent = { rows: 1, columns: 1 };
  let isQuoted = false;
  let column = 1;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === delimiter) column += 1;
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
