import type { CellLine, Header } from '../../handlers/import/find-header.ts';
import type { FontEncoding, ImportIssue, IssueCode } from '../../handlers/import/table.ts';

/** Something to be told of a table before anybody has looked at what its cells say. */
export interface Finding {
  line: number;
  column?: string | undefined;
  code: IssueCode;
  details?: ImportIssue['details'];
}

/** One row as it was read. What only a sheet has is by column, from 0. */
export interface Line extends CellLine {
  /** Results of formulas, and mistakes of the sheet's own. */
  faults?: ReadonlyMap<number, 'cell-formula' | 'cell-error'>;
  fonts?: ReadonlyMap<number, { encoding: FontEncoding; capitals: boolean }>;
  /** Columns whose words are struck out. */
  struck?: ReadonlySet<number>;
  hidden?: 'row-hidden' | 'row-filtered' | undefined;
}

/** What only a sheet has. */
export interface SheetFacts {
  hidden: boolean;
  hiddenColumns: readonly number[];
  /** Cells that are merged over several rows, with the lines that have their value. */
  merged: readonly { lines: readonly number[]; column: number }[];
}

/** The rows of a file or sheet. */
export interface RawTable {
  name: string;
  lines: readonly Line[];
  sheet?: SheetFacts;
}

/** A table with its header: for each column its name, '' without one, and which columns are read. */
export interface NamedTable {
  raw: RawTable;
  header: Header;
  names: readonly string[];
  used: readonly number[];
  entries: readonly Line[];
}
