import type { Model } from 'mongoose';
import { conversationContext, draftContext } from '../chat/draft-context.ts';
import { outboxContext } from '../chat/outbox.ts';
import { importBatchContext } from '../organisation/import-batch.ts';
import { reasonContext } from '../review/cycle-change.ts';
import { difficultyContext } from '../review/difficulty.ts';
import {
  COMMITMENT_TEXTS,
  CONCLUSION_TEXTS,
  type Narrative,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
} from '../review/sealed-fields.ts';
import { submissionContext, takenBackContext } from '../review/submission.ts';
import type { Database } from './connection.ts';
import { digestKeyContext, type KeyRing } from './encryption.ts';
import { type ResealTally, resealOld } from './reseal.ts';

/** One sealed value of a document: where it stands and the context under which it is sealed. */
interface SealedValue {
  path: string;
  envelope: string;
  context: string;
}

/** Where sealed values lie in MongoDB: a collection, and what is sealed in one of its documents. */
interface SealedCollection {
  model: Model<never>;
  sealedIn(document: never): readonly SealedValue[];
}

type Write = Parameters<Model<{ _id: string }>['bulkWrite']>[0][number];

/** One bulk write takes so much, in letters of its envelopes and in documents. */
const MOST_LETTERS = 4 * 1024 * 1024;
const MOST_WRITES = 200;
/** Documents that are read at once; a piece of a file has four megabytes. */
const READ_AT_ONCE = 4;

/** How many documents there are to look at, about. */
export async function countSealedDocuments(database: Database): Promise<number> {
  const counts = await Promise.all(
    collectionsOf(database).map(({ model }) => model.estimatedDocumentCount().exec()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Seals anew, with the key that seals now, whatever lies in MongoDB sealed with another one. A document whose values
 * change at this moment is left as it is: what is written now is sealed with the key that seals now.
 */
export async function resealDocuments(
  { database, keys }: { database: Database; keys: KeyRing },
  of: { tally: ResealTally; onDocument(): void },
): Promise<void> {
  for (const { model, sealedIn } of collectionsOf(database)) {
    let writes: Write[] = [];
    let letters = 0;
    const flush = async () => {
      if (writes.length > 0) await write(model, { writes, tally: of.tally });
      writes = [];
      letters = 0;
    };
    const found = model.find({}).lean().cursor({ batchSize: READ_AT_ONCE });
    for await (const document of found as AsyncIterable<never>) {
      of.onDocument();
      const renewed = renewIn(keys, { document, values: sealedIn(document), tally: of.tally });
      if (renewed === undefined) continue;
      writes.push(renewed.write);
      letters += renewed.letters;
      if (letters > MOST_LETTERS || writes.length >= MOST_WRITES) await flush();
    }
    await flush();
  }
}

function renewIn(
  keys: KeyRing,
  of: { document: { _id: string }; values: readonly SealedValue[]; tally: ResealTally },
): { write: Write; letters: number } | undefined {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const { path, envelope, context } of of.values) {
    const renewed = resealOld(keys, { envelope, context, tally: of.tally });
    if (renewed === undefined) continue;
    before[path] = envelope;
    after[path] = renewed;
  }
  const letters = Object.values(after).reduce((sum, envelope) => sum + envelope.length, 0);
  if (letters === 0) return undefined;
  const filter = { _id: of.document._id, ...before };
  return { write: { updateOne: { filter, update: { $set: after } } }, letters };
}

async function write(
  model: Model<never>,
  { writes, tally }: { writes: Write[]; tally: ResealTally },
): Promise<void> {
  const { modifiedCount } = await (model as unknown as Model<{ _id: string }>).bulkWrite(writes, {
    ordered: false,
  });
  tally.resealed += modifiedCount;
}

function collectionsOf(database: Database): SealedCollection[] {
  const { submissions, attachmentPieces, drafts, conversations, cycles } = database;
  const { difficulties, importBatches, keyChecks } = database;
  return [
    collection(submissions, ({ person, cycle, series, number, answers, takenBack }) => [
      ...answers.map(({ step, sealed }, place) => ({
        path: `answers.${place}.sealed`,
        envelope: sealed,
        context: submissionContext({ person, cycle, series, number, step }),
      })),
      ...(takenBack === undefined
        ? []
        : [
            {
              ...{ path: 'takenBack.why', envelope: takenBack.why },
              context: takenBackContext({ person, cycle, series, number }),
            },
          ]),
    ]),
    collection(attachmentPieces, ({ _id, sealed }) => [
      { path: 'sealed', envelope: sealed, context: `attachment/${_id}` },
    ]),
    collection(drafts, ({ _id: draft, author: person, fields }) =>
      Object.entries(fields as unknown as Record<string, string>).map(([field, envelope]) => ({
        path: `fields.${field}`,
        envelope,
        context: draftContext({ person, draft, field }),
      })),
    ),
    collection(conversations, ({ _id, head, cards, pending }) => [
      { path: 'head', envelope: head, context: conversationContext(_id, 'head') },
      { path: 'cards', envelope: cards, context: conversationContext(_id, 'cards') },
      ...pending.map(({ sealed }, place) => ({
        path: `pending.${place}.sealed`,
        envelope: sealed ?? '',
        context: outboxContext(_id),
      })),
    ]),
    collection(cycles, ({ changes = [] }) =>
      changes.map((change, place) => ({
        ...{ path: `changes.${place}.why`, envelope: change.why, context: reasonContext(change) },
      })),
    ),
    collection(difficulties, ({ _id, text, answer }) => [
      { path: 'text', envelope: text, context: difficultyContext(_id, 'text') },
      ...(answer === null
        ? []
        : [{ path: 'answer.text', envelope: answer.text, context: difficultyContext(_id, 'answer') }]),
    ]),
    collection(importBatches, ({ _id, sealed }) => [
      { path: 'sealed', envelope: sealed, context: importBatchContext(_id) },
    ]),
    narrative(database.commitments, COMMITMENT_TEXTS),
    narrative(database.remedies, REMEDY_TEXTS),
    narrative(database.suggestions, SUGGESTION_TEXTS),
    narrative(database.conclusions, CONCLUSION_TEXTS),
    collection(keyChecks, ({ _id, digestKey }) =>
      digestKey === undefined
        ? []
        : [{ path: 'digestKey', envelope: digestKey, context: digestKeyContext(_id) }],
    ),
  ];
}

function collection<Stored>(
  model: Model<Stored>,
  sealedIn: (document: Stored) => readonly SealedValue[],
): SealedCollection {
  // Each collection is walked with its own function only.
  return { model, sealedIn } as unknown as SealedCollection;
}

function narrative(model: unknown, { name, fields }: Narrative<string>): SealedCollection {
  return collection(model as Model<{ _id: string } & Record<string, string>>, (document) =>
    fields.map((field) => ({
      path: field,
      envelope: document[field] ?? '',
      context: `${name}/${document._id}/${field}`,
    })),
  );
}
