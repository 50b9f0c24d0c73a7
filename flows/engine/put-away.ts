import { putItems } from './answer.ts';
import type { Answer } from './state.ts';
import { answerOf, changeAnswers, currentStep, type Turn } from './turn.ts';
import { leaveUnconfirmed, wholePart, withWaiting } from './unconfirmed.ts';

/** Whether the person is asked about text of a few letters alone. */
export function isFewWaiting({ cursor: { place, unconfirmed } }: Turn): boolean {
  return place === 'unconfirmed' && unconfirmed.every(({ few }) => few === true);
}

/**
 * Ends the wait of a text of a few letters, which becomes no answer: the answer stays as it is, or is `instead`. One undo
 * brings the text back as an answer.
 */
export function putAway(turn: Turn, instead?: Answer): void {
  const step = currentStep(turn);
  const left = instead ?? answerOf(turn, step.id) ?? null;
  const parts = turn.cursor.unconfirmed.map(wholePart);
  leaveUnconfirmed(turn);
  if (step.kind === 'list') putItems(turn, step, parts);
  else if (step.kind === 'text') {
    const kept = withWaiting(turn, step, parts);
    changeAnswers(turn, { [step.id]: { kind: 'text', parts: kept, at: turn.at } });
  }
  changeAnswers(turn, { [step.id]: left });
}
