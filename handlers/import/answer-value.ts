import { findOption } from '../../flows/answers/choice.ts';
import { parseDate } from '../../flows/answers/date.ts';
import { codePoints } from '../../flows/answers/normalize.ts';
import { parseNumber } from '../../flows/answers/number.ts';
import { checkText } from '../../flows/answers/text.ts';
import type { Problem } from '../../flows/engine/events.ts';
import type { ChoicesStep, ListStep, Step } from '../../flows/forms/definition.ts';
import type { SubmittedValue } from '../forms/submitted-value.ts';
import type { ImportIssue, IssueCode } from './table.ts';
import { findTerm, YES_NO_TERMS } from './terms.ts';

/** Why the cell of an answer does not fit its question. */
interface AnswerProblem {
  code: IssueCode;
  details: ImportIssue['details'];
}

type Reading = { value: SubmittedValue } | { problem: AnswerProblem };

const CODES: Readonly<Record<string, IssueCode>> = {
  'date-too-early': 'answer-out-of-range',
  'date-too-late': 'answer-out-of-range',
  'not-a-date': 'answer-not-a-date',
  'not-a-number': 'answer-not-a-number',
  'number-range': 'answer-out-of-range',
  secret: 'answer-secret',
  'too-long': 'answer-too-long',
  'too-precise': 'answer-not-a-number',
};

/**
 * Reads the answer in a cell: the words of options, or the items of a list, one on each line. A text is stored exactly as
 * it is written.
 */
export function readAnswerValue(step: Step, written: string): Reading {
  switch (step.kind) {
    case 'text':
      return orProblem(checkText(written, { max: step.max, before: 0 }), { kind: 'text', text: written });
    case 'choice': {
      const option = findOption(step.options, written);
      if (option === undefined) return notAnOption(written);
      return { value: { kind: 'choice', value: option.id, label: option.label } };
    }
    case 'choices':
      return readChoices(step, linesOf(written));
    case 'number':
      return fromParsed(parseNumber(step, written), (value) => ({ kind: 'number', value }));
    case 'date':
      return fromParsed(parseDate(step, written), (value) => ({ kind: 'date', value }));
    case 'confirm':
      return findTerm(YES_NO_TERMS, written) === 'yes'
        ? { value: { kind: 'confirm' } }
        : notAnOption(written);
    case 'list':
      return readList(step, linesOf(written));
    case 'info':
    case 'pick':
    case 'attachment':
      return { problem: { code: 'answer-kind', details: {} } };
  }
}

function orProblem(problem: Problem | undefined, value: SubmittedValue): Reading {
  return problem === undefined ? { value } : { problem: translate(problem) };
}

function fromParsed<Value>(
  parsed: { value: Value } | { problem: Problem },
  toValue: (value: Value) => SubmittedValue,
): Reading {
  return 'value' in parsed ? { value: toValue(parsed.value) } : { problem: translate(parsed.problem) };
}

function translate(problem: Problem): AnswerProblem {
  return { code: CODES[problem.code] ?? 'answer-not-an-option', details: { ...problem.details } };
}

function notAnOption(written: string): Reading {
  return { problem: { code: 'answer-not-an-option', details: { written: written.trim().slice(0, 80) } } };
}

function readChoices(step: ChoicesStep, words: readonly string[]): Reading {
  const options = words.map((word) => findOption(step.options, word));
  const unknown = options.indexOf(undefined);
  if (unknown >= 0) return notAnOption(words[unknown] ?? '');
  const picked = [...new Set(options)].filter((option) => option !== undefined);
  const excludesOthers = picked.length > 1 && picked.some((option) => option.id === step.none);
  if (picked.length > step.max || excludesOthers) return tooMany(excludesOthers ? 1 : step.max);
  return { value: { kind: 'choices', values: picked.map(({ id: value, label }) => ({ value, label })) } };
}

function readList(step: ListStep, items: readonly string[]): Reading {
  if (items.length > step.max) return tooMany(step.max);
  const tooLong = items.some((item) => codePoints(item) > step.maxLength);
  if (tooLong) return { problem: { code: 'answer-too-long', details: { max: step.maxLength } } };
  const problem = checkText(items.join('\n'), { max: Number.POSITIVE_INFINITY, before: 0 });
  return orProblem(problem, { kind: 'list', items });
}

function tooMany(max: number): Reading {
  return { problem: { code: 'answer-too-many', details: { max } } };
}

function linesOf(written: string): string[] {
  return written.split(/\r?\n/).filter((line) => line.trim() !== '');
}
