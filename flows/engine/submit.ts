import { askedSteps, missingSteps } from './asked.ts';
import { lastReviewPage, unchangedVersion } from './review.ts';
import { restActions, show } from './show.ts';
import type { Answer } from './state.ts';
import { answerOf, endEdit, type Turn } from './turn.ts';

/**
 * Hands in a frozen, numbered version from the end of the review; the answers stay, and handing in again after a
 * change makes the next one. From elsewhere it leads to the review, and within that to its end.
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
  const number = (facts.submission?.number ?? 0) + 1;
  facts.submission = { number, submittedAt: turn.at };
  facts.pending = [...facts.pending, { number, below: facts.nextPart }];
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
    actions: restActions(),
  });
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

/** Notes that the system of record has a version. The person did nothing, and stands where they stood. */
export function markRecorded(turn: Turn, number: number): void {
  const { facts } = turn;
  turn.cursor.touchedAt = turn.before.cursor.touchedAt;
  if (facts.submission?.number === number) {
    facts.submission = { ...facts.submission, recordedAt: turn.at };
  }
  facts.pending = facts.pending.filter((one) => one.number !== number);
  if (facts.pending.length === 0) {
    turn.dropped.push(...facts.held);
    facts.held = [];
  }
  turn.effects.push({ type: 'recorded', number });
  turn.outputs.push({ type: 'recorded', submission: number, at: turn.at });
}
