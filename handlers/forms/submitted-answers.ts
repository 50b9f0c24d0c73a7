import { joinParts } from '../../flows/answers/join.ts';
import type { SubmitEffect } from '../../flows/engine/events.ts';
import type { Answer } from '../../flows/engine/state.ts';
import type { Flow, Step, Text } from '../../flows/forms/definition.ts';
import type { Sources } from '../queries/sources.ts';
import { labelledOption, type SubmittedValue } from './submitted-value.ts';

/** What a version was made of: what was frozen, the flow that it was asked by, and the words of its parts. */
interface Frozen {
  frozen: SubmitEffect;
  flow: Flow;
  texts: ReadonlyMap<number, string>;
  sayInAll: Sources['sayInAll'];
}

/** The answers of a version that was handed in, each complete in itself, in the order of the form. */
export function submittedAnswers(version: Frozen) {
  return inFormOrder(version).map(([id, answer]) => submitAnswer(version, { id, answer }));
}

/** Every question that was asked, in the order of the form; then what is no longer asked. */
function inFormOrder({ frozen, flow }: Frozen): (readonly [string, Answer | null])[] {
  const place = (id: string) => flow.indexOf.get(id) ?? flow.steps.length;
  const all = [...frozen.answers, ...frozen.unanswered.map((id) => [id, null] as const)];
  return all.toSorted(([one], [other]) => place(one) - place(other));
}

function submitAnswer(version: Frozen, of: { id: string; answer: Answer | null }) {
  const { flow, frozen, sayInAll } = version;
  const { id, answer } = of;
  const step = flow.steps[flow.indexOf.get(id) ?? -1];
  const retired = frozen.retired[id];
  // Where nobody knows any more what a question was called, its id stands in its place.
  const known = retired?.vi === id ? undefined : retired;
  const heading: Text = known ?? step?.heading ?? sayInAll('chat:answer.question-gone');
  return {
    step: id,
    kind: answer?.kind ?? 'none',
    section: step?.section ?? heading,
    heading,
    prompt: step?.prompt ?? heading,
    answeredAt: answer === null ? null : new Date(answer.at),
    retired: retired !== undefined,
    value: answer === null ? ({ kind: 'none' } as const) : toValue(answer, step, version),
  };
}

function toValue(answer: Answer, step: Step | undefined, { texts, sayInAll }: Frozen): SubmittedValue {
  const label = (value: string) => labelledOption(value, step, sayInAll('chat:answer.option-gone'));
  switch (answer.kind) {
    case 'text':
      return { kind: 'text', text: joinParts(answer.parts, texts) };
    case 'list':
      return { kind: 'list', items: answer.items.map((item) => joinParts(item, texts)) };
    case 'choice':
      return { kind: 'choice', ...label(answer.value) };
    case 'choices':
      return { kind: 'choices', values: answer.values.map(label) };
    case 'attachment':
      return { kind: 'attachment', files: answer.files };
    case 'number':
      return { kind: 'number', value: answer.value };
    case 'date':
      return { kind: 'date', value: answer.value };
    case 'confirm':
    case 'skipped':
      return { kind: answer.kind };
  }
}
