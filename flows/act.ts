import { addItem, advance, choose, goTo, removeItem, toggle, writeParts } from './answer.ts';
import { whyIncomplete } from './answers/complete.ts';
import { findAsked, isAsked } from './conditions.ts';
import type { Step } from './definition.ts';
import type { Action } from './events.ts';
import { askedSteps, missingSteps, progressOf, restActions, show } from './show.ts';
import type { Answer } from './state.ts';
import {
  answerOf,
  changeAnswers,
  currentStep,
  dropUnreferenced,
  indexOf,
  lookupOf,
  markSaved,
  stepOf,
  type Turn,
} from './turn.ts';

/** Does what a button or a typed word asks for, as far as it makes sense where the person stands. */
export function act(turn: Turn, action: Action): void {
  if (turn.cursor.place === 'late') return settleLate(turn, action);
  switch (action.do) {
    case 'next':
      return goOn(turn);
    case 'back':
      return goBack(turn);
    case 'skip':
      return skip(turn);
    case 'confirm':
      return confirm(turn);
    case 'append':
      return append(turn);
    case 'undo':
      return undo(turn);
    case 'leave':
      turn.cursor.place = 'rest';
      return show(turn);
    case 'resume':
      return resume(turn);
    case 'submit':
      return submit(turn);
    case 'cancel':
      turn.cursor.place = 'cancel';
      return show(turn);
    case 'discard':
      return discard(turn);
    case 'keep-late':
    case 'drop-late':
      return show(turn);
    default:
      return actOn(turn, action);
  }
}

type Targeted = Extract<Action, { page: number } | { step: string }>;

function actOn(turn: Turn, action: Targeted): void {
  if ('page' in action) {
    turn.cursor.place = action.do;
    turn.cursor.page = action.page;
    turn.cursor.returnTo = null;
    return show(turn);
  }
  const step = stepOf(turn, action.step);
  if (step === undefined || !isAsked(step, lookupOf(turn))) {
    return show(turn, { problem: { code: 'question-gone' } });
  }
  if (action.do === 'edit') return edit(turn, step);
  if (turn.cursor.place !== 'step' || turn.cursor.step !== step.id) {
    return show(turn, { problem: { code: 'no-longer-here' } });
  }
  return pick(turn, step, action);
}

function pick(turn: Turn, step: Step, action: Exclude<Targeted, { do: 'edit' } | { page: number }>): void {
  if (action.do === 'remove') {
    if (step.kind === 'list' || step.kind === 'attachment') return removeItem(turn, step, action.item);
    return show(turn);
  }
  if (step.kind === 'choice' && step.options.some((option) => option.id === action.option)) {
    return choose(turn, step, action.option);
  }
  if (step.kind === 'choices' && step.options.some((option) => option.id === action.option)) {
    return toggle(turn, step, action.option);
  }
  show(turn, { problem: { code: 'not-an-option' } });
}

function edit(turn: Turn, step: Step): void {
  const from = turn.cursor.place;
  turn.cursor.returnTo = from === 'overview' || from === 'review' ? from : turn.cursor.returnTo;
  goTo(turn, step);
  show(turn);
}

function goOn(turn: Turn): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const problem = whyIncomplete(currentStep(turn), answerOf(turn, turn.cursor.step));
  if (problem !== undefined) return show(turn, { problem });
  advance(turn);
}

function goBack(turn: Turn): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const before = findAsked(turn.flow, {
    from: indexOf(turn, turn.cursor.step),
    by: -1,
    lookup: lookupOf(turn),
  });
  const step = before === undefined ? undefined : turn.flow.steps[before];
  if (step === undefined) return show(turn, { problem: { code: 'first-question' } });
  goTo(turn, step);
  show(turn);
}

function skip(turn: Turn): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const step = currentStep(turn);
  if (step.required) return show(turn, { problem: { code: 'required' } });
  if (step.kind !== 'info' && answerOf(turn, step.id) === undefined) {
    changeAnswers(turn, { [step.id]: { kind: 'skipped', at: turn.at } });
  }
  advance(turn);
}

function confirm(turn: Turn): void {
  const step = currentStep(turn);
  if (turn.cursor.place !== 'step' || step.kind !== 'confirm') return show(turn);
  changeAnswers(turn, { [step.id]: { kind: 'confirm', at: turn.at } });
  advance(turn, 'saved');
}

