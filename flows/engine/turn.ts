import { codePoints } from '../answers/normalize.ts';
import type { Flow, Step } from '../definition.ts';
import { type Lookup, type Position, positionOf } from './conditions.ts';
import type { Effect, NewText, Output, StepResult } from './events.ts';
import type { Answer, AnswerChanges, Cursor, FlowState, Part, Undo } from './state.ts';

const UNDO_DEPTH = 12;

/** One event being worked on: the state as it was, and what becomes of it. Lives only inside `step`. */
export interface Turn {
  flow: Flow;
  at: string;
  before: FlowState;
  cursor: Cursor;
  changes: Record<string, Answer | null>;
  texts: NewText[];
  dropped: number[];
  outputs: Output[];
  effects: Effect[];
}

export function beginTurn(flow: Flow, state: FlowState, at: string): Turn {
  return {
    flow,
    at,
    before: state,
    cursor: { ...state.cursor, touchedAt: at },
    changes: {},
    texts: [],
    dropped: [],
    outputs: [],
    effects: [],
  };
}

export function endTurn(turn: Turn): StepResult {
  const { cursor, changes, texts, dropped, outputs, effects } = turn;
  return { cursor, answers: changes, texts, dropped, outputs, effects };
}

/** The answer of a step as it is at this point of the turn. */
export function answerOf(turn: Turn, step: string): Answer | undefined {
  if (Object.hasOwn(turn.changes, step)) return turn.changes[step] ?? undefined;
  return Object.hasOwn(turn.before.answers, step) ? turn.before.answers[step] : undefined;
}

export function lookupOf(turn: Turn): Lookup {
  return (step) => answerOf(turn, step);
}

/** The step that the cursor stands at; `adopt` has made sure that it exists. */
export function currentStep(turn: Turn): Step {
  return stepOf(turn, turn.cursor.step) as Step;
}

export function indexOf(turn: Turn, step: string): number {
  return turn.flow.indexOf.get(step) ?? -1;
}

export function stepOf(turn: Turn, step: string): Step | undefined {
  return turn.flow.steps[indexOf(turn, step)];
}

export function position(turn: Turn, step: string): { step: string } & Position {
  return { step, ...positionOf(turn.flow, indexOf(turn, step), lookupOf(turn)) };
}

/** Ends an edit: the person is back at the step where they were before it. */
export function endEdit(turn: Turn): void {
  const { edit } = turn.cursor;
  turn.cursor.edit = null;
  if (edit === null) return;
  turn.cursor.step = edit.from;
  turn.cursor.open = edit.open;
}

/**
 * A written message; `continues` says that it is the rest of the one before, which the channel had cut, `unsure`
 * that it may be meant for another question, `few` that it is of a few letters only.
 */
export interface Typed {
  text: string;
  continues?: boolean;
  message?: string;
  unsure?: true;
  few?: true;
}

/** Takes a message's words in and returns the part that stands for them. */
export function addPart(turn: Turn, message: Typed): Part {
  const id = turn.cursor.nextPart;
  turn.cursor.nextPart += 1;
  turn.cursor.tail = turn.cursor.step;
  turn.texts.push({ id, text: message.text });
  return {
    id,
    length: codePoints(message.text),
    ...(message.continues === true ? { continues: true, ...jointOf(message.text) } : {}),
    ...(message.message === undefined ? {} : { message: message.message }),
  };
}

function jointOf(text: string): { joint?: string } {
  const joint = /^\s*/.exec(text)?.[0] ?? '';
  return joint === '' ? {} : { joint };
}

/** Changes answers such that one undo brings all of them back. */
export function changeAnswers(turn: Turn, changes: AnswerChanges): void {
  const previous: Record<string, Answer | null> = {};
  for (const [step, answer] of Object.entries(changes)) {
    previous[step] = answerOf(turn, step) ?? null;
    turn.changes[step] = answer;
  }
  pushUndo(turn, { step: turn.cursor.step, open: turn.cursor.open, answers: previous });
  markSaved(turn);
}

function markSaved(turn: Turn): void {
  turn.cursor.savedAt = turn.at;
  const { submission } = turn.cursor;
  if (submission !== null) turn.cursor.submission = { ...submission, changedSince: true };
}

function pushUndo(turn: Turn, undo: Undo): void {
  const stack = [...turn.cursor.undo, undo];
  turn.cursor.undo = stack.slice(-UNDO_DEPTH);
  for (const forgotten of stack.slice(0, -UNDO_DEPTH)) dropUnreferenced(turn, forgotten.answers);
}

/** Brings back what the last change took away, and returns it; nothing if there is nothing to undo. */
export function takeBack(turn: Turn): Undo | undefined {
  const last = turn.cursor.undo.at(-1);
  if (last === undefined) return undefined;
  turn.cursor.undo = turn.cursor.undo.slice(0, -1);
  const undone: Record<string, Answer | null> = {};
  for (const [id, answer] of Object.entries(last.answers)) {
    undone[id] = answerOf(turn, id) ?? null;
    turn.changes[id] = answer;
  }
  dropUnreferenced(turn, undone);
  markSaved(turn);
  return last;
}

/** Gives up the words of answers that can no longer come back. */
function dropUnreferenced(turn: Turn, answers: AnswerChanges): void {
  for (const [step, answer] of Object.entries(answers)) {
    const kept = new Set([
      ...partsOf(answerOf(turn, step)),
      ...turn.cursor.undo.flatMap((undo) => partsOf(undo.answers[step])),
    ]);
    giveUp(
      turn,
      partsOf(answer).filter((id) => !kept.has(id)),
    );
  }
}

/** Drops parts that nothing refers to; those that a version on its way may hold wait until it has arrived. */
function giveUp(turn: Turn, parts: readonly number[]): void {
  const below = turn.cursor.pending.at(-1)?.below ?? 0;
  const held = parts.filter((id) => id < below);
  if (held.length > 0) turn.cursor.held = [...turn.cursor.held, ...held];
  turn.dropped.push(...parts.filter((id) => id >= below));
}

/** Ids of the parts that an answer refers to. */
export function partsOf(answer: Answer | null | undefined): number[] {
  return writtenIn(answer).map((part) => part.id);
}

/** What was written of an answer, message by message; nothing of one that was chosen. */
export function writtenIn(answer: Answer | null | undefined): readonly Part[] {
  if (answer?.kind === 'text') return answer.parts;
  return answer?.kind === 'list' ? answer.items.flat() : [];
}
