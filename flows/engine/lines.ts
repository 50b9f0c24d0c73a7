import { codePoints } from '../answers/normalize.ts';
import { checkText } from '../answers/text.ts';
import type { ListStep } from '../forms/definition.ts';
import type { Part, UnconfirmedPart } from './state.ts';
import { addWords, answerOf, currentStep, type Turn } from './turn.ts';

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;
/** "1. ", "2)", "a) ", "- ", "• ". */
const BULLET = /^\s*(?:[-–—•*+·]\s+|(?:\d{1,2}|\p{L})[.)]\s+|\d{1,2}[.)](?=\p{L}))/u;

/** The lines of a text, without their numbers or bullets, if each could be an item of the list. Empty for a single line. */
export function readLines(step: ListStep, text: string): string[] {
  const lines = text
    .split(LINE_BREAK)
    .map((line) => line.replace(BULLET, '').trim())
    .filter((line) => line !== '');
  const fit = lines.every((line) => checkText(line, { max: step.maxLength, before: 0 }) === undefined);
  return fit && lines.length > 1 ? lines : [];
}

/** Makes one part of each line of a text. */
export function lineParts(turn: Turn, lines: readonly string[]): Part[] {
  return lines.map((text) => ({ id: addWords(turn, text), length: codePoints(text) }));
}

/** The parts that unconfirmed text becomes if each line is an item. Empty if no text has several lines. */
export function linesOf(unconfirmed: readonly UnconfirmedPart[]): Part[] {
  if (unconfirmed.every(({ lines }) => lines === undefined)) return [];
  return unconfirmed.flatMap(({ few: _few, lines, ...part }) => lines ?? [part]);
}

/** Whether all lines of the unconfirmed text fit into the list as items. */
export function canSplit(turn: Turn): boolean {
  const step = currentStep(turn);
  const answer = answerOf(turn, step.id);
  const lines = linesOf(turn.cursor.unconfirmed).filter(({ continues }) => continues !== true).length;
  const present = answer?.kind === 'list' ? answer.items.length : 0;
  return step.kind === 'list' && lines > 0 && present + lines <= step.max;
}

/** Whether the unconfirmed text can be stored as it was sent: as the answer, or as one item for each message. */
export function canKeep(turn: Turn): boolean {
  const step = currentStep(turn);
  const tooLong = (part: UnconfirmedPart) => step.kind === 'list' && part.length > step.maxLength;
  return turn.cursor.unconfirmed.every((part) => part.lines === undefined || !tooLong(part));
}
