import { type Cell, readXlsx, type Sheet } from 'hucre/xlsx';
import type { ImportSource } from '../../../handlers/import/table.ts';
import { AppError } from '../../../models/store/errors.ts';
import { readRegularFile } from '../read-regular-file.ts';
import { type Finding, headerText, type Line, type ReadTable, tableName, toTable } from '../to-table.ts';
import { cellText } from './cell-text.ts';
import { checkArchive, MOST_BYTES, notXlsx, tooBig } from './check-archive.ts';
import { checkExtents } from './check-extents.ts';
import { GUIDE_SHEETS } from './guide-sheets.ts';

/** Longest text of all cells together, in UTF-16 units: one shared text can stand in very many cells. */
const MOST_TEXT = 128 * 1024 * 1024;

/**
 * Reads every sheet of an .xlsx workbook as a table named like it; lines are rows of the sheet. Formulas and
 * sheets' own mistakes become issues. Throws `file-unreadable`, `import-not-a-file`, and what `checkArchive` and
 * `checkExtents` throw.
 */
export async function readWorkbook(
  file: string,
  report: (done: number, total: number) => void,
): Promise<ImportSource> {
  const bytes = await readBytes(file);
  const range = checkExtents(file, await checkArchive(file, bytes));
  const names = await listSheets(file, bytes);
  const read: ReadTable[] = [];
  let left = MOST_TEXT;
  for (const [index, name] of names.entries()) {
    // One sheet at a time, so that only one of them is ever in memory as a whole.
    const sheet = await readSheet(file, { bytes, name, range });
    if (sheet !== undefined && sheet.rows.length > 0) {
      const one = sheetTable(sheet);
      left -= one.table.rows.reduce((sum, { cells }) => sum + lengthOf(cells), 0);
      if (left < 0) throw tooBig(file);
      read.push(one);
    }
    report(index + 1, names.length);
  }
  return { tables: read.map(({ table }) => table), issues: read.flatMap(({ issues }) => issues) };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readRegularFile(file, { most: MOST_BYTES, tooBig });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('file-unreadable', { message: 'A file cannot be read', details: { file }, cause });
  }
}

async function listSheets(file: string, bytes: Buffer): Promise<string[]> {
  const names: string[] = [];
  const note = ({ name }: { name: string }) => {
    if (!GUIDE_SHEETS.includes(name.normalize('NFC'))) names.push(name);
    return false;
  };
  await readXlsx(bytes, { sheets: note }).catch((cause: unknown) => Promise.reject(notXlsx(file, cause)));
  if (new Set(names.map(tableName)).size < names.length) throw notXlsx(file);
  return names;
}

async function readSheet(
  file: string,
  { bytes, name, range }: { bytes: Buffer; name: string; range: string },
): Promise<Sheet | undefined> {
  try {
    return (await readXlsx(bytes, { sheets: [name], readStyles: true, range })).sheets[0];
  } catch (cause) {
    throw notXlsx(file, cause);
  }
}

function sheetTable(sheet: Sheet): ReadTable {
  const findings: Finding[] = [];
  const lines = sheet.rows.map((row, index): Line => {
    const cells = row.map((value, column) => {
      const cell = sheet.cells?.get(`${index},${column}`);
      const text = cellText(value, cell);
      if (text === undefined) {
        findings.push({ line: index + 1, ...headerAt(sheet, column), code: codeOf(cell) });
      }
      return text ?? '';
    });
    return { line: index + 1, cells };
  });
  const first = lines.findIndex(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const header = lines[first];
  const width = widthOf(header?.cells ?? []);
  const body = first === -1 ? [] : lines.slice(first + 1);
  return toTable({
    name: tableName(sheet.name),
    header: header === undefined ? undefined : fitTo(header, width),
    lines: body.map((line) => fitTo(line, width)),
    findings,
  });
}

function codeOf(cell: Cell | undefined): 'cell-formula' | 'cell-error' {
  return cell?.type === 'error' ? 'cell-error' : 'cell-formula';
}

function headerAt(sheet: Sheet, column: number): { column?: string } {
  const header = sheet.rows[0]?.[column];
  return typeof header === 'string' ? { column: headerText(header) } : {};
}

/** Blank cells at the end of a row are no cells, missing ones are blank. */
function fitTo({ line, cells }: Line, width: number): Line {
  const filled = cells.slice(0, Math.max(width, widthOf(cells)));
  return { line, cells: [...filled, ...Array<string>(Math.max(0, width - filled.length)).fill('')] };
}

function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

function lengthOf(cells: Readonly<Record<string, string>>): number {
  return Object.values(cells).reduce((sum, cell) => sum + cell.length, 0);
}
