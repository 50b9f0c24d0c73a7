import { findTable } from '../../handlers/import/tables.ts';
import { AppError } from '../../models/store/errors.ts';

/** A sheet or file, and the table whose name it has. */
interface Named {
  written: string;
  table: string;
}

/** Throws `import-table-twice` if two sheets or files have the name of one table, so that one would hide the other. */
export function demandDistinct(all: readonly Named[], source: string): void {
  for (const [at, { written: second, table }] of all.entries()) {
    const first = all.slice(0, at).find((one) => one.table === table);
    if (first === undefined || findTable(table) === undefined) continue;
    throw new AppError('import-table-twice', {
      message: 'Two sheets or files are one table',
      details: { source, table, first: first.written, second },
    });
  }
}
