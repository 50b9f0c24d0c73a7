import { addItems, checkItem, checkPart, itemsOf, openParts, writeParts } from './answer.ts';
import type { Action, Problem } from './events.ts';
import { show } from './show.ts';
import { addPart, currentStep, type Turn, type Typed } from './turn.ts';

/** Text after a silence of this length is not taken for an answer without asking. */
const LATE_AFTER_MS = 12 * 60 * 60 * 1000;

/** Whether the person comes back after a long silence. */
export function isLate(turn: Turn): boolean {
  return Date.parse(turn.at) - Date.parse(turn.before.cursor.touchedAt) > LATE_AFTER_MS;
}

/** Keeps a message aside and asks whether it is meant for the question; what could not be kept is refused at once. */
export function holdLate(turn: Turn, typed: Typed): void {
  const problem = whyNotHeld(turn, typed);
  if (problem === undefined) {
    turn.cursor.late = [...turn.cursor.late, addPart(turn, typed)];
    turn.cursor.place = 'late';
  } else if (problem.code === 'secret' && typed.continues === true) {
    withdrawLate(turn);
  }
  show(turn, { problem });
}

function whyNotHeld(turn: Turn, typed: Typed): Problem | undefined {
  const step = currentStep(turn);
  const { late } = turn.cursor;
  if (step.kind === 'list') return checkItem(step, { items: itemsOf(turn, step, late), typed });
  if (step.kind !== 'text') return { code: 'no-question-here' };
  return checkPart(step, { kept: [...openParts(turn, step), ...late], typed });
}

/** A message that turns out to be marked secret is not kept from its beginning on. */
function withdrawLate(turn: Turn): void {
  const { late } = turn.cursor;
  const begin = late.findLastIndex((part) => part.continues !== true);
  turn.dropped.push(...late.slice(begin).map((part) => part.id));
  turn.cursor.late = late.slice(0, begin);
  if (turn.cursor.late.length === 0) turn.cursor.place = 'step';
}

/** Makes the late text an answer, or gives it up, as the person says; nothing else is done before that. */
export function settleLate(turn: Turn, action: Action): void {
  const step = currentStep(turn);
  const parts = turn.cursor.late;
  if (action.do === 'drop-late') {
    leaveLate(turn);
    turn.dropped.push(...parts.map((part) => part.id));
    return show(turn);
  }
  if (action.do !== 'keep-late') return show(turn, { problem: { code: 'late-first' } });
  if (step.kind === 'text') {
    leaveLate(turn);
    return writeParts(turn, step, [...openParts(turn, step), ...parts]);
  }
  if (step.kind !== 'list') return show(turn, { problem: { code: 'no-question-here' } });
  leaveLate(turn);
  addItems(turn, step, parts);
}

function leaveLate(turn: Turn): void {
  turn.cursor.late = [];
  turn.cursor.place = 'step';
}
