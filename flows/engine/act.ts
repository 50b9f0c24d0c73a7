import { whyIncomplete } from '../answers/complete.ts';
import type { Step } from '../forms/definition.ts';
import { advance, choose, goTo, removeItem, standAtAsked, toggle } from './answer.ts';
import { findAsked, isAsked } from './conditions.ts';
import type { Action } from './events.ts';
import { isFewWaiting, putAway, takeBackLast } from './put-away.ts';
import { showAnswer } from './review.ts';
import { type Extras, overviewItems, show } from './show.ts';
import { consent, submit } from './submit.ts';
import {
  answerOf,
  askAtPlace,
  changeAnswers,
  currentStep,
  endEdit,
  endUndos,
  indexOf,
  lookupOf,
  stepOf,
  type Turn,
  takeBack,
} from './turn.ts';
import { decideUnconfirmed } from './unconfirmed.ts';
import { askToWithdraw, withdraw } from './withdraw.ts';

/** Does what a button or a typed word asks for, as far as it makes sense where the person stands. */
export function act(turn: Turn, action: Action): void {
  turn.cursor.tail = null;
  if (turn.cursor.unconfirmed.length > 0) {
    return isFewWaiting(turn) ? actOnFew(turn, action) : decideUnconfirmed(turn, action);
  }
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
      return isAskedAbout(turn) ? keep(turn) : resume(turn);
    case 'edit-number':
      return editNumber(turn, action.number);
    case 'submit':
      return submit(turn);
    case 'withdraw':
      return askToWithdraw(turn);
    case 'confirm-withdrawal':
      return withdraw(turn);
    case 'cancel':
      askAtPlace(turn, 'cancel');
      // Where nothing is answered yet there is nothing to ask about.
      return isUnansweredAct(turn) ? discard(turn) : show(turn);
    case 'discard':
    case 'give-up':
      return discard(turn);
    case 'split-text':
    case 'keep-text':
    case 'keep-reply':
    case 'drop-text':
      return show(turn);
    default:
      return actOn(turn, action);
  }
}

/** Goes on past a text of a few letters that waits, or undoes; all else has to wait for what is decided on it. */
function actOnFew(turn: Turn, action: Action): void {
  switch (action.do) {
    case 'undo':
      return takeBackLast(turn);
    case 'back':
      if (previousStep(turn) === undefined) return show(turn, { problem: { code: 'first-question' } });
      return goBack(turn, { problem: putAway(turn) });
    case 'skip': {
      const step = currentStep(turn);
      if (step.required) return show(turn, { problem: { code: 'required' } });
      const isOpen = whyIncomplete(step, answerOf(turn, step.id)) !== undefined;
      const problem = putAway(turn, isOpen ? { kind: 'skipped', at: turn.at } : undefined);
      return advance(turn, { problem });
    }
    default:
      return decideUnconfirmed(turn, action);
  }
}

function actOn(turn: Turn, action: Extract<Action, { page: number } | { step: string }>): void {
  if (action.do === 'overview' || action.do === 'review') {
    endEdit(turn);
    turn.cursor.place = action.do;
    turn.cursor.page = action.page;
    return show(turn);
  }
  // A card that an earlier version of the program stored may offer an action that no longer exists.
  if (!('step' in action)) return show(turn, { problem: { code: 'no-longer-here' } });
  if (action.do === 'read') return read(turn, action.step);
  const step = stepOf(turn, action.step);
  if (step === undefined || !isAsked(step, lookupOf(turn))) {
    return show(turn, { problem: { code: 'question-gone' } });
  }
  if (action.do === 'edit') {
    visit(turn, step);
    return show(turn);
  }
  if (turn.cursor.place !== 'step' || turn.cursor.step !== step.id) {
    return show(turn, { problem: { code: 'no-longer-here' } });
  }
  return action.do === 'consent' ? consent(turn) : pick(turn, step, action);
}

/** Shows an answer whole; the person stands in the review, and goes back there. */
function read(turn: Turn, id: string): void {
  endEdit(turn);
  turn.cursor.place = 'review';
  showAnswer(turn, id);
}

function pick(
  turn: Turn,
  step: Step,
  action: Extract<Action, { do: 'choose' | 'toggle' | 'remove' | 'look' }>,
): void {
  if (action.do === 'look') return show(turn, { look: action });
  if (action.do === 'remove') {
    if (step.kind === 'list' || step.kind === 'attachment') return removeItem(turn, step, action.item);
    return show(turn);
  }
  if (step.kind === 'choice' && step.options.some((option) => option.id === action.option)) {
    return choose(turn, step, action.option);
  }
  if (step.kind === 'pick' && step.among.get(action.option) !== undefined) {
    return choose(turn, step, action.option);
  }
  if (step.kind === 'choices' && step.options.some((option) => option.id === action.option)) {
    return toggle(turn, step, action.option);
  }
  show(turn, { problem: { code: 'not-an-option' } });
}

