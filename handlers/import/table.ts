import type { LeaveReason } from '../../models/organisation/membership.ts';

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
  'answer-for-another-unit',
  'answer-for-departed',
  'answer-for-listed',
  'answer-for-nobody',
  'answer-kind',
  'answer-not-a-date',
  'answer-not-a-number',
  'answer-not-an-option',
  'answer-out-of-range',
  'answer-secret',
  'answer-too-long',
  'answer-to-come',
  'answer-too-early',
  'answer-too-many',
  'answer-unasked',
  'answer-without-row',
  'answers-differ',
  'bad-citizen-id',
  'bad-code',
  'bad-date',
  'bad-number',
  'bad-party-card',
  'bad-term',
  'bad-year',
  'birth-date-range',
  'cell-error',
  'cell-formula',
  'cell-outside-organisation',
  'code-read-as',
  'code-remembered',
  'code-taken',
  'collective-unit-kind',
  'days-reversed',
  'column-hidden',
  'column-twice',
  'column-unclear',
  'column-unnamed',
  'column-unused',
  'columns-joined',
  'different-dates',
  'duplicate',
  'ends-before-it-begins',
  'file-aside',
  'file-columns',
  'file-encoding',
  'file-encoding-known',
  'file-syntax',
  'group-outside-cell',
  'hidden-dropped',
  'left-before',
  'day-before-birth',
  'day-impossible',
  'day-without-year',
  'death-to-come',
  'left-stays',
  'moves-back',
  'membership-lost',
  'present-to-come',
  'lost-zeros',
  'member-without-unit',
  'merged-down',
  'missing-column',
  'missing-header',
  'missing-in-list',
  'move-to-come',
  'name-beside',
  'no-cycle',
  'not-a-member',
  'not-a-membership-unit',
  'number-of-another',
  'numbers-of-two',
  'other-person',
  'person-by-number',
  'person-nowhere',
  'reason-without-day',
  'post-ended',
  'required',
  'same-code',
  'same-code-stored',
  'same-number',
  'same-person',
  'same-person-row',
  'same-unit-name',
  'row-below',
  'row-beside',
  'row-column-numbers',
  'row-filtered',
  'row-heading',
  'row-hidden',
  'row-incomplete',
  'row-other-header',
  'row-other-table',
  'row-page',
  'row-remark',
  'row-repeated-header',
  'row-second-header',
  'row-struck-out',
  'row-total',
  'second-head',
  'secret',
  'sheet-hidden',
  'table-aside',
  'temporary-absent',
  'temporary-at-home',
  'temporary-changed',
  'temporary-overlap',
  'temporary-reversed',
  'temporary-without-unit',
  'text-converted',
  'text-encoding',
  'text-font-encoding',
  'text-damaged',
  'text-twice',
  'too-long',
  'tree-loop',
  'unit-without-membership',
  'unknown-code',
  'unknown-code-near',
  'unknown-question',
  'unknown-rank',
  'unknown-table',
  'unknown-table-like',
  'words-converted',
] as const;

export type IssueCode = (typeof ISSUE_CODES)[number];

/** Codes of issues that the office can answer as well: who `details.code` is, or what has become of them. */
const DOUBT_CODES: readonly IssueCode[] = [
  'lost-zeros',
  'missing-in-list',
  'other-person',
  'same-person',
  'same-person-row',
];

/** Doubts whether a row stands for what is stored, which one answer to all of them can settle. */
const SAME_CODES: readonly IssueCode[] = ['lost-zeros', 'other-person', 'same-person'];

/** What must be corrected, or answered, before anything is imported. */
export interface ImportIssue {
  file: string;
  line: number;
  /** Header of the column, or null where the whole row or file is meant. */
  column: string | null;
  code: IssueCode;
  /** What the sentence fills in. */
  details: Readonly<Record<string, string | number>>;
}

/** Whether somebody must say who is meant. */
export function isDoubt({ code }: Pick<ImportIssue, 'code'>): boolean {
  return DOUBT_CODES.includes(code);
}

/** Whether somebody must say that a row stands for what is stored, or does not. */
export function isSameDoubt({ code }: Pick<ImportIssue, 'code'>): boolean {
  return SAME_CODES.includes(code);
}

/** What the office says to doubts; an answer to what nobody asks is refused. */
export interface IdentityAnswers {
  /** The row of `code` is what `known` stands for; both are the same where a code keeps its person. */
  same: readonly { code: string; known: string }[];
  /** Codes of rows that stand for somebody, or something, that is new. */
  different: readonly string[];
}

/**
 * What the office says of those whom a full list lacks. Days are `YYYY-MM-DD`, the first one without the person, or in the
 * other unit.
 */
export interface Departures {
  left: readonly { person: string; why: LeaveReason; on: string }[];
  moved: readonly { person: string; unit: string; on: string }[];
}

/** That the rows are everybody of a unit and of those below it; `forgotten` are people whom they should have as well. */
export interface FullList extends Departures {
  unit: string;
  forgotten: readonly string[];
}

/** Tables as they were read, with the issues that were found while reading and what was answered to doubts. */
export interface ImportSource {
  tables: readonly Table[];
  issues: readonly ImportIssue[];
  answers?: IdentityAnswers | undefined;
  /** Where the rows are everybody of a unit. */
  fullList?: FullList | undefined;
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
