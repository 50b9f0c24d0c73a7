import { readFile } from 'node:fs/promises';
import type { CycleIssue } from '../flows/cycles/issues.ts';
import { type Cycle, loadCycle } from '../flows/cycles/load.ts';
import { LANGUAGES } from '../flows/definition.ts';
import { AppError } from '../models/errors.ts';
import type { Locales } from './i18n.ts';

/** Reads and checks a cycle file. Throws `file-unreadable`, or `cycle-file-invalid` with every mistake. */
export async function readCycleFile(file: string, locales: Locales): Promise<Cycle> {
  const loaded = loadCycle(await readText(file));
  if ('cycle' in loaded) return loaded.cycle;
  throw new AppError('cycle-file-invalid', {
    message: 'The cycle file has mistakes',
    details: { file, count: loaded.issues.length },
    lines: describeIssues(file, loaded.issues, locales),
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('file-unreadable', { message: 'A file cannot be read', details: { file }, cause });
  }
}

/** For every mistake: its place in the file, its path in the content, and what to do in each language. */
function describeIssues(file: string, issues: readonly CycleIssue[], locales: Locales): string[] {
  return issues.flatMap((issue) => [
    `${file}:${issue.line}:${issue.column}  ${issue.path}`,
    ...LANGUAGES.map(
      (language) => `    ${locales.translator(language)(`cycle:issues.${issue.code}`, issue.details)}`,
    ),
  ]);
}
