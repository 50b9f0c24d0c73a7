import { codePoints } from '../answers/normalize.ts';
import { isNothing } from '../answers/typed-words.ts';
import type { Flow, Step, TextStep } from '../forms/definition.ts';
import { noteChange } from './changed-since.ts';
import { type Lookup, type Position, positionOf } from './conditions.ts';
import type { Effect, NewText, Output, StepResult, Typed } from './events.ts';
import {
  reversalOf,
  reversalsOf,
  revert,
  storedReversals,
  writtenIn,
  writtenInReversal,
} from './reversal.ts';
import type { Answer, AnswerChanges, Cursor, Facts, FlowState, Part, Undo } from './state.ts';

const UNDO_DEPTH = 12;

/** A state that is being changed: as it was before, and its changes so far. */
export interface StateChange {
  at: string;
  before: FlowState;
  facts: Facts;
  cursor: Cursor;
  changes: Record<string, Answer | null>;
  texts: NewText[];
  dropped: number[];
  outputs: Output[];
  effects: Effect[];
}

/** One event being worked on. Lives only inside `step`. */
export interface Turn extends StateChange {
  flow: Flow;
}

export function beginTurn(flow: Flow, state: FlowState, at: string): Turn {
  return { flow, ...beginChange(state, at) };
}

export function beginChange(state: FlowState, at: string): StateChange {
  return {
    at,
    before: state,
    facts: { ...state.draft.facts },
    cursor: { ...state.cursor, touchedAt: at },
    changes: {},
    texts: [],
    dropped: [],
    outputs: [],
    effects: [],
  };
}

export function endTurn(turn: StateChange): StepResult {
  const { facts, cursor, changes, texts, dropped, outputs, effects } = turn;
  return { facts, cursor, answers: changes, texts, dropped, outputs, effects };
}

/** The answer of a step as it is at this point of the turn. */
export function answerOf(turn: StateChange, step: string): Answer | undefined {
  if (Object.hasOwn(turn.changes, step)) return turn.changes[step] ?? undefined;
  const { answers } = turn.before.draft;
  return Object.hasOwn(answers, step) ? answers[step] : undefined;
}

export function lookupOf(turn: Turn): Lookup {
  return (step) => answerOf(turn, step);
}

/** The same outputs, with whom the flow is about where they were picked in it. */
export function withPicked(turn: Turn, outputs: readonly Output[]): readonly Output[] {
  const { pickedAt } = turn.flow.about ?? {};
  const answer = pickedAt === undefined ? undefined : answerOf(turn, pickedAt);
  if (answer?.kind !== 'choice') return outputs;
  return outputs.map((output) => ({ ...output, picked: answer.value }));
}

/** The step that the cursor stands at; `moveToFlow` has made sure that it exists. */
export function currentStep(turn: Turn): Step {
  return stepOf(turn, turn.cursor.step) as Step;
}

