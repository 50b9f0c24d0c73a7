import { z } from 'zod';
import type { Step } from '../../flows/forms/definition.ts';
import { findOptionOf } from '../words/context.ts';

const Text = z.strictObject({ vi: z.string(), en: z.string() });
const Labelled = { value: z.string(), label: Text };

/** The value of one answer as a submission keeps it: complete in itself, with the labels as they were. */
export const SubmittedValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('list'), items: z.array(z.string()).readonly() }),
  z.strictObject({ kind: z.literal('choice'), ...Labelled }),
  z.strictObject({ kind: z.literal('choices'), values: z.array(z.strictObject(Labelled)).readonly() }),
  z.strictObject({ kind: z.literal('number'), value: z.number() }),
  z.strictObject({ kind: z.literal('date'), value: z.string() }),
  z.strictObject({
    kind: z.literal('attachment'),
    files: z.array(z.strictObject({ id: z.string(), name: z.string() })).readonly(),
  }),
  z.strictObject({ kind: z.literal('confirm') }),
  z.strictObject({ kind: z.literal('skipped') }),
  /** The question was asked and left open. */
  z.strictObject({ kind: z.literal('none') }),
]);

export type SubmittedValue = z.infer<typeof SubmittedValue>;

/** One answer of a submission with the question as it was asked, before its value is sealed. */
export const SubmittedAnswer = z.strictObject({
  step: z.string(),
  kind: z.string(),
  section: Text,
  heading: Text,
  prompt: Text,
  answeredAt: z.date().nullable(),
  retired: z.boolean(),
  value: SubmittedValue,
});

export type SubmittedAnswer = z.infer<typeof SubmittedAnswer>;

/** What was picked, with the label that its question gives it; `gone` says that the question no longer has it. */
export function labelledOption(
  value: string,
  step: Step | undefined,
  gone: z.infer<typeof Text>,
): { value: string; label: z.infer<typeof Text> } {
  const option = step === undefined ? undefined : findOptionOf(step, value);
  return { value, label: option?.label ?? gone };
}
