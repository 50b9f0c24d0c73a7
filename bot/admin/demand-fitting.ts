import { AppError } from '../../models/store/errors.ts';
import { type Extent, MOST_CELLS, MOST_COLUMNS } from './workbook/measure-sheet.ts';

/** Refuses a table that no memory is spent on. `file` is what is imported, `table` a sheet or a file in a folder. */
export function demandFitting(
  extent: Extent,
  { file, table, cellsLeft }: { file: string; table: string; cellsLeft: number },
): void {
  if (extent.columns > MOST_COLUMNS) {
    throw new AppError('import-too-wide', {
      message: 'A table with more columns than any has',
      details: { file, table, columns: extent.columns, most: MOST_COLUMNS },
    });
  }
  if (extent.rows * extent.columns > cellsLeft) {
    throw new AppError('import-too-many-cells', {
      message: 'Tables with more cells than are read',
      details: { file, table, rows: extent.rows, columns: extent.columns, most: MOST_CELLS },
    });
  }
}
