import mongoose, { type Model } from 'mongoose';
import type { Database } from '../store/connection.ts';

/** A document that names a code. */
export interface Reference {
  collection: ReferringCollection;
  /** Its id as a text. */
  id: string;
  code: string;
}

/** In which fields documents name units, collectives and people, which share one name space of codes. */
const FIELDS = {
  units: ['parent'],
  collectives: ['unit'],
  people: ['unit', 'workplace', 'memberships.unit', 'temporary.unit'],
  posts: ['person', 'collective'],
  commitments: ['person'],
  remedies: ['person', 'from'],
  suggestions: ['subject', 'from'],
  conclusions: ['person', 'place'],
  cycles: ['unit', 'changes.of.code'],
  identities: ['person'],
  invitations: ['person'],
  consents: ['person'],
  drafts: ['author'],
  attachments: ['person'],
  difficulties: ['asker', 'collective', 'unit', 'offices', 'answer.by'],
  delegations: ['member', 'delegate', 'namedBy'],
} as const satisfies { readonly [Name in keyof Database]?: readonly string[] };

/** Of some collections only these documents count: an invitation is nothing before it is used. */
const COUNTED: { readonly [Name in keyof typeof FIELDS]?: object } = {
  invitations: { usedAt: mongoose.trusted({ $ne: null }) },
};

export type ReferringCollection = keyof typeof FIELDS;

/** Every document that names one of these codes. Reads whole collections; for operators only. */
export async function findReferences(
  database: Database,
  { codes }: { codes: ReadonlySet<string> },
): Promise<Reference[]> {
  if (codes.size === 0) return [];
  const found: Reference[] = [];
  for (const collection of Object.keys(FIELDS) as ReferringCollection[]) {
    const fields = FIELDS[collection];
    // The compiler cannot connect the name of a collection with the type of its model.
    const model = database[collection] as unknown as Model<{ _id: unknown }>;
    const documents = model
      .find(COUNTED[collection] ?? {})
      .select([...fields])
      .lean<{ _id: unknown }[]>()
      .cursor();
    for await (const document of documents as AsyncIterable<{ _id: unknown }>) {
      const named = fields.flatMap((field) => valuesAt(document, field.split('.')));
      const id = String(document._id);
      for (const code of new Set(named)) if (codes.has(code)) found.push({ collection, id, code });
    }
  }
  return found;
}

/** The texts at a path, in lists too. */
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  const [field, ...rest] = path;
  if (field === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt((value as Record<string, unknown>)[field], rest);
}
