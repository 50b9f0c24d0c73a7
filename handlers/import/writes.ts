import type { DocumentWrite, Fields } from '../../models/organisation/imported-documents.ts';
import { sealFields } from '../../models/review/sealed-fields.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { NARRATIVES, type Sealed } from './changes.ts';
import type { Documents } from './documents.ts';

/** A document before and after, with readable texts; `before` is null where it is created. */
export interface Change {
  before: Fields | null;
  after: Fields;
}

/** A change that is taken back: what was created has no `after` any more. */
export interface Reversal {
  before: Fields;
  after: Fields | null;
}

/** Changes that are written in one transaction, by writes in their order. */
export interface WriteGroup<Kind extends Change | Reversal = Change> {
  changes: readonly Kind[];
  writes: readonly DocumentWrite[];
}

/** Writes for the changes of one table, with sealed texts. */
export function groupWrites<Kind extends Change | Reversal>(
  keys: KeyRing,
  { table, changes }: { table: keyof Documents; changes: readonly Kind[] },
): WriteGroup<Kind>[] {
  const write = (change: Kind) => writeOf(keys, { table, change });
  if (table !== 'posts') return changes.map((change) => ({ changes: [change], writes: write(change) }));
  const heads = changes.filter(isOfHead);
  return [
    ...changes
      .filter((change) => !isOfHead(change))
      .map((change) => ({ changes: [change], writes: write(change) })),
    // Whoever is or becomes the head of a collective is written together, so nobody sees it without its head. The old
    // ones step back first, since two at once are refused even between two writes.
    ...[...Map.groupBy(heads, collectiveOf).values()].map((group) => ({
      changes: group,
      writes: [...group.flatMap(stepBack), ...group.flatMap(write)],
    })),
  ];
}

function writeOf(
  keys: KeyRing,
  { table, change }: { table: keyof Documents; change: Change | Reversal },
): DocumentWrite[] {
  const { before, after } = change;
  if (after === null) {
    return before === null ? [] : [{ deleteOne: { filter: { _id: before._id } } }];
  }
  const narrative = NARRATIVES[table];
  const document =
    narrative === undefined ? after : sealFields(keys, { narrative, document: after as Sealed });
  if (before === null) return [{ insertOne: { document } }];
  return [{ replaceOne: { filter: { _id: after._id }, replacement: document } }];
}

function isOfHead({ before, after }: Change | Reversal): boolean {
  return before?.role === 'head' || after?.role === 'head';
}

function collectiveOf({ before, after }: Change | Reversal): unknown {
  return (after ?? before)?.collective;
}

function stepBack({ before }: Change | Reversal): DocumentWrite[] {
  if (before?.role !== 'head') return [];
  return [{ updateOne: { filter: { _id: before._id }, update: { $set: { role: 'member' } } } }];
}
