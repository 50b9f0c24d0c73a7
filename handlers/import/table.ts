/** One row of a table, by the headers of its columns. `line` is where it begins in its file. */
export interface TableRow {
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** A table from anywhere: a CSV file, a sheet of a workbook. */
export interface Table {
  /** One of the names in `tables.ts`, such as `nguoi`. */
  name: string;
  rows: readonly TableRow[];
  /** The line of the header, where it is not the first. */
  header?: number;
}

/** Codes of issues of a row: keys of the locale `import:issues`. */
export const ISSUE_CODES = [
  'answer-kind',
  'answer-not-a-date',
  'answer-not-a-number',
  'answer-not-an-option',
  'answer-out-of-range',
  'answer-secret',
  'answer-too-long',
  'answer-too-many',
  'bad-code',
  'bad-date',
  'bad-number',
  'bad-term',
  'bad-year',
  'birth-date-range',
  'cell-error',
  'cell-formula',
  'cell-outside-organisation',
  'code-taken',
  'collective-unit-kind',
  'column-hidden',
  'column-unnamed',
  'column-unused',
  'different-dates',
  'duplicate',
  'file-columns',
  'file-encoding',
  'file-encoding-known',
  'file-syntax',
  'group-outside-cell',
  'hidden-dropped',
  'member-without-unit',
  'merged-down',
  'missing-column',
  'no-cycle',
  'not-a-member',
  'not-a-membership-unit',
  'person-nowhere',
  'required',
  'row-below',
  'row-column-numbers',
  'row-filtered',
  'row-heading',
  'row-hidden',
  'row-repeated-header',
  'row-struck-out',
  'row-total',
  'second-head',
  'secret',
  'sheet-hidden',
  'text-converted',
  'text-encoding',
  'text-font-encoding',
  'text-twice',
  'too-long',
  'tree-loop',
  'unit-without-membership',
  'unknown-code',
  'unknown-question',
  'unknown-rank',
  'unknown-table',
  'words-converted',
] as const;

export type IssueCode = (typeof ISSUE_CODES)[number];

/** A mistake that must be corrected before anything is imported. */
export interface ImportIssue {
  file: string;
  line: number;
  /** Header of the column, or null where the whole row or file is meant. */
  column: string | null;
  code: IssueCode;
  /** What the sentence fills in. */
  details: Readonly<Record<string, string | number>>;
}

/** Tables as they were read, with the issues that were found while reading. */
export interface ImportSource {
  tables: readonly Table[];
  issues: readonly ImportIssue[];
}

/** What was read from files, with what an office should know of it before anything is written. */
export interface ReadSource extends ImportSource {
  /** Rows and columns that were left out, or are read though they are hidden. */
  notes: readonly ImportIssue[];
  /** Cells whose font belongs to an encoding before Unicode. */
  fonts: readonly CellFont[];
}

/** Encodings of Vietnamese before Unicode, whose letters only fonts of their own show. */
export type FontEncoding = 'TCVN3' | 'VNI';

/** The font of a cell that is not in Unicode. */
export interface CellFont {
  file: string;
  line: number;
  column: string;
  encoding: FontEncoding;
  /** The font shows small letters as capitals, as .VnTimeH does. */
  capitals: boolean;
}

/** A row that was understood, and where it stands. */
export interface Located<Row> {
  line: number;
  row: Row;
}
