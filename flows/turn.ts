import { codePoints } from './answers/normalize.ts';
import { type Lookup, positionOf } from './conditions.ts';
import type { Flow, Step } from './definition.ts';
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
  const changed = turn.changes[step];
  return changed === undefined ? turn.before.answers[step] : (changed ?? undefined);
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

export function position(turn: Turn, step: string): { step: string; number: number; total: number } {
  return { step, ...positionOf(turn.flow, indexOf(turn, step), lookupOf(turn)) };
}

/** Takes a message's words in and returns the part that stands for them. */
export function addPart(turn: Turn, message: { text: string; continues?: boolean }): Part {
  const id = turn.cursor.nextPart;
  turn.cursor.nextPart += 1;
  turn.texts.push({ id, text: message.text });
  const part = { id, length: codePoints(message.text) };
  return message.continues === true ? { ...part, continues: true } : part;
}

/** Changes answers such that one undo brings all of them back. */
export function changeAnswers(turn: Turn, changes: AnswerChanges): void {
  const previous: Record<string, Answer | null> = {};
  for (const [step, answer] of Object.entries(changes)) {
    previous[step] = answerOf(turn, step) ?? null;
    turn.changes[step] = answer;
  }
  pushUndo(turn, { step: turn.cursor.step, answers: previous });
  markSaved(turn);
}

export function markSaved(turn: Turn): void {
  turn.cursor.savedAt = turn.at;
  const { submission } = turn.cursor;
  if (submission !== null) turn.cursor.submission = { ...submission, changedSince: true };
}

function pushUndo(turn: Turn, undo: Undo): void {
  const stack = [...turn.cursor.undo, undo];
  turn.cursor.undo = stack.slice(-UNDO_DEPTH);
  for (const forgotten of stack.slice(0, -UNDO_DEPTH)) dropUnreferenced(turn, forgotten.answers);
}

/**
 * Gives up the words of answers that can no longer come back. A submission on its way keeps its own: while
 * one is not recorded nothing is given up.
 */
export function dropUnreferenced(turn: Turn, answers: AnswerChanges): void {
  const { submission } = turn.cursor;
  if (submission !== null && submission.recordedAt === undefined) return;
  for (const [step, answer] of Object.entries(answers)) {
    const kept = new Set([
      ...partsOf(answerOf(turn, step)),
      ...turn.cursor.undo.flatMap((undo) => partsOf(undo.answers[step])),
    ]);
    turn.dropped.push(...partsOf(answer).filter((id) => !kept.has(id)));
  }
}

/** Ids of the parts that an answer refers to. */
export function partsOf(answer: Answer | null | undefined): number[] {
  if (answer?.kind === 'text') return answer.parts.map((part) => part.id);
  return answer?.kind === 'list' ? answer.items.flat().map((part) => part.id) : [];
}
