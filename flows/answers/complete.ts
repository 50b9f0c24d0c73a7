import type { Step } from '../definition.ts';
import type { Problem } from '../events.ts';
import type { Answer, Part } from '../state.ts';

/** Why an answer is not yet enough for its step; nothing if it is. A skipped answer is enough where none is required. */
export function whyIncomplete(step: Step, answer: Answer | undefined): Problem | undefined {
  if (step.kind === 'info') return undefined;
  if (answer === undefined) return { code: 'answer-first' };
  if (answer.kind === 'skipped') return step.required ? { code: 'required' } : undefined;
  if (step.kind === 'text' && answer.kind === 'text') {
    const length = lengthOf(answer.parts);
    return length < step.min ? { code: 'too-short', details: { min: step.min, length } } : undefined;
  }
  const least = step.kind === 'choices' || step.kind === 'list' || step.kind === 'attachment' ? step.min : 0;
  return countOf(answer) < least ? { code: 'too-few', details: { count: least } } : undefined;
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
