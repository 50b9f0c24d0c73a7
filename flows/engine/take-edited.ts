import { lengthOf } from '../answers/complete.ts';
import { codePoints } from '../answers/normalize.ts';
import { checkText } from '../answers/text.ts';
import { isNothing } from '../answers/typed-words.ts';
import type { Step } from '../forms/definition.ts';
import type { Problem } from './events.ts';
import type { Answer, Part } from './state.ts';
import { addWords, answerOf, changeAnswers, position, stepOf, type Turn } from './turn.ts';

/** A part of a written answer, and the message it belongs to: for a list, the item. */
interface Found {
  step: Step;
  answer: Extract<Answer, { kind: 'text' | 'list' }>;
  part: Part;
  fellows: readonly Part[];
}

/**
 * Replaces the words of an answer when its message was edited, wherever the person stands. One undo restores the old
 * words and leads to their question. An edit of a message that is no answer, or cannot be one any more, changes nothing
 * and the person is told.
 */
export function takeEdited(turn: Turn, edited: { message: string; text: string }): void {
  const found = findPart(turn, edited.message);
  if (found === undefined) return miss(turn, { code: 'edit-not-an-answer' });
  const text = `${found.part.joint ?? ''}${edited.text}`;
  const problem = checkText(text, { max: longest(found.step), before: lengthWithout(found) });
  if (problem !== undefined) return miss(turn, problem);
  const { nothing: _nothing, ...kept } = found.part;
  const says = found.step.kind === 'list' && isNothing(text) ? { nothing: true as const } : {};
  const part = { ...kept, ...says, id: addWords(turn, text), length: codePoints(text) };
  const { id } = found.step;
  const shown = id === turn.cursor.step ? turn.cursor : { step: id, open: false };
  changeAnswers(turn, { [id]: withPart(found, { part, at: turn.at }) }, shown);
  const { submission } = turn.facts;
  turn.outputs.push({
    type: 'edited',
    length: lengthWithout(found) + part.length,
    ...position(turn, id),
    ...(submission === null ? {} : { submission: submission.number }),
  });
}

function miss(turn: Turn, problem: Problem): void {
  turn.outputs.push({ type: 'edit-missed', problem });
}

function findPart(turn: Turn, message: string): Found | undefined {
  for (const id of Object.keys(turn.before.draft.answers)) {
    const answer = answerOf(turn, id);
    const step = stepOf(turn, id);
    if (step === undefined || (answer?.kind !== 'text' && answer?.kind !== 'list')) continue;
    for (const fellows of answer.kind === 'text' ? [answer.parts] : answer.items) {
      const part = fellows.find((one) => one.message === message);
      if (part !== undefined) return { step, answer, part, fellows };
    }
  }
  return undefined;
}

function longest(step: Step): number {
  if (step.kind === 'text') return step.max;
  return step.kind === 'list' ? step.maxLength : 0;
}

function lengthWithout({ fellows, part }: Found): number {
  return lengthOf(fellows.filter((one) => one !== part));
}

function withPart({ answer, part: old }: Found, { part, at }: { part: Part; at: string }): Answer {
  const exchange = (parts: readonly Part[]) => parts.map((one) => (one === old ? part : one));
  return answer.kind === 'text'
    ? { ...answer, parts: exchange(answer.parts), at }
    : { ...answer, items: answer.items.map(exchange), at };
}
