import { whyIncomplete } from '../answers/complete.ts';
import type { Step } from '../forms/definition.ts';
import { findAsked, isAsked } from './conditions.ts';
import { answerOf, indexOf, lookupOf, position, type Turn } from './turn.ts';

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

/** Whether the person stands where nothing but their consent is missing: given there, it hands in what is handed in once. */
export function isConsent(turn: Turn): boolean {
  const { flow, cursor } = turn;
  const step = flow.steps[flow.indexOf.get(cursor.step) ?? -1];
  if (flow.isFinal !== true || cursor.place !== 'step' || step?.kind !== 'confirm') return false;
  return missingSteps(turn).every(({ id }) => id === step.id);
}

/** How many questions these steps belong to. */
export function missingQuestions(turn: Turn): number {
  return new Set(missingSteps(turn).map((step) => position(turn, step.id).number)).size;
}

/** The question that `next` leads to; undefined where it leads to the review, or back to where an edit began. */
export function nextQuestion(turn: Turn): Step | undefined {
  const { edit, step } = turn.cursor;
  const from = indexOf(turn, step);
  const next = turn.flow.steps[findAsked(turn.flow, { from, by: 1, lookup: lookupOf(turn) }) ?? -1];
  const isEditDone = edit !== null && next?.followUp !== true && from >= indexOf(turn, edit.edited);
  return isEditDone ? undefined : next;
}
