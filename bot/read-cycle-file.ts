import type { CycleIssue } from '../flows/cycles/issues.ts';
import { type Cycle, loadCycle } from '../flows/cycles/load.ts';
import { LANGUAGES } from '../flows/definition.ts';
import { AppError } from '../models/errors.ts';
import { readRegularFile } from './admin/read-regular-file.ts';
import type { Locales } from './i18n.ts';

/** More than a cycle file may have; how many bytes that is, is said with its other mistakes. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads and checks a cycle file. Throws `file-unreadable`, `import-not-a-file`, `file-encoding`, or
 * `cycle-file-invalid` with every mistake.
 */
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
  const bytes = await readBytes(file);
  try {
    // Without `fatal` every letter of another encoding would be shown to people as a black diamond.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('file-encoding', { message: 'A file is not in UTF-8', details: { file }, cause });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  const unreadable = (_file: string, cause?: unknown) =>
    new AppError('file-unreadable', { message: 'A file cannot be read', details: { file }, cause });
  try {
    return await readRegularFile(file, { most: MOST_BYTES, tooBig: unreadable });
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable(file, cause);
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
