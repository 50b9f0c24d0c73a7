import type { Step } from '../forms/definition.ts';
import { itemsOf, putItems } from './answer.ts';
import type { Problem } from './events.ts';
import { reversalsOf } from './reversal.ts';
import { show } from './show.ts';
import type { Answer, Part } from './state.ts';
import { answerOf, changeAnswers, currentStep, partsOf, type Turn, takeBack } from './turn.ts';
import { dropUnconfirmed, leaveUnconfirmed, wholePart, withWaiting } from './unconfirmed.ts';

/** Whether the person is asked about text of a few letters alone. */
export function isFewWaiting({ cursor: { place, unconfirmed } }: Turn): boolean {
  return place === 'unconfirmed' && unconfirmed.every(({ few }) => few === true);
}

/**
 * Ends the wait of a text of a few letters, which becomes no answer: the answer stays as it is, or is `instead`. One undo
 * brings the text back as an answer, unless it says that there is nothing, beside items. Returns what the person is told.
 */
export function putAway(turn: Turn, instead?: Answer): Problem {
  const step = currentStep(turn);
  const parts = turn.cursor.unconfirmed.map(wholePart);
  if (!canBeAnswer(turn, step, parts)) {
    dropUnconfirmed(turn);
    if (instead !== undefined) changeAnswers(turn, { [step.id]: instead });
    return { code: 'text-dropped' };
  }
  const left = instead ?? answerOf(turn, step.id) ?? null;
  leaveUnconfirmed(turn);
  if (step.kind === 'list') putItems(turn, step, parts);
  else if (step.kind === 'text') {
    const kept = withWaiting(turn, step, parts);
    changeAnswers(turn, { [step.id]: { kind: 'text', parts: kept, at: turn.at } });
  }
  changeAnswers(turn, { [step.id]: left });
  return { code: 'text-put-away' };
}

/** Whether anything of a text would be kept in the answer: that there is nothing is no item beside others. */
function canBeAnswer(turn: Turn, step: Step, parts: readonly Part[]): boolean {
  if (step.kind !== 'list') return true;
  const kept = itemsOf(turn, step, parts).flat();
  return parts.some((part) => kept.includes(part));
}

/**
 * Takes back what was written last while a text of a few letters waits: the last change, if it is newer than the text, which
 * then still waits; or else the text itself.
 */
export function takeBackLast(turn: Turn): void {
  if (!isChangedSince(turn)) {
    dropUnconfirmed(turn);
    return show(turn, { problem: { code: 'text-dropped' } });
  }
  const last = takeBack(turn);
  if (last === undefined) return show(turn, { problem: { code: 'nothing-to-undo' } });
  if (last.step === turn.cursor.step) turn.cursor.open = last.open === true;
  show(turn, { problem: { code: 'undone-beside' } });
}

/** Whether the last change is newer than the text that waits: parts are numbered in the order in which they come. */
function isChangedSince(turn: Turn): boolean {
  const { undo, unconfirmed, step } = turn.cursor;
  const waiting = unconfirmed.at(-1)?.id ?? 0;
  const last = undo.at(-1);
  // The change may be too old to be undone.
  const steps = last === undefined ? [step] : Object.keys(reversalsOf(last));
  return steps.some((id) => partsOf(answerOf(turn, id)).some((part) => part > waiting));
}
