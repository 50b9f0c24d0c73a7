import { codePoints } from '../answers/normalize.ts';
import { checkText } from '../answers/text.ts';
import type { ListStep } from '../forms/definition.ts';
import type { LatePart, Part } from './state.ts';
import { addWords, answerOf, currentStep, type Turn } from './turn.ts';

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;
/** "1. ", "2)", "a) ", "- ", "• ". */
const BULLET = /^\s*(?:[-–—•*+·]\s+|(?:\d{1,2}|\p{L})[.)]\s+|\d{1,2}[.)](?=\p{L}))/u;

/** The lines of a text, without what numbers them, if each could be an item of the list; none of a single line. */
export function readLines(step: ListStep, text: string): string[] {
  const lines = text
    .split(LINE_BREAK)
    .map((line) => line.replace(BULLET, '').trim())
    .filter((line) => line !== '');
  const fit = lines.every((line) => checkText(line, { max: step.maxLength, before: 0 }) === undefined);
  return fit && lines.length > 1 ? lines : [];
}

/** The parts that the lines of a text are, each a part of its own. */
export function lineParts(turn: Turn, lines: readonly string[]): Part[] {
  return lines.map((text) => ({ id: addWords(turn, text), length: codePoints(text) }));
}

/** All parts that waiting text becomes if its lines are items; nothing where no text has lines. */
export function linesOf(late: readonly LatePart[]): Part[] {
  if (late.every(({ lines }) => lines === undefined)) return [];
  return late.flatMap(({ few: _few, lines, ...part }) => lines ?? [part]);
}

/** Whether the lines of what waits can all become items of the list. */
export function canSplit(turn: Turn): boolean {
  const step = currentStep(turn);
  const answer = answerOf(turn, step.id);
  const lines = linesOf(turn.cursor.late).filter(({ continues }) => continues !== true).length;
  const present = answer?.kind === 'list' ? answer.items.length : 0;
  return step.kind === 'list' && lines > 0 && present + lines <= step.max;
}

/** Whether what waits can become the answer, or one item for each message, as it was sent. */
export function canKeep(turn: Turn): boolean {
  const step = currentStep(turn);
  const tooLong = (part: LatePart) => step.kind === 'list' && part.length > step.maxLength;
  return turn.cursor.late.every((part) => part.lines === undefined || !tooLong(part));
}
