import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { ImportSource } from '../../handlers/import/table.ts';
import { AppError } from '../../models/errors.ts';
import { type Finding, type Line, type ReadTable, tableName, toTable, unreadableTable } from './to-table.ts';

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
 * become issues. Throws `import-folder-unreadable`
 * and `import-too-big`.
 */
export async function readCsvFolder(folder: string): Promise<ImportSource> {
  const names = await listFiles(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_BYTES) {
    throw new AppError('import-too-big', { message: 'Too much to be read', details: { folder } });
  }
  const read = await Promise.all(
    names.map(async (name) =>
      readCsv(tableName(basename(name, extname(name))), await readFile(join(folder, name))),
    ),
  );
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

function readCsv(name: string, bytes: Uint8Array): ReadTable {
  const read = readRecords(bytes);
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

function readRecords(bytes: Uint8Array): { records: ReadRecord[] } | { finding: Finding } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { finding: { line: 1, code: 'file-encoding' } };
  }
  try {
    return { records: parseRecords(text) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { finding: { line: Number(error.lines ?? 1), code: 'file-syntax' } };
  }
}

function parseRecords(text: string): ReadRecord[] {
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  const delimiter = firstLine.replace(/"[^"]*"/g, '').includes(';') ? ';' : ',';
  const options = { info: true, raw: true, relax_column_count: true, delimiter } as const;
  // With `info` and `raw` the parser returns more than its types say.
  return parse(text, options) as unknown as ReadRecord[];
}
