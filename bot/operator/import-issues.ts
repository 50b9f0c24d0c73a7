import { LANGUAGES } from '../../flows/forms/definition.ts';
import type { ImportIssue } from '../../handlers/import/table.ts';
import type { Locales } from '../i18n.ts';

const MOST_ISSUES = 500;

/** For every mistake, up to a sensible number: its place in the tables and what to do, in each language. */
export function describeImportIssues(issues: readonly ImportIssue[], locales: Locales): string[] {
  const lines = issues.slice(0, MOST_ISSUES).flatMap((issue) => {
    const [first, ...others] = LANGUAGES.map((language) => describe(issue, locales.translator(language)));
    return [first ?? '', ...others.map((line) => `    ${line}`)];
  });
  const count = issues.length - MOST_ISSUES;
  if (count <= 0) return lines;
  return [...lines, ...LANGUAGES.map((language) => locales.translator(language)('import:more', { count }))];
}

function describe(issue: ImportIssue, translate: ReturnType<Locales['translator']>): string {
  const { file, line, column, code, details } = issue;
  const place =
    column === null
      ? translate(line === 0 ? 'import:places.table' : 'import:places.row', { file, line })
      : translate('import:places.cell', { file, line, column });
  return `${place}: ${translate(`import:issues.${code}`, details)}`;
}
