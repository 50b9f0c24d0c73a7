import { addItem, advance, choose, toggle, writeParts } from './answer.ts';
import { findOption } from './answers/choice.ts';
import { lengthOf } from './answers/complete.ts';
import { parseDate } from './answers/date.ts';
import { parseNumber } from './answers/number.ts';
import { checkText } from './answers/text.ts';
import type { DateStep, ListStep, NumberStep, Step, TextStep } from './definition.ts';
import type { Problem } from './events.ts';
import { show } from './show.ts';
import type { FileReference } from './state.ts';
import { addPart, answerOf, changeAnswers, currentStep, type Turn } from './turn.ts';

/** Text after a silence of this length is not taken for an answer without asking. */
const LATE_AFTER_MS = 12 * 60 * 60 * 1000;

interface Typed {
  text: string;
  continues?: boolean;
}

/** Takes a written message at the present place. */
export function takeText(turn: Turn, typed: Typed): void {
  const step = currentStep(turn);
  if (turn.cursor.place === 'late') return holdLate(turn, typed);
  if (turn.cursor.place !== 'step') return show(turn, { problem: { code: 'no-question-here' } });
  if (!isLate(turn)) return answerWith(turn, step, typed);
  if (step.kind === 'text' || step.kind === 'list') return holdLate(turn, typed);
  show(turn, { note: 'resumed' });
}

function isLate(turn: Turn): boolean {
  return Date.parse(turn.at) - Date.parse(turn.before.cursor.touchedAt) > LATE_AFTER_MS;
}

function holdLate(turn: Turn, typed: Typed): void {
  const step = currentStep(turn) as TextStep | ListStep;
  const max = step.kind === 'text' ? step.max : step.maxLength;
  const problem = checkText(typed.text, { max, before: lengthOf(turn.cursor.late) });
  if (problem === undefined) {
    turn.cursor.late = [...turn.cursor.late, addPart(turn, typed)];
    turn.cursor.place = 'late';
  }
  show(turn, { problem });
}

function answerWith(turn: Turn, step: Step, typed: Typed): void {
  switch (step.kind) {
    case 'text':
      return takeWriting(turn, step, typed);
    case 'list':
      return addItem(turn, step, { part: addPart(turn, typed), text: typed.text });
    case 'choice':
    case 'choices': {
      const option = findOption(step.options, typed.text);
      if (option === undefined) return show(turn, { problem: { code: 'not-an-option' } });
      return step.kind === 'choice' ? choose(turn, step, option.id) : toggle(turn, step, option.id);
    }
    case 'number':
      return takeValue(turn, step, parseNumber(step, typed.text));
    case 'date':
      return takeValue(turn, step, parseDate(step, typed.text));
    case 'confirm':
      return show(turn, { problem: { code: 'confirm-needed' } });
    case 'info':
      return show(turn, { problem: { code: 'no-question-here' } });
    case 'attachment':
      return show(turn, { problem: { code: 'file-needed' } });
  }
}

function takeWriting(turn: Turn, step: TextStep, typed: Typed): void {
  const present = answerOf(turn, step.id);
  const kept = turn.cursor.open && present?.kind === 'text' ? present.parts : [];
  const problem = checkText(typed.text, { max: step.max, before: lengthOf(kept) });
  if (problem !== undefined) return show(turn, { problem });
  writeParts(turn, step, [...kept, addPart(turn, typed)]);
}

type Parsed<Value> = { value: Value } | { problem: Problem };

function takeValue(turn: Turn, step: NumberStep | DateStep, parsed: Parsed<number> | Parsed<string>): void {
  if ('problem' in parsed) return show(turn, { problem: parsed.problem });
  const { value } = parsed;
  const answer =
    typeof value === 'number'
      ? ({ kind: 'number', value, at: turn.at } as const)
      : ({ kind: 'date', value, at: turn.at } as const);
  changeAnswers(turn, { [step.id]: answer });
  advance(turn, 'saved');
}

/** Takes a file at the present place. */
export function takeFile(turn: Turn, file: FileReference): void {
  const step = currentStep(turn);
  if (turn.cursor.place !== 'step' || step.kind !== 'attachment') {
    return show(turn, { problem: { code: 'no-file-here' } });
  }
  const present = answerOf(turn, step.id);
  const files = present?.kind === 'attachment' ? present.files : [];
  if (files.length >= step.max) {
    return show(turn, { problem: { code: 'too-many', details: { count: step.max } } });
  }
  changeAnswers(turn, { [step.id]: { kind: 'attachment', files: [...files, file], at: turn.at } });
  show(turn, { note: 'saved' });
}
