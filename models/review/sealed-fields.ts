import type { KeyRing } from '../store/encryption.ts';

/** Which fields of a kind of document are sealed, and the name in their encryption context. */
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
  opened: { narrative: Narrative<Field>; document: Document },
): Document {
  return replaceFields(opened, (text, context) => keys.seal(text, context));
}

/** A copy whose texts can be read; throws `envelope-unreadable`. */
export function openFields<Field extends string, Document extends WithTexts<Field>>(
  keys: KeyRing,
  stored: { narrative: Narrative<Field>; document: Document },
): Document {
  return replaceFields(stored, (envelope, context) => keys.open(envelope, context));
}

function replaceFields<Field extends string, Document extends WithTexts<Field>>(
  given: { narrative: Narrative<Field>; document: Document },
  replace: (text: string, context: string) => string,
): Document {
  const { narrative, document } = given;
  const texts = narrative.fields.map((field) => [
    field,
    replace(document[field], `${narrative.name}/${document._id}/${field}`),
  ]);
  return { ...document, ...Object.fromEntries(texts) };
}
