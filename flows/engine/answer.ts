import { lengthOf, whyIncomplete } from '../answers/complete.ts';
import { checkText } from '../answers/text.ts';
import type {
  AttachmentStep,
  ChoiceStep,
  ChoicesStep,
  ListStep,
  PickStep,
  Step,
  TextStep,
} from '../forms/definition.ts';
import { nextQuestion } from './asked.ts';
import { findAsked, isAsked } from './conditions.ts';
import type { Problem, Typed } from './events.ts';
import { type Extras, lastMark, questionActions, show } from './show.ts';
import type { Answer, Part } from './state.ts';
import { answerOf, changeAnswers, endEdit, indexOf, lookupOf, position, type Turn } from './turn.ts';

/** Answers a choice and goes on. */
export function choose(turn: Turn, step: ChoiceStep | PickStep, option: string): void {
  const present = answerOf(turn, step.id);
  if (present?.kind !== 'choice' || present.value !== option) {
    changeAnswers(turn, { [step.id]: { kind: 'choice', value: option, at: turn.at } });
  }
  advance(turn, { note: 'saved' });
}

/** Picks or unpicks one of several options; `none` and the others exclude each other. */
export function toggle(turn: Turn, step: ChoicesStep, option: string): void {
  const present = answerOf(turn, step.id);
  const known = step.options.map(({ id }) => id);
  const picked = present?.kind === 'choices' ? present.values.filter((value) => known.includes(value)) : [];
  const adds = !picked.includes(option);
  const values = adds
    ? [...picked.filter((value) => option !== step.none && value !== step.none), option]
    : picked.filter((value) => value !== option);
  if (adds && values.length > step.max) {
    return show(turn, { problem: { code: 'too-many', details: { count: step.max } } });
  }
  const answer: Answer | null = values.length === 0 ? null : { kind: 'choices', values, at: turn.at };
  changeAnswers(turn, { [step.id]: answer });
  show(turn, { note: 'saved' });
}

/** The most messages that one written answer may consist of: every step reads all of them. */
const MOST_PARTS = 200;

/** Why a message cannot become one more part of a written answer; nothing if it can. */
export function checkPart(
  step: TextStep,
  { kept, typed }: { kept: readonly Part[]; typed: Typed },
): Problem | undefined {
  const problem = checkText(typed.text, { max: step.max, before: lengthOf(kept) });
  if (problem !== undefined || kept.length < MOST_PARTS) return problem;
  return { code: 'too-many-messages', details: { count: MOST_PARTS } };
}

/** Makes `parts` the answer of a written question and says so; a short answer goes on at once. */
export function writeParts(turn: Turn, step: TextStep, parts: readonly Part[]): void {
  const present = answerOf(turn, step.id);
  const more = turn.cursor.open && present?.kind === 'text';
  const how = more ? 'more' : present?.kind === 'text' ? 'replaced' : 'new';
  changeAnswers(turn, { [step.id]: { kind: 'text', parts, at: turn.at } });
  turn.cursor.open = true;
  if (!step.long) {
    const problem = whyIncomplete(step, answerOf(turn, step.id));
    return problem === undefined ? advance(turn, { note: 'saved' }) : show(turn, { problem });
  }
  turn.outputs.push({
    type: 'saved',
    how,
    length: lengthOf(parts),
    savedAt: turn.at,
    ...lastMark(turn),
    ...position(turn, step.id),
    choices: [],
    actions: questionActions(turn, step),
  });
}

/**
 * The items of a list with more parts: each is an item, but for the rest of a message that was cut, and for one that says
 * that there is nothing, where there is something.
 */
export function itemsOf(
  turn: Turn,
  step: ListStep,
  more: readonly Part[] = [],
): readonly (readonly Part[])[] {
  const present = answerOf(turn, step.id);
  const items = present?.kind === 'list' ? [...present.items] : [];
  for (const part of more) {
    const begun = part.continues === true ? (items.pop() ?? []) : [];
    items.push([...begun, part]);
  }
  const real = items.filter((item) => !item.every(({ nothing }) => nothing === true));
  return real.length > 0 ? real : items;
}

/** Why a message cannot become an item, or the rest of the last one; nothing if it can. */
export function checkItem(
  step: ListStep,
  { items, typed }: { items: readonly (readonly Part[])[]; typed: Typed },
): Problem | undefined {
  const rest = typed.continues === true;
  const before = rest ? lengthOf(items.at(-1) ?? []) : 0;
  const problem = checkText(typed.text, { max: step.maxLength, before });
  if (problem !== undefined || rest || items.length < step.max) return problem;
  return { code: 'too-many', details: { count: step.max } };
}

/** Adds items to a list and says so. */
export function addItems(turn: Turn, step: ListStep, parts: readonly Part[]): void {
  putItems(turn, step, parts);
  show(turn, { note: 'saved' });
}

/** Adds items to a list. */
export function putItems(turn: Turn, step: ListStep, parts: readonly Part[]): void {
  const items = itemsOf(turn, step, parts);
  const kept = new Set(items.flat());
  turn.dropped.push(...parts.filter((part) => !kept.has(part)).map(({ id }) => id));
  changeAnswers(turn, { [step.id]: { kind: 'list', items, at: turn.at } });
}

/** Takes an item out of a list, or a file out of an attachment. */
export function removeItem(turn: Turn, step: ListStep | AttachmentStep, index: number): void {
  const present = answerOf(turn, step.id);
  const held = present?.kind === 'list' ? present.items : present?.kind === 'attachment' ? present.files : [];
  if (held[index] === undefined) return show(turn);
  if (present?.kind === 'list') {
    const items = present.items.filter((_, place) => place !== index);
    changeAnswers(turn, { [step.id]: items.length === 0 ? null : { ...present, items, at: turn.at } });
  }
  if (present?.kind === 'attachment') {
    const files = present.files.filter((_, place) => place !== index);
    changeAnswers(turn, { [step.id]: files.length === 0 ? null : { ...present, files, at: turn.at } });
  }
  show(turn, { note: 'saved' });
}

/** Goes to the next step that is asked, back to where the edit began, or to the review after the last one. */
export function advance(turn: Turn, extras: Extras = {}): void {
  const next = nextQuestion(turn);
  const { edit } = turn.cursor;
  if (next !== undefined) {
    goTo(turn, next);
  } else if (edit !== null) {
    endEdit(turn);
    turn.cursor.place = edit.place;
  } else {
    turn.cursor.place = 'review';
    turn.cursor.page = 0;
    turn.cursor.open = false;
  }
  show(turn, extras);
}

/** Stands at a step; what is written next replaces its answer. */
export function goTo(turn: Turn, step: Step): void {
  turn.cursor.place = 'step';
  turn.cursor.step = step.id;
  turn.cursor.open = false;
}

/** Stands at the present step or, should it no longer be asked, at the nearest one before it. */
export function standAtAsked(turn: Turn): void {
  const index = indexOf(turn, turn.cursor.step);
  const here = turn.flow.steps[index] as Step;
  turn.cursor.place = 'step';
  if (isAsked(here, lookupOf(turn))) return;
  const before = findAsked(turn.flow, { from: index, by: -1, lookup: lookupOf(turn) });
  goTo(turn, turn.flow.steps[before ?? 0] as Step);
}
