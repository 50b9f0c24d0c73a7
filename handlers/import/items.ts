import { findCommitments } from '../../models/review/commitment.ts';
import { findRemedies } from '../../models/review/remedy.ts';
import {
  COMMITMENT_TEXTS,
  openFields,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
} from '../../models/review/sealed-fields.ts';
import { findSuggestions } from '../../models/review/suggestion.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { KeptItem } from '../queries/load-subject.ts';
import type { Documents } from './documents.ts';

/** The items of people, by `ownerKey`, in their order. */
export interface Items {
  commitments: ReadonlyMap<string, KeptItem[]>;
  remedies: ReadonlyMap<string, KeptItem[]>;
  suggestions: ReadonlyMap<string, KeptItem[]>;
}

/** The key of a person's items of one year. */
export function ownerKey(owner: { person: string; year: number }): string {
  return `${owner.person}/${owner.year}`;
}

/** The items of these people as they will be when `documents` are stored. */
export async function loadItems(
  { database, keys }: { database: Database; keys: KeyRing },
  given: { people: readonly string[]; documents: Documents },
): Promise<Items> {
  const [commitments, remedies, suggestions] = await Promise.all([
    findCommitments(database, given),
    findRemedies(database, given),
    findSuggestions(database, { subjects: given.people }),
  ]);
  const open = {
    commitments: commitments.map((document) => openFields(keys, { narrative: COMMITMENT_TEXTS, document })),
    remedies: remedies.map((document) => openFields(keys, { narrative: REMEDY_TEXTS, document })),
    suggestions: suggestions.map((document) => openFields(keys, { narrative: SUGGESTION_TEXTS, document })),
  };
  const ofPerson = <Item extends { person: string }>(item: Item) => ({ ...item, owner: item.person });
  const ofSubject = <Item extends { subject: string }>(item: Item) => ({ ...item, owner: item.subject });
  return {
    commitments: group([...open.commitments, ...given.documents.commitments].map(ofPerson)),
    remedies: group([...open.remedies, ...given.documents.remedies].map(ofPerson)),
    suggestions: group([...open.suggestions, ...given.documents.suggestions].map(ofSubject)),
  };
}

// An item replaces an earlier one with the same id.
function group(items: readonly (KeptItem & { _id: string; owner: string })[]): Map<string, KeptItem[]> {
  const latest = new Map(items.map((item) => [item._id, item]));
  const groups = new Map<string, KeptItem[]>();
  for (const item of [...latest.values()].sort((one, other) => one.item - other.item)) {
    const key = ownerKey({ person: item.owner, year: item.year });
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
