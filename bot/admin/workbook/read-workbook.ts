import { readXlsx, type Sheet } from 'hucre/xlsx';
import { MOST_ROWS_ABOVE } from '../../../handlers/import/find-header.ts';
import type { ReadSource } from '../../../handlers/import/table.ts';
import { demandDistinct } from '../demand-distinct.ts';
import { readRegularFile } from '../read-regular-file.ts';
import { type ReadTable, tableName, toSource, toTable, unreadableTable } from '../to-table.ts';
import { defaultFontIn } from './cell-font.ts';
import { checkArchive, MOST_BYTES, notXlsx, tooBig } from './check-archive.ts';
import { checkExtents, rangeOf } from './check-extents.ts';
import { GUIDE_SHEETS } from './guide-sheets.ts';
import { MOST_COLUMNS } from './measure-sheet.ts';
import { sheetTable } from './sheet-table.ts';

/** Longest text of all cells together, in UTF-16 units: one shared text can stand in very many cells. */
const MOST_TEXT = 128 * 1024 * 1024;

/** Of a sheet that is not read as a whole, these rows tell what it is. */
const HEAD = rangeOf({ rows: MOST_ROWS_ABOVE, columns: MOST_COLUMNS });

/**
 * Reads every sheet of an .xlsx workbook as a table named like it; lines are rows of the sheet. Formulas and
 * sheets' own mistakes become issues. Throws `file-unreadable`, `import-not-a-file`, `import-table-twice`, and what `checkArchive` and
 * `checkExtents` throw.
 */
export async function readWorkbook(
  file: string,
  report: (done: number, total: number) => void,
): Promise<ReadSource> {
  const bytes = await readBytes(file);
  const archive = await checkArchive(file, bytes);
  const { range, misfits } = checkExtents(file, archive);
  const defaultFont = defaultFontIn(archive.styles);
  const names = await listSheets(file, bytes);
  const read: ReadTable[] = [];
  let left = MOST_TEXT;
  for (const [index, name] of names.entries()) {
    // One sheet at a time, so that only one of them is ever in memory as a whole.
    const misfit = misfits.get(name);
    const sheet = await readSheet(file, { bytes, name, range: misfit === undefined ? range : HEAD });
    if (misfit !== undefined) {
      const guesses = sheet === undefined ? [] : [sheetTable(sheet, defaultFont).lines];
      read.push(unreadableTable(tableName(name), { reason: misfit, guesses }));
    } else if (sheet !== undefined && sheet.rows.length > 0) {
      const one = toTable(sheetTable(sheet, defaultFont));
      left -= one.table.rows.reduce((sum, { cells }) => sum + lengthOf(cells), 0);
      if (left < 0) throw tooBig(file);
      read.push(one);
    }
    report(index + 1, names.length);
  }
  return toSource(read);
}

function readBytes(file: string): Promise<Buffer> {
  return readRegularFile(file, { most: MOST_BYTES, tooBig });
}

async function listSheets(file: string, bytes: Buffer): Promise<string[]> {
  const names: string[] = [];
  const note = ({ name }: { name: string }) => {
    if (!GUIDE_SHEETS.includes(name.normalize('NFC'))) names.push(name);
    return false;
  };
  await readXlsx(bytes, { sheets: note }).catch((cause: unknown) => Promise.reject(notXlsx(file, cause)));
  demandDistinct(
    names.map((written) => ({ written, table: tableName(written) })),
    file,
  );
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

function lengthOf(cells: Readonly<Record<string, string>>): number {
  return Object.values(cells).reduce((sum, cell) => sum + cell.length, 0);
}
