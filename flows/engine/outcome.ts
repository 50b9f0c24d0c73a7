import { standAgain } from './changed-since.ts';
import type { FlowEvent, FormalAct, Note } from './events.ts';
import type { SubmissionMark } from './state.ts';
import { answerOf, type Turn } from './turn.ts';

/** A withdrawal that is refused for this reason was recorded before, so it is valid. */
const ALREADY_WITHDRAWN = 'already-withdrawn';

/** The record has another version with that number; the number is not used again. */
const NUMBER_TAKEN = 'number-taken';

/** Whether an event is the outcome of a formal act. The person did nothing and stays where they are. */
export function isOutcome(event: { type: string }): boolean {
  return ['recorded', 'withdrawn', 'refused'].includes(event.type);
}

/** Notes that the system of record has a version. */
export function markRecorded(
  turn: Turn,
  { number, notes }: { number: number; notes?: readonly Note[] },
): void {
  changeMark(turn, number, (mark) => ({ ...mark, recordedAt: turn.at }));
  endPending(turn, number);
  finish(turn, 'submit', number);
  turn.outputs.push({ type: 'recorded', submission: number, at: turn.at, ...(notes && { notes }) });
}

/** Notes that the system of record has the withdrawal of a version. */
export function markWithdrawn(turn: Turn, number: number): void {
  finish(turn, 'withdraw', number);
  turn.outputs.push({ type: 'withdrawn', submission: number, at: turn.at });
}

/**
 * Takes back what the system of record refused. After a version the one before it stands again, if there was one;
 * after a withdrawal the version counts as handed in.
 */
export function markRefused(
  turn: Turn,
  { act, number, reason, details }: Extract<FlowEvent, { type: 'refused' }>,
): void {
  if (act === 'submit') takeSubmissionBack(turn, number);
  else if (reason !== ALREADY_WITHDRAWN) {
    changeMark(turn, number, ({ withdrawnAt: _withdrawnAt, ...mark }) => mark);
  }
  if (reason === NUMBER_TAKEN) turn.facts.takenNumber = number;
  finish(turn, act, number);
  turn.outputs.push({ type: 'refused', act, submission: number, reason, ...(details && { details }) });
}

function takeSubmissionBack(turn: Turn, number: number): void {
  const version = turn.facts.pending.find((one) => one.number === number);
  if (version === undefined) return;
  const { before = null } = version;
  const present = (step: string) => answerOf(turn, step);
  changeMark(turn, number, (after) => (before === null ? null : standAgain(before, { after, present })));
  endPending(turn, number);
  if (turn.cursor.place === 'withdraw') turn.cursor.place = 'rest';
}

/** Changes what the draft knows of a version, also where a later pending version refers to it. */
function changeMark(
  { facts }: Turn,
  number: number,
  change: (mark: SubmissionMark) => SubmissionMark | null,
): void {
  const changed = (mark: SubmissionMark | null) => (mark?.number === number ? change(mark) : mark);
  facts.submission = changed(facts.submission);
  facts.pending = facts.pending.map((one) =>
    one.before === undefined ? one : { ...one, before: changed(one.before) },
  );
}

/** A version has its outcome, so its words need not be kept for it any longer. */
function endPending({ facts, dropped }: Turn, number: number): void {
  facts.pending = facts.pending.filter((one) => one.number !== number);
  if (facts.pending.length > 0) return;
  dropped.push(...facts.held);
  facts.held = [];
}

function finish(turn: Turn, act: FormalAct, number: number): void {
  turn.cursor.touchedAt = turn.before.cursor.touchedAt;
  turn.effects.push({ type: 'decided', act, number });
}
