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
  'days-reversed',
  'different-dates',
  'duplicate',
  'file-columns',
  'file-encoding',
  'file-syntax',
  'group-outside-cell',
  'hidden-character',
  'hidden-dropped',
  'left-before',
  'left-stays',
  'member-without-unit',
  'missing-column',
  'move-to-come',
  'no-cycle',
  'not-a-member',
  'not-a-membership-unit',
  'person-nowhere',
  'reason-without-day',
  'required',
  'second-head',
  'secret',
  'too-long',
  'tree-loop',
  'unit-without-membership',
  'unknown-code',
  'unknown-column',
  'unknown-question',
  'unknown-rank',
  'unknown-table',
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

/** A row that was understood, and where it stands. */
export interface Located<Row> {
  line: number;
  row: Row;
}
