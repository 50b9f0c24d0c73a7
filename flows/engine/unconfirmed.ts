import type { TextStep } from '../forms/definition.ts';
import { addItems, checkItem, checkPart, goTo, itemsOf, standAtAsked, writeParts } from './answer.ts';
import type { Action, Problem, Typed } from './events.ts';
import { canKeep, canSplit, lineParts, linesOf, readLines } from './lines.ts';
import { canKeepHere, findReplied, repliedTo } from './replies.ts';
import { show } from './show.ts';
import type { Part, UnconfirmedPart } from './state.ts';
import { addPart, answerOf, currentStep, openParts, type Turn } from './turn.ts';

/** A text that comes after a silence of this length is stored only after the person confirms it. */
const SILENCE_MS = 12 * 60 * 60 * 1000;

/** Whether the person comes back after a long silence. */
export function isAfterSilence(turn: Turn): boolean {
  return Date.parse(turn.at) - Date.parse(turn.before.cursor.touchedAt) > SILENCE_MS;
}

/** Whether the person must confirm a message before it becomes an answer, although it is for the current question. */
export function isAskedAbout(turn: Turn, typed: Typed): boolean {
  const step = currentStep(turn);
  if (step.kind === 'text') return step.long && typed.few === true;
  return step.kind === 'list' && (typed.few === true || readLines(step, typed.text).length > 0);
}

/**
 * Whether a message is refused until the person has decided on the text before it: both have only a few letters, or the
 * text before is a reply and this message is not the rest of it.
 */
export function isAskedAlready({ cursor }: Turn, typed: Typed): boolean {
  if (repliedTo(cursor) !== undefined) return typed.continues !== true;
  return typed.few === true && cursor.unconfirmed.every(({ few }) => few === true);
}

/** Sets a message aside and asks whether it answers the question. What could not be stored anyway is refused at once. */
export function setAside(turn: Turn, typed: Typed): void {
  const lines = linesIn(turn, typed);
  const problem = whyRefused(turn, typed, lines);
  if (problem === undefined) {
    if (typed.continues === true) giveUpLines(turn);
    turn.cursor.unconfirmed = [...turn.cursor.unconfirmed, unconfirmedPart(turn, typed, lines)];
    turn.cursor.place = 'unconfirmed';
  } else if (problem.code === 'secret' && typed.continues === true) {
    dropSecret(turn);
  }
  show(turn, { problem });
}

/** Sets a reply to another question aside and asks which question it is for. */
export function takeReply(turn: Turn, typed: Typed & { replyTo: string }): void {
  if (turn.cursor.unconfirmed.length > 0) {
    turn.cursor.place = 'unconfirmed';
    return show(turn, { problem: { code: 'asked-already' } });
  }
  if (findReplied(turn, typed.replyTo) === undefined) {
    return show(turn, { problem: { code: 'reply-elsewhere' } });
  }
  standAtAsked(turn);
  const { replyTo, ...rest } = typed;
  setAside(turn, replyTo === turn.cursor.step ? { ...rest, unsure: true } : typed);
}

function linesIn(turn: Turn, typed: Typed): string[] {
  const step = currentStep(turn);
  const isReply = typed.replyTo !== undefined;
  return step.kind === 'list' && typed.continues !== true && !isReply ? readLines(step, typed.text) : [];
}

function unconfirmedPart(turn: Turn, typed: Typed, lines: readonly string[]): UnconfirmedPart {
  const isMeant = typed.unsure !== true && !isAfterSilence(turn);
  const part = addPart(turn, typed);
  const replied = typed.replyTo ?? repliedTo(turn.cursor);
  if (replied !== undefined) {
    turn.cursor.tail = replied;
    return { ...part, replyTo: replied };
  }
  if (lines.length > 0) return { ...part, lines: lineParts(turn, lines) };
  return typed.few === true && isMeant ? { ...part, few: true } : part;
}

