import type { Problem } from '../engine/events.ts';
import type { Answer, Part } from '../engine/state.ts';
import type { Option, Step } from '../forms/definition.ts';

/** Why an answer is not yet enough for its step; nothing if it is. A skipped answer is enough where none is required. */
export function whyIncomplete(step: Step, answer: Answer | undefined): Problem | undefined {
  if (step.kind === 'info') return undefined;
  if (answer === undefined) return { code: 'answer-first' };
  if (answer.kind === 'skipped') return step.required ? { code: 'required' } : undefined;
  if (!fits(step, answer)) return { code: 'answer-again' };
  if (step.kind === 'text') {
    // Length is not checked again: an answer that was accepted stays valid when a later pack allows fewer characters.
    const length = answer.kind === 'text' ? lengthOf(answer.parts) : 0;
    return length < step.min ? { code: 'too-short', details: { min: step.min, length } } : undefined;
  }
  if (step.kind !== 'choices' && step.kind !== 'list' && step.kind !== 'attachment') return undefined;
  const count = countOf(answer);
  if (count < step.min) return { code: 'too-few', details: { count: step.min } };
  return count > step.max ? { code: 'too-many', details: { count: step.max } } : undefined;
}

/** Whether the question still takes such an answer: it may have changed since it was given. */
function fits(step: Step, answer: Answer): boolean {
  switch (answer.kind) {
    case 'choice':
      if (step.kind === 'pick') return step.among.get(answer.value) !== undefined;
      return step.kind === 'choice' && areOptions(step.options, [answer.value]);
    case 'choices':
      return step.kind === 'choices' && areOptions(step.options, answer.values);
    case 'number':
      return step.kind === 'number' && step.min <= answer.value && answer.value <= step.max;
    case 'date':
      return step.kind === 'date' && step.min <= answer.value && answer.value <= step.max;
    default:
      return step.kind === answer.kind;
  }
}

function areOptions(options: readonly Option[], values: readonly string[]): boolean {
  return values.every((value) => options.some(({ id }) => id === value));
}

function countOf(answer: Answer): number {
  switch (answer.kind) {
    case 'choices':
      return answer.values.length;
    case 'list':
      return answer.items.length;
    case 'attachment':
      return answer.files.length;
    default:
      return 1;
  }
}

/** Length of a written answer in code points. */
export function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
