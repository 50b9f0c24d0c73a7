import { codePoints } from '../answers/normalize.ts';
import { type ChoiceStep, LANGUAGES, type TextStep } from '../forms/definition.ts';
import { checkPart } from './answer.ts';
import { isAsked } from './conditions.ts';
import type { Problem, Typed } from './events.ts';
import { show } from './show.ts';
import { addPart, answerOf, changeAnswers, currentStep, lookupOf, type Turn } from './turn.ts';

/** The question that a long text is for where another one asks for a choice: the only one that is answered in writing. */
export function writingQuestion(turn: Turn): TextStep | undefined {
  if (currentStep(turn).kind !== 'choice') return undefined;
  const writings = turn.flow.steps.filter(({ kind }) => kind === 'text' || kind === 'list');
  const [only] = writings;
  const isOnly = only?.kind === 'text' && only.long && writings.length === 1;
  return isOnly && isAsked(only, lookupOf(turn)) ? only : undefined;
}

/** A text this many times as long as the longest option, and of a sentence at least, was hardly meant as a choice. */
const TIMES_AS_LONG = 2;
const SENTENCE_LENGTH = 30;

/** Whether a text that is none of the options says much more than any of them. */
export function saysMore({ options }: ChoiceStep, { text, continues }: Typed): boolean {
  const names = options.flatMap(({ label }) => LANGUAGES.map((language) => label[language]));
  const least = Math.max(SENTENCE_LENGTH, ...names.map((name) => TIMES_AS_LONG * codePoints(name)));
  return continues === true || codePoints(text) >= least;
}

/** Adds a text to the answer of that question and says so; the person is still asked for the choice. */
export function keepInWriting(turn: Turn, step: TextStep, typed: Typed): Problem | undefined {
  const present = answerOf(turn, step.id);
  const kept = present?.kind === 'text' ? present.parts : [];
  const problem = checkPart(step, { kept, typed });
  if (problem !== undefined) return problem;
  const part = addPart(turn, typed);
  turn.cursor.tail = step.id;
  changeAnswers(turn, { [step.id]: { kind: 'text', parts: [...kept, part], at: turn.at } });
  show(turn, { stored: step.id });
  return undefined;
}
