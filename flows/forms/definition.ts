/** The languages that every text of the product exists in; Vietnamese is the first. */
export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language. */
export type Text = Readonly<Record<Language, string>>;

/** One thing to pick. `id` is what is stored, `label` what people see. */
export interface Option {
  id: string;
  label: Text;
}

/**
 * When a step is asked. `is` holds if the answer has one of the values; `isNot` if it has a value outside
 * of them; an unanswered or skipped step satisfies neither.
 */
export type Condition =
  | { answer: string; is: readonly string[] }
  | { answer: string; isNot: readonly string[] }
  | { any: readonly Condition[] }
  | { all: readonly Condition[] };

interface StepBase {
  /** Unique in its flow and stable for years: answers are stored under it. */
  id: string;
  /** Heading of the part of the form that the step belongs to. */
  section: Text;
  /** Official heading of the question, as the form prints it. */
  heading: Text;
  prompt: Text;
  help?: Text;
  required: boolean;
  when?: Condition;
  /** Shares the number of the question before it ("câu 4/12" stays). */
  followUp: boolean;
}

/** Characters are Unicode code points. */
export interface TextStep extends StepBase {
  kind: 'text';
  /** A long answer may take several messages and ends with the action `next`. */
  long: boolean;
  min: number;
  max: number;
}

export interface ChoiceStep extends StepBase {
  kind: 'choice';
  options: readonly Option[];
}

export interface ChoicesStep extends StepBase {
  kind: 'choices';
  options: readonly Option[];
  min: number;
  max: number;
  /** The option that excludes all others, such as "không có biểu hiện". */
  none?: string;
}

/** One of many things that have a name and a code, such as a person or a unit. */
export interface Candidate extends Option {
  name: string;
  /** Where it belongs, by name; empty where that says nothing. */
  place: string;
}

/** What can be picked: pure look-ups over a list that may be long. It is no part of what makes a flow another version. */
export interface Candidates {
  get(id: string): Candidate | undefined;
  /** Those that a text may mean, the likelier first; all of them for an empty text. */
  find(text: string): readonly Option[];
  /** The only one that it can mean. */
  certain(text: string): Option | undefined;
  /** Those who are known and cannot be picked: the one whom a text can only mean, or, where it finds nobody else, all whom it may mean. */
  missed(text: string): readonly Barred[];
}

/** A candidate who cannot be picked; `why` is the code of the problem that says so. */
export interface Barred extends Candidate {
  why: string;
}

/** Picks one of many, by name, code or place, from pages of those that are found. */
export interface PickStep extends StepBase {
  kind: 'pick';
  among: Candidates;
}

export interface NumberStep extends StepBase {
  kind: 'number';
  min: number;
  max: number;
  /** Digits after the decimal sign that are accepted. */
  decimals: number;
}

/** Dates are `YYYY-MM-DD`. */
export interface DateStep extends StepBase {
  kind: 'date';
  min: string;
  max: string;
}

/** Answered only by the explicit action `confirm`. */
export interface ConfirmStep extends StepBase {
  kind: 'confirm';
}

/** Items are sent one message each; `maxLength` is in code points. */
export interface ListStep extends StepBase {
  kind: 'list';
  min: number;
  max: number;
  maxLength: number;
}

/** Shown, never answered. */
export interface InfoStep extends StepBase {
  kind: 'info';
}

export interface AttachmentStep extends StepBase {
  kind: 'attachment';
  min: number;
  max: number;
}

export type Step =
  | TextStep
  | ChoiceStep
  | ChoicesStep
  | PickStep
  | NumberStep
  | DateStep
  | ConfirmStep
  | ListStep
  | InfoStep
  | AttachmentStep;

/** A compiled flow: what the engine walks through. */
export interface Flow {
  id: string;
  /** Changes whenever a step changes; a saved state remembers the one it was written with. */
  version: string;
  title: Text;
  steps: readonly Step[];
  /** Place of each step in `steps`. */
  indexOf: ReadonlyMap<string, number>;
  /** Numbered steps up to and including each index that have no condition. */
  numbers: readonly number[];
  /** Indices of the numbered steps that have a condition. */
  conditional: readonly number[];
  /** Handed in once it is final: neither changed nor withdrawn. */
  isFinal?: true;
  /** Whom it is for, where that is another person than who answers: said on every card of it. */
  about?: About;
}

/** What each card of a flow says of whom it is for. */
export interface About {
  text: Text;
  /** What counts for them so far, and is replaced by what is handed in here: said where it is handed in. */
  replaces?: Text;
  /** What else comes of it for them, or is to be known before: said there, too. */
  note?: Text;
  /** What is to be known of what was answered before it is handed in: said there, where there is something. */
  remark?: Remark;
  /** The step that asks who it is: once somebody is picked there, their name follows the text. */
  pickedAt?: string;
}

/** What there is to say of what was chosen, given by the ids of its steps as it is stored; undefined where there is nothing. */
export type Remark = (chosen: (step: string) => string | undefined) => Text | undefined;

/** Makes a flow of its steps, with the indexes that keep the cost of one answer independent of their number. */
export function createFlow(
  flow: Pick<Flow, 'id' | 'version' | 'title' | 'steps' | 'isFinal' | 'about'>,
): Flow {
  const numbers: number[] = [];
  const conditional: number[] = [];
  let number = 0;
  flow.steps.forEach((step, index) => {
    if (isNumbered(step) && step.when === undefined) number += 1;
    if (isNumbered(step) && step.when !== undefined) conditional.push(index);
    numbers.push(number);
  });
  const indexOf = new Map(flow.steps.map((step, index) => [step.id, index]));
  return { ...flow, indexOf, numbers, conditional };
}

/** Whether the step counts as a question of its own in "câu 4/12". */
export function isNumbered(step: Step): boolean {
  return step.kind !== 'info' && !step.followUp;
}
