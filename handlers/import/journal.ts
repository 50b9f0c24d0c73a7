import {
  type ImportBatch,
  importBatchContext,
  importBatchId,
} from '../../models/organisation/import-batch.ts';
import type { ImportedCollection } from '../../models/organisation/imported-documents.ts';
import type { Submission } from '../../models/review/submission.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Change } from './writes.ts';

/** What an import did to one document. */
export type DocumentChange = { collection: ImportedCollection } & Change;

/** A submission that an import created. */
export type SubmissionKey = Pick<Submission, 'person' | 'cycle' | 'number'>;

/** What one transaction of an import did. */
export interface Journal {
  documents: readonly DocumentChange[];
  submissions: readonly SubmissionKey[];
}

/** Letters in one batch; a document of MongoDB has at most 16 MB, and a letter may take three bytes, sealed four. */
const MOST_LETTERS = 3_000_000;

/** The batches that keep what one transaction of an import did, sealed. */
export function sealJournal(
  keys: Pick<KeyRing, 'seal'>,
  { of, journal }: { of: Pick<ImportBatch, 'import' | 'place' | 'at'>; journal: Journal },
): ImportBatch[] {
  const entries = [
    ...journal.documents.map((one) => JSON.stringify(one)),
    ...journal.submissions.map(({ person, cycle, number }) => JSON.stringify({ person, cycle, number })),
  ];
  return inParts(entries).map((part, index) => {
    const _id = importBatchId({ ...of, part: index });
    return { _id, ...of, sealed: keys.seal(`[${part.join(',')}]`, importBatchContext(_id)) };
  });
}

function inParts(entries: readonly string[]): string[][] {
  const parts: string[][] = [];
  let letters = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    letters += entry.length;
    if (letters > MOST_LETTERS) {
      parts.push([]);
      letters = entry.length;
    }
    parts.at(-1)?.push(entry);
  }
  return parts;
}

/** What these batches tell of. Throws `envelope-unreadable`. */
export function openJournal(keys: Pick<KeyRing, 'open'>, batches: readonly ImportBatch[]): Journal {
  // They were written by this program, and nobody else can seal.
  const entries = batches.flatMap(({ _id, sealed }): (DocumentChange | SubmissionKey)[] =>
    JSON.parse(keys.open(sealed, importBatchContext(_id))),
  );
  return {
    documents: entries.filter((entry) => 'collection' in entry),
    submissions: entries.filter((entry) => 'cycle' in entry),
  };
}
