import { foldCode } from '../../handlers/import/fold-code.ts';
import { type IdentityAnswers, type ImportIssue, isDoubt, isSameDoubt } from '../../handlers/import/table.ts';
import { AppError } from '../../models/store/errors.ts';

/** Stands for every doubt, in any case. */
const ALL = /^all$/i;

/** What the options of the office say: single codes, and whether all doubts have one answer. */
export interface GivenAnswers extends IdentityAnswers {
  all: 'same' | 'different' | undefined;
}

/**
 * Reads `--same DV9=P01`, `--same P01` for a code that keeps its person, `--different DV9`, and `all` in place of codes.
 * Throws `usage-conflicting-options` where all are both.
 */
export function readAnswers(given: { same: readonly string[]; different: readonly string[] }): GivenAnswers {
  const [areSame, areDifferent] = [given.same, given.different].map((codes) => codes.some(isAll));
  if (areSame && areDifferent) {
    const details = { first: '--same all', second: '--different all' };
    throw new AppError('usage-conflicting-options', { message: 'All cannot be both', details });
  }
  const same = given.same.filter(isOne).map((pair) => {
    const [code = '', known = code] = pair.split('=').map((part) => part.trim());
    return { code, known };
  });
  const all = areSame ? 'same' : areDifferent ? 'different' : undefined;
  return { same, different: given.different.filter(isOne), all };
}

function isAll(code: string): boolean {
  return ALL.test(code);
}

function isOne(code: string): boolean {
  return !isAll(code);
}

/** The answers to these doubts: those that were given one by one, else the one that was given to all. */
export function answersTo(issues: readonly ImportIssue[], given: GivenAnswers): IdentityAnswers {
  const { same, different } = given;
  const answered = new Set([...same.map(({ code }) => code), ...different].map(foldCode));
  const open = issues
    .filter((issue) => (given.all === 'same' ? isSameDoubt(issue) : isDoubt(issue)))
    .filter(({ details }) => details.known !== undefined)
    .map(({ details }) => ({ code: String(details.code), known: String(details.known) }))
    .filter(({ code }) => !answered.has(foldCode(code)));
  if (given.all === 'same') return { same: [...same, ...open], different };
  return { same, different: [...different, ...open.map(({ code }) => code)] };
}
