import { stderr, stdout } from 'node:process';
import { escapeHidden } from '../../flows/answers/hidden-characters.ts';
import { LANGUAGES } from '../../flows/forms/definition.ts';
import { writeDays } from '../../handlers/words/dates.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Locales } from '../i18n.ts';
import { redact } from '../logger.ts';

/** What the file system answers where nothing can be put. */
const NO_SPACE = ['ENOSPC', 'EDQUOT'];
const NOT_ALLOWED = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'];

type Values = Readonly<Record<string, string | number>>;

/** Speaks to the operator, in Vietnamese and English. Invisible characters are written out as `\\u202e`. */
export interface Terminal {
  /** A sentence of the locale namespace `terminal`. */
  say(key: string, values?: Values): void;
  /** The same, beside what others may read from the output. */
  note(key: string, values?: Values): void;
  /** A table or JSON, for others to read from the output. */
  print(text: string): void;
  /** The same sentence in Vietnamese, for tables. */
  text(key: string, values?: Values): string;
  /** What went wrong and what to do. */
  fail(error: unknown): void;
}

export function createTerminal(locales: Locales): Terminal {
  // A terminal that is gone, or a file in its place on a full disk, must not end the program.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const sentences = (key: string, values?: Values) =>
    LANGUAGES.map((language) => locales.translator(language)(key, values));
  const line = (key: string, values?: Values) =>
    `${escapeHidden([...new Set(sentences(`terminal:${key}`, values))].join(' · '))}\n`;
  return {
    say: (key, values) => void stdout.write(line(key, values)),
    note: (key, values) => void stderr.write(line(key, values)),
    print: (text) => void stdout.write(`${escapeHidden(text)}\n`),
    text: (key, values) => locales.translator('vi')(`terminal:${key}`, values),
    fail: (error) => void stderr.write(`${escapeHidden(describe(error, sentences).join('\n'))}\n`),
  };
}

function describe(error: unknown, sentences: (key: string, values?: Values) => string[]): string[] {
  if (error instanceof AppError) {
    return [...error.lines, ...sentences(`errors:${error.code}`, writeDays(error.details, 'vi'))];
  }
  const { code = '', path = 'SERVICES_DIR', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (NO_SPACE.includes(code)) return sentences('errors:disk-full', { path });
  // A folder is made with all above it, so that one is missing means that it cannot be made there.
  if (NOT_ALLOWED.includes(code) || (code === 'ENOENT' && syscall === 'mkdir'))
    return sentences('errors:path-unusable', { path, reason: code });
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [...sentences('errors:unexpected'), redact(message)];
}
