import type { Flow, Language, Option, Step, Text } from '../../flows/forms/definition.ts';

/** Returns a sentence of the locale files in one language; the key is `namespace:path`, `values` fill placeholders. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What every form says in words of its own, below `chat:forms.<name>`; `withdrawn…` where it can be withdrawn. */
export const FORM_SAYINGS = [
  'name',
  'overview',
  'review',
  'ready',
  'submit',
  // What is typed for it, also said in sentences: "nên chưa … được".
  'submit-word',
  'submitted.title',
  'submitted.text',
  'submitted.help',
  'recorded.title',
  'recorded.text',
  'refused.title',
  'refused.text',
  'withdrawn',
  'withdrawn-help',
] as const;

/** A link that opens the bot on a messenger and hands it the code of an invitation. */
export interface InvitationLink {
  /** The messenger, as people call it. */
  app: string;
  link: string;
}

/** All that presenters need to put an output into words. */
export interface PresentContext {
  language: Language;
  t: Translate;
  now: Date;
  /** Name of the form that the output belongs to; null for none. Its words stand below `chat:forms`. */
  form: string | null;
  /** The flow that the output belongs to, as it is today. */
  flow: Flow | null;
  /** The person's own words by part id, for the parts that the output refers to. */
  texts: ReadonlyMap<number, string>;
  /** The last day for handing in, `YYYY-MM-DD`; null where there is none. */
  due: string | null;
  /** Whether the reader can send files where this is shown. */
  takesFiles: boolean;
  /** Where somebody with this code of an invitation can begin, by messenger. */
  invitationLinks(code: string): readonly InvitationLink[];
  /** Id of the card, on which the handles of its buttons are based; null if it has none. */
  card: string | null;
}

/** A text of the flow in the reader's language. */
export function say(text: Text, context: PresentContext): string {
  return text[context.language];
}

export function findStep(context: PresentContext, id: string): Step | undefined {
  return context.flow?.steps[context.flow.indexOf.get(id) ?? -1];
}

/** What a question is called; one that is gone is not known by a name here. */
export function headingOf(id: string, context: PresentContext): string {
  const step = findStep(context, id);
  return step === undefined ? context.t('chat:answer.question-gone') : say(step.heading, context);
}

/** What an option is called. One that is gone has no name; who or what was picked is then named by the code that people know. */
export function optionLabel(step: Step | undefined, id: string, context: PresentContext): string {
  const option = step === undefined ? undefined : findOptionOf(step, id);
  if (option !== undefined) return say(option.label, context);
  return step?.kind === 'pick' ? id : context.t('chat:answer.option-gone');
}

/** What can be picked at a step under an id; undefined where it cannot, or not any longer. */
export function findOptionOf(step: Step, id: string): Option | undefined {
  if (step.kind === 'pick') return step.among.get(id);
  return step.kind === 'choice' || step.kind === 'choices'
    ? step.options.find((option) => option.id === id)
    : undefined;
}

/** A sentence in the own words of the form that the output belongs to. */
export function ofForm(
  name: (typeof FORM_SAYINGS)[number],
  { t, form }: PresentContext,
  values?: Parameters<Translate>[1],
): string {
  return t(`chat:forms.${form}.${name}`, values);
}
