import { type WriteOptions, writeXlsx } from 'hucre/xlsx';

/** The bytes of a workbook, as an .xlsx file. */
export function writeWorkbook(workbook: WriteOptions): Promise<Uint8Array> {
  return writeXlsx(workbook);
}
