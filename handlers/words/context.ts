import type { Flow, Language, Step, Text } from '../../flows/forms/definition.ts';

/** Returns a sentence of the locale files in one language; the key is `namespace:path`, `values` fill placeholders. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What presenters need to put an output into words. */
export interface PresentContext {
  language: Language;
  t: Translate;
  now: Date;
  /** The flow that the output belongs to, as it is today. */
  flow: Flow | null;
  /** The person's own words by part id, for the parts that the output refers to. */
  texts: ReadonlyMap<number, string>;
  /** The last day for handing in, `YYYY-MM-DD`; null where there is no review. */
  due: string | null;
  /** Whether the reader can send files where this is shown. */
  takesFiles: boolean;
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