/** The parts that the next message is added to; empty if it replaces the answer. */
export function openParts(turn: Turn, step: TextStep): readonly Part[] {
  const present = answerOf(turn, step.id);
  return turn.cursor.open && present?.kind === 'text' ? present.parts : [];
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

/** Asks whether to give up or withdraw, and remembers where the person stands again if they keep it. */
export function askAtPlace(turn: Turn, place: 'cancel' | 'withdraw'): void {
  const { asked, ...cursor } = turn.cursor;
  const isAsked = cursor.place === 'cancel' || cursor.place === 'withdraw';
  const from = isAsked ? asked : cursor.place;
  const isListed = from === 'overview' || from === 'review';
  turn.cursor = { ...cursor, place, ...(isListed && { asked: from }) };
}

/** Ends an edit: the person is back at the step where they were before it. */
export function endEdit(turn: Turn): void {
  const { edit } = turn.cursor;
  turn.cursor.edit = null;
  if (edit === null) return;
  turn.cursor.step = edit.from;
  turn.cursor.open = edit.open;
}

/** Takes a message's words in and returns the part that stands for them. */
export function addPart(turn: Turn, message: Typed): Part {
  const id = addWords(turn, message.text);
  turn.cursor.tail = turn.cursor.step;
  return {
    id,
    length: codePoints(message.text),
    ...(message.continues === true ? { continues: true, ...jointOf(message.text) } : {}),
    ...(message.message === undefined ? {} : { message: message.message }),
    ...(saysNothing(turn, message) ? { nothing: true } : {}),
  };
}

/** Whether a message to a list says that there is nothing to be listed. A reply may be kept where the person stands. */
export function saysNothing(turn: Turn, { text, continues, replyTo }: Typed): boolean {
  const { step } = turn.cursor;
  const isList = [step, replyTo ?? step].some((id) => stepOf(turn, id)?.kind === 'list');
  return isList && continues !== true && isNothing(text);
}

/** Keeps words under a new id. */
export function addWords(turn: Turn, text: string): number {
  const id = turn.facts.nextPart;
  turn.facts.nextPart += 1;
  turn.texts.push({ id, text });
  return id;
}

function jointOf(text: string): { joint?: string } {
  const joint = /^\s*/.exec(text)?.[0] ?? '';
  return joint === '' ? {} : { joint };
}

/** Changes answers so that one undo restores all of them and leads to `shown`, or else to the current step. */
export function changeAnswers(
  turn: Turn,
  changes: AnswerChanges,
  shown: Pick<Undo, 'step' | 'open' | 'discards'> = turn.cursor,
): void {
  const reversals = Object.entries(changes).map(([step, answer]) => {
    const reversal = reversalOf(answerOf(turn, step) ?? null, answer);
    setAnswer(turn, step, answer);
    return [step, reversal] as const;
  });
  const { step, open, discards } = shown;
  const undo: Undo = {
    ...{ at: turn.at, step },
    ...storedReversals(step, Object.fromEntries(reversals)),
    ...(open === true ? { open } : {}),
  };
  pushUndo(turn, discards === true ? { ...undo, discards } : undo);
  turn.facts.savedAt = turn.at;
}

function setAnswer(turn: Turn, step: string, answer: Answer | null): void {
  const change = { step, before: answerOf(turn, step), after: answer ?? undefined };
  turn.changes[step] = answer;
  const { submission } = turn.facts;
  if (submission !== null) turn.facts.submission = noteChange(submission, change);
}

function pushUndo(turn: Turn, undo: Undo): void {
  turn.cursor.undo = [...turn.cursor.undo, undo];
  endUndos(turn, Math.max(0, turn.cursor.undo.length - UNDO_DEPTH));
}

/** Removes the `count` oldest undos, and drops the words that only they referred to. */
export function endUndos(turn: StateChange, count: number): void {
  for (const undo of turn.cursor.undo.slice(0, count)) {
    const { at, discards } = undo;
    turn.cursor.undo = turn.cursor.undo.slice(1);
    if (discards === true && at !== undefined) turn.facts.erasedAt = at;
    for (const [step, reversal] of Object.entries(reversalsOf(undo))) {
      dropUnreferenced(turn, step, writtenInReversal(reversal));
    }
  }
}

/** Undoes the last change and returns it; undefined if there is nothing to undo. */
export function takeBack(turn: Turn): Undo | undefined {
  const last = turn.cursor.undo.at(-1);
  if (last === undefined) return undefined;
  turn.cursor.undo = turn.cursor.undo.slice(0, -1);
  for (const [step, reversal] of Object.entries(reversalsOf(last))) {
    const undone = answerOf(turn, step) ?? null;
    setAnswer(turn, step, revert(undone, reversal));
    dropUnreferenced(turn, step, writtenIn(undone));
  }
  turn.facts.savedAt = turn.at;
  return last;
}

/** Drops the words of those parts that neither the answer of the step nor an undo refers to any more. */
function dropUnreferenced(turn: StateChange, step: string, parts: readonly Part[]): void {
  const kept = new Set([
    ...partsOf(answerOf(turn, step)),
    ...turn.cursor.undo.flatMap((undo) => writtenInReversal(reversalsOf(undo)[step])).map(({ id }) => id),
  ]);
  giveUp(
    turn,
    parts.map(({ id }) => id).filter((id) => !kept.has(id)),
  );
}

/** Drops parts that nothing refers to. Parts that a pending version may refer to are kept until it has its outcome. */
function giveUp(turn: StateChange, parts: readonly number[]): void {
  const below = turn.facts.pending.at(-1)?.below ?? 0;
  const held = parts.filter((id) => id < below);
  if (held.length > 0) turn.facts.held = [...turn.facts.held, ...held];
  turn.dropped.push(...parts.filter((id) => id >= below));
}

/** Ids of the parts that an answer refers to. */
export function partsOf(answer: Answer | null | undefined): number[] {
  return writtenIn(answer).map((part) => part.id);
}
