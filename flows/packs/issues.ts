import { escapeHidden } from '../answers/hidden-characters.ts';
import { shorten } from '../answers/normalize.ts';

/** Every kind of mistake in a pack: the key of its sentence under `issues` of the locale namespace `pack`. */
export const PACK_ISSUE_CODES = [
  'bad-alias',
  'bad-condition',
  'bad-date',
  'bad-day',
  'bad-id',
  'bad-indent',
  'broken-pack',
  'control-character',
  'dates-out-of-order',
  'drafts-too-late',
  'duplicate-id',
  'duplicate-key',
  'duplicate-label',
  'duplicate-value',
  'empty-file',
  'empty-text',
  'expected-list',
  'expected-map',
  'expected-number',
  'expected-text',
  'expected-whole-number',
  'expected-yes-no',
  'file-too-big',
  'for-each-and-if-none',
  'for-each-without-text',
  'form-never-asked',
  'line-break',
  'min-over-max',
  'min-over-options',
  'missing',
  'missing-character',
  'newer-format',
  'none-not-option',
  'not-a-pack',
  'not-one-of',
  'official-part',
  'old-format',
  'papers-too-late',
  'placeholder-not-here',
  'reminder-before-opening',
  'reminders-out-of-order',
  'several-documents',
  'syntax',
  'tab-indent',
  'taken-id',
  'text-too-long',
  'too-deep',
  'too-few',
  'too-large',
  'too-many',
  'too-many-aliases',
  'too-small',
  'unknown-format',
  'unknown-key',
  'unknown-pack',
  'unknown-placeholder',
  'unknown-tag',
  'when-itself',
  'when-later-question',
  'when-not-asked',
  'when-repeated-question',
  'when-unknown-question',
  'when-unknown-value',
  'when-without-options',
] as const;

/** One of the kinds of mistakes. */
export type PackIssueCode = (typeof PACK_ISSUE_CODES)[number];

/** One mistake in a pack, for a sentence in the reader's language. */
export interface PackIssue {
  /** Such as `forms[0].sections[0].questions[2].prompt.vi`; empty for the whole file. */
  path: string;
  /** From 1; of the value, or of the key or the nearest existing part around it where there is none. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  code: PackIssueCode;
  /** What the sentence fills in. */
  details: Record<string, string | number>;
}

/** The keys and places that lead to a part of the file, from the top. */
export type Path = readonly (string | number)[];

/** A mistake before its place in the text is looked up. */
export interface Mistake {
  path: Path;
  code: PackIssueCode;
  details?: Record<string, string | number>;
  /** The mistake is the key itself, not its value. */
  atKey?: true;
}

const LONGEST_SHOWN = 80;

/** A path as people read it; keys that are no plain words are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[\w-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(shown(part))}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** A value from the file as a sentence may quote it: short, on one line. */
export function shown(value: unknown): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const text = escapeHidden(written.replace(/\s/g, ' '));
  return shorten(text, LONGEST_SHOWN);
}