function editNumber(turn: Turn, number: number): void {
  const item = overviewItems(turn).find((one) => one.number === number);
  const step = item === undefined ? undefined : stepOf(turn, item.step);
  if (step === undefined) return show(turn, { problem: { code: 'no-such-question' } });
  visit(turn, step);
  show(turn);
}

/** Goes to any step. From the overview or the review it is an edit, which returns there. */
function visit(turn: Turn, step: Step): void {
  const { place, step: from, open } = turn.cursor;
  const isListed = place === 'overview' || place === 'review';
  // Opening the question where the person already stands is no edit: `next` leads to the next question as usual.
  if (isListed && from !== step.id) turn.cursor.edit = { place, edited: step.id, from, open };
  else if (indexOf(turn, step.id) > indexOf(turn, from)) turn.cursor.edit = null;
  goTo(turn, step);
}

/** Goes on from a question whose answer is enough. */
export function goOn(turn: Turn): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const problem = whyIncomplete(currentStep(turn), answerOf(turn, turn.cursor.step));
  if (problem !== undefined) return show(turn, { problem });
  advance(turn);
}

function goBack(turn: Turn, extras: Extras = {}): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const step = previousStep(turn);
  if (step === undefined) return show(turn, { problem: { code: 'first-question' } });
  goTo(turn, step);
  show(turn, extras);
}

function previousStep(turn: Turn): Step | undefined {
  const from = indexOf(turn, turn.cursor.step);
  const before = findAsked(turn.flow, { from, by: -1, lookup: lookupOf(turn) });
  return before === undefined ? undefined : turn.flow.steps[before];
}

/** Skips an optional question. An incomplete answer is removed, a complete one stays. */
export function skip(turn: Turn): void {
  if (turn.cursor.place !== 'step') return resume(turn);
  const step = currentStep(turn);
  if (step.kind === 'info') return advance(turn);
  if (step.required) return show(turn, { problem: { code: 'required' } });
  if (whyIncomplete(step, answerOf(turn, step.id)) !== undefined) {
    changeAnswers(turn, { [step.id]: { kind: 'skipped', at: turn.at } });
  }
  advance(turn);
}

function confirm(turn: Turn): void {
  const step = currentStep(turn);
  if (turn.cursor.place !== 'step' || step.kind !== 'confirm') return show(turn);
  changeAnswers(turn, { [step.id]: { kind: 'confirm', at: turn.at } });
  advance(turn, { note: 'saved' });
}

function append(turn: Turn): void {
  const step = currentStep(turn);
  if (turn.cursor.place === 'step' && answerOf(turn, step.id)?.kind === 'text') turn.cursor.open = true;
  show(turn);
}

function undo(turn: Turn): void {
  const last = takeBack(turn);
  if (last === undefined) return show(turn, { problem: { code: 'nothing-to-undo' } });
  const step = stepOf(turn, last.step);
  if (step !== undefined && isAsked(step, lookupOf(turn))) {
    visit(turn, step);
    turn.cursor.open = last.open === true;
  } else {
    standAtAsked(turn);
  }
  show(turn, { note: 'undone' });
}

/** Goes back to the question that the person left, or to the first one if they have not answered anything. */
function resume(turn: Turn): void {
  standAtAsked(turn);
  show(turn, turn.facts.savedAt === null ? {} : { note: 'resumed' });
}

/** Whether the person was asked if they give it up, or withdraw it. */
function isAskedAbout({ cursor: { place } }: Turn): boolean {
  return place === 'cancel' || place === 'withdraw';
}

/** Nothing is given up or withdrawn: the person stands again where they were asked. */
function keep(turn: Turn): void {
  const { asked, ...cursor } = turn.cursor;
  if (asked === undefined) return resume(turn);
  turn.cursor = { ...cursor, place: asked };
  show(turn);
}

function isUnansweredAct({ flow, before }: Turn): boolean {
  return flow.isFinal === true && Object.keys(before.draft.answers).length === 0;
}

/**
 * Takes all answers away; one undo brings them back. What would be handed in once is given up with them, and for good: begun
 * again it is a new one.
 */
function discard(turn: Turn): void {
  if (turn.cursor.place !== 'cancel') return show(turn);
  const ids = Object.keys(turn.before.draft.answers);
  if (ids.length > 0) {
    changeAnswers(turn, Object.fromEntries(ids.map((id) => [id, null])), { ...turn.cursor, discards: true });
  }
  goTo(turn, turn.flow.steps[0] as Step);
  turn.cursor.edit = null;
  if (turn.flow.isFinal !== true) return show(turn);
  endUndos(turn, turn.cursor.undo.length);
  turn.facts.savedAt = null;
  turn.cursor.place = 'rest';
  turn.outputs.push({ type: 'given-up', choices: [], actions: [] });
}
