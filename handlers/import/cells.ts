import { z } from 'zod';
import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import { checkText } from '../../flows/answers/text.ts';
import { parseDay, parseDayOfYear } from '../../flows/rules/calendar.ts';
import type { IssueCode } from './table.ts';
import { findTerm, officialTerms, type Terms, YES_NO_TERMS } from './terms.ts';

const CODE = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;
const LONGEST_CODE = 32;
const LONGEST_NAME = 200;
const LONGEST_TEXT = 20_000;
const EARLIEST_YEAR = 2000;
const HIGHEST_NUMBER = 999;
const YOUNGEST = 16;
const OLDEST = 110;

type Refinement = z.core.$RefinementCtx<string>;

/** What is wrong with a cell; `read-rows.ts` reads it from the validation error. */
export interface CellProblem {
  code: IssueCode;
  details: Record<string, string | number>;
}

function refuse(context: Refinement, code: IssueCode, details: CellProblem['details'] = {}): never {
  context.addIssue({ code: 'custom', params: { code, details } satisfies CellProblem });
  return z.NEVER;
}

type Read<Value> = (written: string, context: Refinement) => Value;

/** A cell with a code, number, date, name or term. Invisible characters are removed. */
function cell<Value>(read: Read<Value>) {
  return z.string().transform((written, context) => {
    const seen = dropHidden(written).trim();
    return seen === '' ? refuse(context, 'required') : read(seen, context);
  });
}

/** The same cell, but it may be empty; its value is then null. */
export function optional<Value>(filled: z.ZodType<Value, string>) {
  return z.string().transform((written, context) => {
    if (isBlank(written)) return null;
    const result = filled.safeParse(written);
    if (result.success) return result.data;
    const [problem] = problemsOf(result.error);
    return problem === undefined ? z.NEVER : refuse(context, problem.code, problem.details);
  });
}

/**
 * The problems of a validation error, each with its cell. Throws any other error: a schema that does not fit its columns must not
 * leave out rows without a word.
 */
export function problemsOf(error: z.ZodError): (CellProblem & { field: string })[] {
  return error.issues.map((issue) => {
    if (issue.code !== 'custom') throw error;
    return { ...(issue.params as CellProblem), field: String(issue.path[0] ?? '') };
  });
}

/** A code as the organisation's own lists use it. */
export function code() {
  return cell((written, context) => {
    const composed = written.normalize('NFC');
    if (composed.length <= LONGEST_CODE && CODE.test(composed)) return composed;
    return refuse(context, 'bad-code', { max: LONGEST_CODE });
  });
}

/** Số CCCD: its twelve digits, however they are set apart. */
export function citizenId() {
  return cell((written, context) => {
    const digits = digitsIn(written);
    return /^\d{12}$/.test(digits) ? digits : refuse(context, 'bad-citizen-id', { found: digits.length });
  });
}

/** Số thẻ đảng: its digits, written as 52.123456. */
export function partyCard() {
  return cell((written, context) => {
    const digits = digitsIn(written);
    return /^\d{8,12}$/.test(digits) ? digits : refuse(context, 'bad-party-card', { found: digits.length });
  });
}

function digitsIn(written: string): string {
  return written.replace(/[\s.-]/g, '');
}

/** What a letter became that was lost before: the replacement character, or a question mark within a word. */
const LOST = /\ufffd|\p{L}\?+\p{L}/u;

/** A name or title on one line. */
export function name() {
  return cell((written, context) => {
    const composed = written.normalize('NFC').replace(/\s+/g, ' ');
    if (LOST.test(composed)) return refuse(context, 'text-damaged');
    return composed.length <= LONGEST_NAME ? composed : refuse(context, 'too-long', { max: LONGEST_NAME });
  });
}

/** A person's or a collective's own words, stored exactly as written, without invisible characters. */
export function narrative() {
  return z.string().transform((written, context) => {
    const seen = dropHidden(written);
    const problem = checkText(seen, { max: LONGEST_TEXT, before: 0 });
    if (seen.includes('\ufffd')) return refuse(context, 'text-damaged');
    if (problem === undefined) return seen;
    if (problem.code === 'empty') return refuse(context, 'required');
    if (problem.code === 'secret') return refuse(context, 'secret');
    return refuse(context, 'too-long', { max: LONGEST_TEXT });
  });
}

/** Any text that is not blank, stored exactly as written. */
export function verbatim() {
  return z
    .string()
    .transform((written, context) => (isBlank(written) ? refuse(context, 'required') : dropHidden(written)));
}

/** One of the official terms; the value is its code. */
export function term<Code extends string>(terms: Terms<Code>) {
  return cell(
    (written, context) =>
      findTerm(terms, written) ?? refuse(context, 'bad-term', { allowed: officialTerms(terms) }),
  );
}

/** "Có" or "Không". */
export function yesNo() {
  return term(YES_NO_TERMS).transform((written) => written === 'yes');
}

/** Counts from 1. */
export function wholeNumber() {
  return cell((written, context) => {
    const number = /^\d{1,3}$/.test(written) ? Number(written) : 0;
    return number >= 1 ? number : refuse(context, 'bad-number', { max: HIGHEST_NUMBER });
  });
}

/** A year, or "năm nay" and "năm trước". */
export function year(thisYear: number) {
  return cell((written, context) => {
    const relative = findTerm({ '0': ['năm nay'], '1': ['năm trước'] }, written);
    if (relative !== undefined) return thisYear - Number(relative);
    const number = /^\d{4}$/.test(written) ? Number(written) : 0;
    if (number >= EARLIEST_YEAR && number <= thisYear) return number;
    return refuse(context, 'bad-year', { min: EARLIEST_YEAR, max: thisYear });
  });
}

/**
 * A day written as 31/12/1980 or 1980-12-31; the value is `YYYY-MM-DD`. Where the office knows the year alone it writes 1980 or
 * 00/00/1980; the value is then `YYYY`.
 */
export function birthDate(thisYear: number) {
  return cell((written, context) => {
    const [, year] = /^(?:0{1,2}[/.-]0{1,2}[/.-])?(\d{4})$/.exec(written) ?? [];
    const day = year ?? parseDay(written);
    if (day === undefined) return refuse(context, noDay(written));
    const age = thisYear - Number(day.slice(0, 4));
    if (age >= YOUNGEST && age <= OLDEST) return day;
    return refuse(context, 'birth-date-range', { min: YOUNGEST, max: OLDEST });
  });
}

/** A day written as 31/12/2026 or 2026-12-31; the value is `YYYY-MM-DD`. */
export function day() {
  return cell((written, context) => parseDay(written) ?? refuse(context, noDay(written)));
}

/** Why something is no day. Its year is not guessed here: nobody sees each cell again before it counts. */
function noDay(written: string): IssueCode {
  return parseDayOfYear(written) === undefined ? 'bad-date' : 'day-without-year';
}

/** A day of the row's own year, written as 28/11; the value is `MM-DD`. */
export function dayOfYear() {
  return cell((written, context) => {
    return parseDayOfYear(written) ?? refuse(context, 'bad-date');
  });
}
