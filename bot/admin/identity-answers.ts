import { type IdentityAnswers, type ImportIssue, isDoubt } from '../../handlers/import/table.ts';

/** Stands for every doubt. */
const ALL = 'all';

/** What the options of the office say: single codes, and whether all doubts have one answer. */
export interface GivenAnswers extends IdentityAnswers {
  all: 'same' | 'different' | undefined;
}

/** Reads `--same DV9=P01`, `--same P01` for a code that keeps its person, `--different DV9`, and `all` in place of codes. */
export function readAnswers(given: { same: readonly string[]; different: readonly string[] }): GivenAnswers {
  const all = given.same.includes(ALL) ? 'same' : given.different.includes(ALL) ? 'different' : undefined;
  const same = given.same.map((pair) => {
    const [code = '', known = code] = pair.split('=').map((part) => part.trim());
    return { code, known };
  });
  return { same, different: given.different, all };
}

/** The answers to these doubts: those that were given one by one, else the one that was given to all. */
export function answersTo(issues: readonly ImportIssue[], given: GivenAnswers): IdentityAnswers {
  const { same, different } = given;
  const answered = new Set([...same.map(({ code }) => code), ...different]);
  const open = issues
    .filter((issue) => isDoubt(issue) && issue.details.known !== undefined)
    .map(({ details }) => ({ code: String(details.code), known: String(details.known) }))
    .filter(({ code }) => !answered.has(code));
  if (given.all === 'same') return { same: [...same, ...open], different };
  return { same, different: [...different, ...open.map(({ code }) => code)] };
}
