import { lengthOf } from '../../flows/answers/complete.ts';
import { LONGEST_SEARCH } from '../../flows/answers/pick.ts';
import type { Step } from '../../flows/forms/definition.ts';
import type { Takes } from '../ports.ts';
import type { BotOutput } from '../talk/output.ts';
import { findStep, type PresentContext } from './context.ts';

/** What can be typed or sent at an output; empty if it shows no question or can only be answered by pressing. */
export function takesOf(output: BotOutput, context: PresentContext): { takes?: Takes } {
  if (output.type !== 'question' && output.type !== 'saved' && output.type !== 'unconfirmed') return {};
  const step = findStep(context, output.step);
  const takes = step === undefined ? undefined : takesAt(step, output);
  return takes === undefined ? {} : { takes };
}

function takesAt(
  step: Step,
  output: Extract<BotOutput, { type: 'question' | 'saved' | 'unconfirmed' }>,
): Takes | undefined {
  const answer = output.type === 'question' ? output.answer : undefined;
  switch (step.kind) {
    case 'text': {
      if (output.type === 'saved') return { kind: 'text', max: step.max, held: output.length };
      if (output.type === 'unconfirmed') return { kind: 'text', max: step.max, held: lengthOf(output.text) };
      const isAdded = output.open === true && answer?.kind === 'text';
      return { kind: 'text', max: step.max, held: isAdded ? lengthOf(answer.parts) : 0 };
    }
    case 'pick':
    case 'date':
    case 'number':
      return { kind: 'text', max: LONGEST_SEARCH, held: 0 };
    case 'list':
      return { kind: 'text', max: step.maxLength, held: 0 };
    case 'attachment':
      return { kind: 'files', left: step.max - (answer?.kind === 'attachment' ? answer.files.length : 0) };
    default:
      return undefined;
  }
}
