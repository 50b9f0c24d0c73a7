import { stat } from 'node:fs/promises';
import type { ReadSource } from '../../handlers/import/table.ts';
import { AppError } from '../../models/store/errors.ts';
import { readCsvFolder } from './read-csv-folder.ts';
import { readWorkbook } from './workbook/read-workbook.ts';

/**
 * Reads what is to be imported: a workbook, or a folder of CSV files. Throws `import-empty` if there is not one
 * row, and what reading throws.
 */
export async function readSource(
  path: string,
  report: (done: number, total: number) => void,
): Promise<ReadSource> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const source = isFolder ? await readCsvFolder(path) : await readWorkbook(path, report);
  const isEmpty = source.issues.length === 0 && source.tables.every(({ rows }) => rows.length === 0);
  if (!isEmpty) return source;
  throw new AppError('import-empty', { message: 'There is no row to import', details: { file: path } });
}