function whyRefused(turn: Turn, typed: Typed, lines: readonly string[]): Problem | undefined {
  const { unconfirmed } = turn.cursor;
  const replied = typed.replyTo ?? repliedTo(turn.cursor);
  const step = replied === undefined ? currentStep(turn) : findReplied(turn, replied);
  if (step?.kind === 'list') {
    const problem = checkItem(step, { items: itemsOf(turn, step, unconfirmed), typed });
    const room =
      step.max -
      itemsOf(turn, step, linesOf(unconfirmed).length > 0 ? linesOf(unconfirmed) : unconfirmed).length;
    // A text that is too long for one item may still fit as several.
    return problem?.code === 'too-long' && lines.length > 0 && lines.length <= room ? undefined : problem;
  }
  if (step?.kind !== 'text') return { code: 'no-question-here' };
  const kept = replied === undefined ? openParts(turn, step) : writtenParts(turn, step);
  return checkPart(step, { kept: [...kept, ...unconfirmed], typed });
}

function writtenParts(turn: Turn, step: TextStep): readonly Part[] {
  const answer = answerOf(turn, step.id);
  return answer?.kind === 'text' ? answer.parts : [];
}

/**
 * Drops an unconfirmed text that says that there is nothing, because another text follows it; false if there is none. A
 * reply is not dropped: the person decides which question it is for.
 */
export function giveUpNothing(turn: Turn): boolean {
  if (repliedTo(turn.cursor) !== undefined) return false;
  const [nothing, rest] = [true, false].map((is) =>
    turn.cursor.unconfirmed.filter((one) => (one.nothing === true) === is),
  );
  if (nothing === undefined || rest === undefined || nothing.length === 0) return false;
  turn.dropped.push(...nothing.flatMap(idsOf));
  turn.cursor.unconfirmed = rest;
  if (rest.length === 0) turn.cursor.place = 'step';
  return true;
}

/** A text that the channel had cut is one text: stop offering to split its first piece into lines. */
function giveUpLines(turn: Turn): void {
  turn.cursor.unconfirmed = turn.cursor.unconfirmed.map(({ lines, ...part }, index, { length }) => {
    if (lines === undefined || index < length - 1) return lines === undefined ? part : { ...part, lines };
    turn.dropped.push(...lines.map(({ id }) => id));
    return part;
  });
}

/**
 * Whether a message is stored directly although a text of a few letters is still unconfirmed. A real answer that follows
 * such a text needs no confirmation, nor does the rest of an answer that the channel had cut.
 */
export function isBesideFew(turn: Turn, typed: Typed): boolean {
  const { unconfirmed } = turn.cursor;
  const step = currentStep(turn);
  const takes = step.kind === 'text' ? step.long : step.kind === 'list' && linesIn(turn, typed).length === 0;
  if (!takes || unconfirmed.some(({ few }) => few !== true)) return false;
  if (typed.continues === true) return unconfirmed.at(-1)?.id !== turn.facts.nextPart - 1;
  return typed.few !== true && typed.unsure !== true && !isAfterSilence(turn);
}

/** Removes all pieces of a message when a later piece turns out to carry a mark of state secrecy. */
function dropSecret(turn: Turn): void {
  const { unconfirmed } = turn.cursor;
  const begin = unconfirmed.findLastIndex((part) => part.continues !== true);
  turn.dropped.push(...unconfirmed.slice(begin).flatMap(idsOf));
  turn.cursor.unconfirmed = unconfirmed.slice(0, begin);
  if (turn.cursor.unconfirmed.length === 0) turn.cursor.place = 'step';
}

/**
 * Stores the unconfirmed text as an answer or drops it, as the person decides. Before that they may leave, or look at the
 * overview and the review; any other action shows the question about the text again.
 */
