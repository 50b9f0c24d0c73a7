import type { z } from 'zod';
import { QuestionOfAnyKind } from '../forms/schema.ts';
import type { Mistake, PackIssueCode, Path } from './issues.ts';
import { shown } from './issues.ts';
import { at } from './outline.ts';
import { PackContent } from './schema.ts';

type SchemaIssue = z.core.$ZodIssue;

const EXPECTED: Record<string, PackIssueCode> = {
  string: 'expected-text',
  number: 'expected-number',
  int: 'expected-whole-number',
  boolean: 'expected-yes-no',
  array: 'expected-list',
  object: 'expected-map',
};

/** The key that tells each form of a condition, in the order of the schema's union. */
const CONDITION_FORMS = ['is', 'isNot', 'any', 'all'];

/** Reads a value as a pack: its content, or every place where its shape is wrong. */
export function checkSchema(raw: unknown): { content: PackContent } | { mistakes: Mistake[] } {
  const parsed = PackContent.safeParse(raw);
  if (parsed.success) return { content: parsed.data };
  return { mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, raw)) };
}

function mistakesOf(issue: SchemaIssue, raw: unknown): Mistake[] {
  const path = issue.path as Path;
  const value = valueAt(raw, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (value === undefined || value === null) return [missing(path), ...othersOf(issue, raw)];
  if (issue.code === 'invalid_union' && issue.discriminator === undefined)
    return conditionMistakes(issue, raw);
  return [{ path, ...describe(issue, value) }, ...othersOf(issue, raw)];
}

function describe(issue: SchemaIssue, value: unknown): Pick<Mistake, 'code' | 'details'> {
  switch (issue.code) {
    case 'invalid_type':
      return { code: EXPECTED[issue.expected] ?? 'expected-map' };
    case 'invalid_value':
      return notOneOf(value, issue.values);
    case 'invalid_union':
      return notOneOf(value, 'options' in issue ? (issue.options ?? []) : []);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'custom':
      return { code: issue.params?.code as PackIssueCode, details: { value: shown(value) } };
    default:
      return { code: 'bad-date', details: { value: shown(value) } };
  }
}

function unknownKey(path: Path, key: string): Mistake {
  return { path: [...path, key], code: 'unknown-key', details: { key: shown(key) }, atKey: true };
}

function missing(path: Path): Mistake {
  return { path, code: 'missing', details: { key: path.at(-1) ?? '' } };
}

function notOneOf(value: unknown, allowed: readonly unknown[]): Pick<Mistake, 'code' | 'details'> {
  return { code: 'not-one-of', details: { value: shown(value), allowed: allowed.map(String).join(', ') } };
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): Pick<Mistake, 'code' | 'details'> {
  if (origin === 'string') return { code: 'empty-text' };
  return { code: origin === 'array' ? 'too-few' : 'too-small', details: { minimum: Number(minimum) } };
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): Pick<Mistake, 'code' | 'details'> {
  const details = { maximum: Number(maximum) };
  if (origin === 'string') return { code: 'text-too-long', details };
  return { code: origin === 'array' ? 'too-many' : 'too-large', details };
}

// The schema stops at an unknown kind, so the rest of the question is checked here.
function othersOf(issue: SchemaIssue, raw: unknown): Mistake[] {
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return [];
  const path = issue.path.slice(0, -1) as Path;
  const parsed = QuestionOfAnyKind.safeParse(valueAt(raw, path));
  return (parsed.error?.issues ?? []).flatMap((inner) => mistakesOf(within(inner, path), raw));
}

function conditionMistakes(issue: z.core.$ZodIssueInvalidUnion, raw: unknown): Mistake[] {
  const path = issue.path as Path;
  const condition = valueAt(raw, path);
  const form = CONDITION_FORMS.findIndex((key) => at(condition, key) !== undefined);
  if (form < 0) return [{ path, code: 'bad-condition' }];
  return (issue.errors[form] ?? []).flatMap((inner) => mistakesOf(within(inner, path), raw));
}

function within(issue: SchemaIssue, path: Path): SchemaIssue {
  return { ...issue, path: [...path, ...issue.path] };
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return at(value, String(part));
  }, raw);
}
