import type { KeyRing } from '../store/encryption.ts';

/** A narrative document: which of its fields are sealed, and under what name. */
export interface Narrative<Field extends string> {
  name: string;
  fields: readonly Field[];
}

type WithTexts<Field extends string> = { _id: string } & Record<Field, string>;

export const COMMITMENT_TEXTS = { name: 'commitment', fields: ['text'] } as const;
export const REMEDY_TEXTS = { name: 'remedy', fields: ['text'] } as const;
export const SUGGESTION_TEXTS = { name: 'suggestion', fields: ['text'] } as const;
export const CONCLUSION_TEXTS = { name: 'conclusion', fields: ['strengths', 'weaknesses'] } as const;

/** A copy whose texts are sealed, each with the context `<name>/<_id>/<field>`. */
export function sealFields<Field extends string, Document extends WithTexts<Field>>(
  keys: KeyRing,
  of: { narrative: Narrative<Field>; document: Document },
): Document {
  return replaceFields(of, (text, context) => keys.seal(text, context));
}

/** A copy whose texts can be read; throws `envelope-unreadable`. */
export function openFields<Field extends string, Document extends WithTexts<Field>>(
  keys: KeyRing,
  of: { narrative: Narrative<Field>; document: Document },
): Document {
  return replaceFields(of, (envelope, context) => keys.open(envelope, context));
}

function replaceFields<Field extends string, Document extends WithTexts<Field>>(
  of: { narrative: Narrative<Field>; document: Document },
  replace: (text: string, context: string) => string,
): Document {
  const { narrative, document } = of;
  const texts = narrative.fields.map((field) => [
    field,
    replace(document[field], `${narrative.name}/${document._id}/${field}`),
  ]);
  return { ...document, ...Object.fromEntries(texts) };
}
