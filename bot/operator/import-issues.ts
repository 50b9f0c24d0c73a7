import { LANGUAGES } from '../../flows/forms/definition.ts';
import type { ImportIssue } from '../../handlers/import/table.ts';
import type { Locales } from '../i18n.ts';

const MOST_SENTENCES = 500;
/** So many ranges of lines are named. */
const MOST_RANGES = 20;

/** A mistake, or something to know, with all the lines where it is the same. */
interface Sentence {
  issue: ImportIssue;
  lines: number[];
}

/**
 * For every mistake, up to a sensible number, its places in the tables and what to do, in each language. What is the same
 * on many lines of a column is one mistake.
 */
export function describeImportIssues(issues: readonly ImportIssue[], locales: Locales): string[] {
  const sentences = groupIssues(issues);
  const lines = sentences.slice(0, MOST_SENTENCES).flatMap((sentence) => {
    const [first, ...others] = LANGUAGES.map((language) => describe(sentence, locales.translator(language)));
    return [first ?? '', ...others.map((line) => `    ${line}`)];
  });
  const count = sentences.length - MOST_SENTENCES;
  if (count <= 0) return lines;
  return [...lines, ...LANGUAGES.map((language) => locales.translator(language)('import:more', { count }))];
}

/** How many mistakes there are, each counted once. */
export function countMistakes(issues: readonly ImportIssue[]): number {
  return groupIssues(issues).length;
}

function groupIssues(issues: readonly ImportIssue[]): Sentence[] {
  const groups = new Map<string, Sentence>();
  for (const issue of issues) {
    const { file, column, code, details } = issue;
    const key = JSON.stringify([file, column, code, details]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { issue, lines: [issue.line] });
    else known.lines.push(issue.line);
  }
  return [...groups.values()];
}

function describe({ issue, lines }: Sentence, translate: ReturnType<Locales['translator']>): string {
  const { file, column, code, details } = issue;
  const line = rangesOf(lines);
  const place =
    column === null
      ? translate(issue.line === 0 ? 'import:places.table' : 'import:places.row', { file, line })
      : translate('import:places.cell', { file, line, column });
  return `${place}: ${translate(`import:issues.${code}`, details)}`;
}

/** “2–5, 9”. */
function rangesOf(lines: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const line of [...new Set(lines)].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && line === last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  const texts = ranges.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  return texts.length > MOST_RANGES ? `${texts.slice(0, MOST_RANGES).join(', ')}, …` : texts.join(', ');
}