export function decideUnconfirmed(turn: Turn, action: Action): void {
  const { unconfirmed } = turn.cursor;
  switch (action.do) {
    case 'drop-text':
      dropUnconfirmed(turn);
      return show(turn);
    case 'keep-text':
      return keepUnconfirmed(
        turn,
        mayKeep(turn) ? unconfirmed.map(wholePart) : undefined,
        unconfirmed.flatMap(lineIdsOf),
      );
    case 'keep-reply':
      return keepReply(turn);
    case 'split-text': {
      const whole = unconfirmed.filter(({ lines }) => lines !== undefined).map(({ id }) => id);
      return keepUnconfirmed(turn, canSplit(turn) ? linesOf(unconfirmed) : undefined, whole);
    }
    case 'leave':
      turn.cursor.place = 'rest';
      return show(turn);
    case 'overview':
    case 'review':
      turn.cursor.place = action.do;
      turn.cursor.page = action.page;
      return show(turn);
    default:
      turn.cursor.place = 'unconfirmed';
      return show(turn, action.do === 'resume' ? {} : { problem: { code: 'decide-first' } });
  }
}

function mayKeep(turn: Turn): boolean {
  return repliedTo(turn.cursor) === undefined ? canKeep(turn) : canKeepHere(turn);
}

/** Makes `parts` the answer, and drops `others`: the same words as one item instead of several, or the reverse. */
function keepUnconfirmed(turn: Turn, parts: readonly Part[] | undefined, others: readonly number[]): void {
  const step = currentStep(turn);
  if (parts === undefined) return show(turn, { problem: { code: 'decide-first' } });
  if (step.kind !== 'text' && step.kind !== 'list')
    return show(turn, { problem: { code: 'no-question-here' } });
  leaveUnconfirmed(turn);
  turn.dropped.push(...others);
  if (step.kind === 'list') return addItems(turn, step, parts);
  writeParts(turn, step, withWaiting(turn, step, parts));
}

/**
 * The parts of an answer with those that waited. Messages that were stored meanwhile come after them, also where the
 * question was left since, by a change of the form.
 */
export function withWaiting(turn: Turn, step: TextStep, parts: readonly Part[]): readonly Part[] {
  const isLater = ({ id }: Part) => id > (parts[0]?.id ?? 0);
  const before = openParts(turn, step).filter((part) => !isLater(part));
  return [...before, ...parts, ...writtenParts(turn, step).filter(isLater)];
}

/** Adds a reply to the answer of its question. It is an edit, which returns to where the person stood. */
function keepReply(turn: Turn): void {
  const { unconfirmed, step: from, open, edit } = turn.cursor;
  const step = findReplied(turn, repliedTo(turn.cursor));
  if (step === undefined) return show(turn, { problem: { code: 'decide-first' } });
  leaveUnconfirmed(turn);
  if (step.id !== from) {
    turn.cursor.edit = { ...(edit ?? { place: 'overview', from, open }), edited: step.id };
    goTo(turn, step);
  }
  turn.cursor.open = true;
  const parts = unconfirmed.map(wholePart);
  if (step.kind === 'list') return addItems(turn, step, parts);
  writeParts(turn, step, [...writtenParts(turn, step), ...parts]);
}

/** An unconfirmed text as a part of an answer. */
export function wholePart({ few: _few, lines: _lines, replyTo: _replyTo, ...part }: UnconfirmedPart): Part {
  return part;
}

function idsOf(part: UnconfirmedPart): number[] {
  return [part.id, ...lineIdsOf(part)];
}

function lineIdsOf({ lines = [] }: UnconfirmedPart): number[] {
  return lines.map(({ id }) => id);
}

/** Drops the unconfirmed text for good. */
export function dropUnconfirmed(turn: Turn): void {
  turn.dropped.push(...turn.cursor.unconfirmed.flatMap(idsOf));
  leaveUnconfirmed(turn);
}

/** Goes on at the question, as if no text waited. */
export function leaveUnconfirmed(turn: Turn): void {
  turn.cursor.unconfirmed = [];
  turn.cursor.place = 'step';
}
