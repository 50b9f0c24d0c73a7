import { askedSteps, isConsent, missingSteps } from './asked.ts';
import { lastReviewPage, unchangedVersion } from './review.ts';
import { show } from './show.ts';
import type { Answer } from './state.ts';
import { answerOf, changeAnswers, endEdit, type Turn } from './turn.ts';

/**
 * Hands in a frozen, numbered version from the last page of the review. The answers stay, and handing in again after a
 * change makes the next version. From anywhere else it shows the review, and from its other pages the last page.
 */
export function submit(turn: Turn): void {
  const { cursor, facts } = turn;
  if (cursor.place !== 'review') {
    endEdit(turn);
    cursor.place = 'review';
    cursor.page = 0;
    return show(turn);
  }
  if (missingSteps(turn).length > 0) return show(turn, { problem: { code: 'answers-missing' } });
  const unchanged = unchangedVersion(turn);
  if (unchanged !== undefined) {
    return show(turn, { problem: { code: 'nothing-changed', details: { number: unchanged } } });
  }
  const last = lastReviewPage(turn);
  if (cursor.page < last) {
    cursor.page = last;
    return show(turn, { problem: { code: 'submit-here' } });
  }
  const number = Math.max(facts.submission?.number ?? 0, facts.takenNumber ?? 0) + 1;
  facts.pending = [...facts.pending, { number, below: facts.nextPart, before: facts.submission }];
  facts.submission = { number, submittedAt: turn.at };
  cursor.place = 'rest';
  turn.effects.push({
    type: 'submit',
    number,
    submittedAt: turn.at,
    flow: turn.flow.version,
    answers: frozenAnswers(turn),
    unanswered: unansweredSteps(turn),
    retired: facts.retired,
  });
  turn.outputs.push({
    type: 'submitted',
    submission: number,
    at: turn.at,
    choices: [],
    actions: turn.flow.isFinal === true ? [] : [{ do: 'overview', page: 0 }, { do: 'withdraw' }],
  });
}

/** Hands in by a consent: what it is given to was shown with its question, and need not be reviewed once more. */
export function consent(turn: Turn): void {
  const { cursor } = turn;
  if (!isConsent(turn)) return show(turn);
  changeAnswers(turn, { [cursor.step]: { kind: 'confirm', at: turn.at } });
  endEdit(turn);
  cursor.place = 'review';
  cursor.page = lastReviewPage(turn);
  submit(turn);
}

function frozenAnswers(turn: Turn): (readonly [string, Answer])[] {
  const ids = [...askedSteps(turn).map((step) => step.id), ...Object.keys(turn.facts.retired)];
  return ids.flatMap((id) => {
    const answer = answerOf(turn, id);
    return answer === undefined ? [] : [[id, answer] as const];
  });
}

function unansweredSteps(turn: Turn): string[] {
  return askedSteps(turn)
    .filter((step) => step.kind !== 'info' && answerOf(turn, step.id) === undefined)
    .map((step) => step.id);
}
