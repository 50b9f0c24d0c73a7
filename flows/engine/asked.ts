import { whyIncomplete } from '../answers/complete.ts';
import type { Step } from '../forms/definition.ts';
import { isAsked } from './conditions.ts';
import { answerOf, lookupOf, position, type Turn } from './turn.ts';

/** The steps that are asked, given the answers so far. */
export function askedSteps(turn: Turn): Step[] {
  return turn.flow.steps.filter((step) => isAsked(step, lookupOf(turn)));
}

/** Steps whose answer is missing or incomplete; the person cannot submit before they are answered. */
export function missingSteps(turn: Turn): Step[] {
  return askedSteps(turn).filter((step) => {
    const answer = answerOf(turn, step.id);
    if (answer === undefined && !step.required) return false;
    return whyIncomplete(step, answer) !== undefined;
  });
}

/** How many questions these steps belong to. */
export function missingQuestions(turn: Turn): number {
  return new Set(missingSteps(turn).map((step) => position(turn, step.id).number)).size;
}