function append(turn: Turn): void {
  const step = currentStep(turn);
  if (turn.cursor.place === 'step' && answerOf(turn, step.id)?.kind === 'text') turn.cursor.open = true;
  show(turn);
}

function undo(turn: Turn): void {
  const last = turn.cursor.undo.at(-1);
  if (last === undefined) return show(turn, { problem: { code: 'nothing-to-undo' } });
  turn.cursor.undo = turn.cursor.undo.slice(0, -1);
  const undone: Record<string, Answer | null> = {};
  for (const [id, answer] of Object.entries(last.answers)) {
    undone[id] = answerOf(turn, id) ?? null;
    turn.changes[id] = answer;
  }
  dropUnreferenced(turn, undone);
  markSaved(turn);
  const step = stepOf(turn, last.step);
  if (step !== undefined && isAsked(step, lookupOf(turn))) goTo(turn, step);
  turn.cursor.open = answerOf(turn, turn.cursor.step)?.kind === 'text';
  show(turn, { note: 'undone' });
}

/** Back to the question that was left; should it no longer be asked, to the nearest one before it. */
function resume(turn: Turn): void {
  const index = indexOf(turn, turn.cursor.step);
  const here = turn.flow.steps[index] as Step;
  const before = isAsked(here, lookupOf(turn))
    ? index
    : findAsked(turn.flow, { from: index, by: -1, lookup: lookupOf(turn) });
  goTo(turn, turn.flow.steps[before ?? 0] as Step);
  show(turn, { note: 'resumed' });
}

/** Hands in a frozen, numbered version; the answers stay, and handing in again makes the next one. */
function submit(turn: Turn): void {
  if (turn.cursor.place !== 'review') {
    turn.cursor.place = 'review';
    turn.cursor.page = 0;
    return show(turn);
  }
  if (missingSteps(turn).length > 0) return show(turn, { problem: { code: 'answers-missing' } });
  const number = (turn.cursor.submission?.number ?? 0) + 1;
  turn.cursor.submission = { number, submittedAt: turn.at };
  turn.cursor.place = 'rest';
  turn.effects.push({
    type: 'submit',
    number,
    submittedAt: turn.at,
    flow: turn.flow.version,
    answers: frozenAnswers(turn),
    retired: turn.cursor.retired,
  });
  turn.outputs.push({
    type: 'submitted',
    submission: number,
    at: turn.at,
    choices: [],
    actions: restActions(),
  });
}

function frozenAnswers(turn: Turn): (readonly [string, Answer])[] {
  const ids = [...askedSteps(turn).map((step) => step.id), ...Object.keys(turn.cursor.retired)];
  return ids.flatMap((id) => {
    const answer = answerOf(turn, id);
    return answer === undefined ? [] : [[id, answer] as const];
  });
}

/** Takes all answers away; one undo brings them back. */
function discard(turn: Turn): void {
  if (turn.cursor.place !== 'cancel' || progressOf(turn).total === 0) return show(turn);
  const ids = new Set([...Object.keys(turn.before.answers), ...Object.keys(turn.changes)]);
  changeAnswers(turn, Object.fromEntries([...ids].map((id) => [id, null])));
  goTo(turn, turn.flow.steps[0] as Step);
  turn.cursor.returnTo = null;
  show(turn);
}

function settleLate(turn: Turn, action: Action): void {
  const parts = turn.cursor.late;
  const step = currentStep(turn);
  if (action.do !== 'keep-late' && action.do !== 'drop-late') {
    return show(turn, { problem: { code: 'late-first' } });
  }
  turn.cursor.late = [];
  turn.cursor.place = 'step';
  if (action.do === 'drop-late') {
    turn.dropped.push(...parts.map((part) => part.id));
    return show(turn);
  }
  const present = answerOf(turn, step.id);
  if (step.kind === 'text') {
    return writeParts(
      turn,
      step,
      turn.cursor.open && present?.kind === 'text' ? [...present.parts, ...parts] : parts,
    );
  }
  if (step.kind === 'list') {
    for (const part of parts) addItem(turn, step, { part, text: '…' });
    turn.outputs.splice(0, turn.outputs.length - 1);
  }
}
