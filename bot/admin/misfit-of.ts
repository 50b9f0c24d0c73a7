import { AppError } from '../../models/store/errors.ts';
import { type Extent, MOST_CELLS, MOST_COLUMNS } from './workbook/measure-sheet.ts';

/** Why no memory is spent on a table, if it is so. `file` is what is imported, `table` a sheet or a file in a folder. */
export function misfitOf(
  extent: Extent,
  { file, table, cellsLeft }: { file: string; table: string; cellsLeft: number },
): AppError | undefined {
  if (extent.columns > MOST_COLUMNS) {
    return new AppError('import-too-wide', {
      message: 'A table with more columns than any has',
      details: { file, table, columns: extent.columns, most: MOST_COLUMNS },
    });
  }
  if (extent.rows * extent.columns > cellsLeft) {
    return new AppError('import-too-many-cells', {
      message: 'Tables with more cells than are read',
      details: { file, table, rows: extent.rows, columns: extent.columns, most: MOST_CELLS },
    });
  }
  return undefined;
}
