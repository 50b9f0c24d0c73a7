import { type Condition, type Flow, isNumbered, type Step } from '../forms/definition.ts';
import type { Answer } from './state.ts';

/** Finds the present answer of a step. */
export type Lookup = (step: string) => Answer | undefined;

/** Whether the step is asked, given the answers so far. */
export function isAsked(step: Step, lookup: Lookup): boolean {
  return step.when === undefined || isMet(step.when, lookup);
}

function isMet(condition: Condition, lookup: Lookup): boolean {
  if ('any' in condition) return condition.any.some((part) => isMet(part, lookup));
  if ('all' in condition) return condition.all.every((part) => isMet(part, lookup));
  const values = valuesOf(lookup(condition.answer));
  if ('is' in condition) return values.some((value) => condition.is.includes(value));
  return values.some((value) => !condition.isNot.includes(value));
}

function valuesOf(answer: Answer | undefined): readonly string[] {
  if (answer?.kind === 'choice') return [answer.value];
  return answer?.kind === 'choices' ? answer.values : [];
}

/** Index of the first step after (`by` 1) or before (`by` -1) `from` that is asked; undefined at the end. */
export function findAsked(flow: Flow, way: { from: number; by: 1 | -1; lookup: Lookup }): number | undefined {
  for (let index = way.from + way.by; index >= 0 && index < flow.steps.length; index += way.by) {
    if (isAsked(flow.steps[index] as Step, way.lookup)) return index;
  }
  return undefined;
}

/** Where a step stands: "Câu `number`/`total` · phần `part`/`parts`", of what is asked given the answers so far. */
export interface Position {
  number: number;
  total: number;
  /** 1 for the question itself; its follow-ups are further parts. */
  part: number;
  parts: number;
}

/** The position of the step at `index`; looks at nothing beyond the parts of its question. */
export function positionOf(flow: Flow, index: number, lookup: Lookup): Position {
  const asked = flow.conditional.filter((place) => isAsked(flow.steps[place] as Step, lookup));
  const number = (flow.numbers[index] ?? 0) + asked.filter((place) => place <= index).length;
  const total = (flow.numbers.at(-1) ?? 0) + asked.length;
  let first = index;
  while (first > 0 && !isNumbered(flow.steps[first] as Step)) first -= 1;
  let part = 0;
  let parts = 0;
  for (let place = first; place < flow.steps.length; place += 1) {
    const step = flow.steps[place] as Step;
    if (place > first && isNumbered(step)) break;
    if (step.kind === 'info' || !isAsked(step, lookup)) continue;
    parts += 1;
    if (place <= index) part += 1;
  }
  return { number, total, part: Math.max(1, part), parts: Math.max(1, parts) };
}
