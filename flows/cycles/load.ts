import { createHash } from 'node:crypto';
import { checkConditions } from './check-conditions.ts';
import { checkDates } from './check-dates.ts';
import { checkSchema } from './check-schema.ts';
import { checkTexts } from './check-texts.ts';
import { checkRepeats, checkSettings } from './check-values.ts';
import type { CycleIssue } from './issues.ts';
import { outlineOf } from './outline.ts';
import type { CycleFile } from './schema.ts';
import { readSource } from './source.ts';

export type { CycleIssue } from './issues.ts';

/** A cycle file that was found right. */
export interface Cycle extends CycleFile {
  /** The same for the same content, however its YAML is laid out; another one when anything changes. */
  readonly version: string;
}

/**
 * Reads the YAML text of a cycle file. Returns the cycle, or every mistake in the file in the order of its lines
 * (with broken YAML: the first broken place, because the rest cannot be told). Never throws, whatever the text.
 */
export function loadCycle(text: string): { cycle: Cycle } | { issues: CycleIssue[] } {
  const source = readSource(text);
  if (!('value' in source)) return { issues: inOrder(source.issues) };
  const outline = outlineOf(source.value);
  const shape = checkSchema(source.value);
  const mistakes = [
    ...('mistakes' in shape ? shape.mistakes : []),
    ...checkRepeats(outline),
    ...checkSettings(outline),
    ...checkConditions(outline),
    ...checkTexts(outline),
    ...checkDates(source.value),
  ];
  const issues = [...source.issues, ...mistakes.map(source.locate)];
  if ('file' in shape && issues.length === 0)
    return { cycle: { ...shape.file, version: versionOf(shape.file) } };
  return { issues: inOrder(issues) };
}

function inOrder(issues: readonly CycleIssue[]): CycleIssue[] {
  const told = new Map(
    issues.map((issue) => [
      JSON.stringify([issue.path, issue.line, issue.column, issue.code, issue.details]),
      issue,
    ]),
  );
  return [...told.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function versionOf(file: CycleFile): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(file)))
    .digest('hex')
    .slice(0, 12);
}

// The order in which keys are written is no content.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
