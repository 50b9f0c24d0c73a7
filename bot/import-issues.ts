import { LANGUAGES } from '../flows/definition.ts';
import type { ImportIssue } from '../handlers/import/table.ts';
import type { Locales } from './i18n.ts';

/** For every mistake: its place in the tables, and what to do in each language. */
export function describeImportIssues(issues: readonly ImportIssue[], locales: Locales): string[] {
  return issues.flatMap(({ file, line, column, code, details }) => [
    [`${file}:${line}`, column].filter((part) => part !== null).join('  '),
    ...LANGUAGES.map((language) => `    ${locales.translator(language)(`import:issues.${code}`, details)}`),
  ]);
}
