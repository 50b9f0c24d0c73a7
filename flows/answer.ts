import { lengthOf } from './answers/complete.ts';
import { checkText } from './answers/text.ts';
import { findAsked } from './conditions.ts';
import type { AttachmentStep, ChoiceStep, ChoicesStep, ListStep, Step, TextStep } from './definition.ts';
import { questionActions, show } from './show.ts';
import type { Answer, Part } from './state.ts';
import { answerOf, changeAnswers, indexOf, lookupOf, position, type Turn } from './turn.ts';

/** Answers a choice and goes on. */
export function choose(turn: Turn, step: ChoiceStep, option: string): void {
  const present = answerOf(turn, step.id);
  if (present?.kind !== 'choice' || present.value !== option) {
    changeAnswers(turn, { [step.id]: { kind: 'choice', value: option, at: turn.at } });
  }
  advance(turn, 'saved');
}

/** Picks or unpicks one of several options; `none` and the others exclude each other. */
export function toggle(turn: Turn, step: ChoicesStep, option: string): void {
  const present = answerOf(turn, step.id);
  const picked = present?.kind === 'choices' ? present.values : [];
  const values = picked.includes(option)
    ? picked.filter((value) => value !== option)
    : [...picked.filter((value) => option !== step.none && value !== step.none), option];
  if (values.length > step.max) {
    return show(turn, { problem: { code: 'too-many', details: { count: step.max } } });
  }
  const answer: Answer | null = values.length === 0 ? null : { kind: 'choices', values, at: turn.at };
  changeAnswers(turn, { [step.id]: answer });
  show(turn, { note: 'saved' });
}

/** Makes `parts` the answer of a written question and says so; a short answer goes on at once. */
export function writeParts(turn: Turn, step: TextStep, parts: readonly Part[]): void {
  const present = answerOf(turn, step.id);
  const more = turn.cursor.open && present?.kind === 'text';
  const how = more ? 'more' : present?.kind === 'text' ? 'replaced' : 'new';
  changeAnswers(turn, { [step.id]: { kind: 'text', parts, at: turn.at } });
  turn.cursor.open = true;
  if (!step.long) return advance(turn, 'saved');
  turn.outputs.push({
    type: 'saved',
    how,
    length: lengthOf(parts),
    savedAt: turn.at,
    ...position(turn, step.id),
    choices: [],
    actions: questionActions(turn, step),
  });
}

/** Adds one item to a list, or to its last item if the channel had cut that in two. */
export function addItem(turn: Turn, step: ListStep, item: { part: Part; text: string }): void {
  const present = answerOf(turn, step.id);
  const items = present?.kind === 'list' ? present.items : [];
  const last = item.part.continues === true ? (items.at(-1) ?? []) : [];
  const whole = last.length > 0 ? items.slice(0, -1) : items;
  const problem =
    checkText(item.text, { max: step.maxLength, before: lengthOf(last) }) ??
    (whole.length >= step.max ? { code: 'too-many', details: { count: step.max } } : undefined);
  if (problem !== undefined) return show(turn, { problem });
  changeAnswers(turn, { [step.id]: { kind: 'list', items: [...whole, [...last, item.part]], at: turn.at } });
  show(turn, { note: 'saved' });
}

/** Takes an item out of a list, or a file out of an attachment. */
export function removeItem(turn: Turn, step: ListStep | AttachmentStep, index: number): void {
  const present = answerOf(turn, step.id);
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
export function advance(turn: Turn, note?: 'saved'): void {
  const next = findAsked(turn.flow, {
    from: indexOf(turn, turn.cursor.step),
    by: 1,
    lookup: lookupOf(turn),
  });
  const step = next === undefined ? undefined : turn.flow.steps[next];
  const { returnTo } = turn.cursor;
  if (returnTo !== null && step?.followUp !== true) {
    turn.cursor.place = returnTo;
    turn.cursor.returnTo = null;
    turn.cursor.open = false;
  } else if (step === undefined) {
    turn.cursor.place = 'review';
    turn.cursor.page = 0;
    turn.cursor.open = false;
  } else {
    goTo(turn, step);
  }
  show(turn, note === undefined ? {} : { note });
}

/** Stands at a step; what is written next replaces its answer. */
export function goTo(turn: Turn, step: Step): void {
  turn.cursor.place = 'step';
  turn.cursor.step = step.id;
  turn.cursor.open = false;
}
