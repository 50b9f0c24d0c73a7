import type { Redis } from 'ioredis';
import mongoose, { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';
import { draftContext } from './conversation.ts';
import { conversationKeys, SHARDS, shardKeys } from './conversation-keys.ts';
import type { KeyRing } from './encryption.ts';
import { runScript } from './scripts.ts';

const schema = new Schema(
  {
    /** `<conversation> <flow>` */
    _id: { type: String, required: true },
    conversation: { type: String, required: true, index: true },
    flow: { type: String, required: true, index: true },
    revision: { type: Number, required: true },
    head: { type: String, required: true },
    copiedAt: { type: Date, required: true },
    /** Sealed fields by name, as Redis holds them: `facts`, `cursor`, `answer:<step>`, `text:<part>`. */
    fields: { type: Map, of: String, required: true },
  },
  { collection: 'drafts', strict: 'throw', versionKey: false },
);

/** Whoever changed something in this time is online. */
export const ONLINE_MS = 5 * 60 * 1_000;

/** The copy of a live conversation's flow: where it is restored from should Redis lose it. */
export type Draft = InferSchemaType<typeof schema>;

export function defineDrafts(connection: Connection): Model<Draft> {
  return connection.model<Draft>('Draft', schema);
}

interface Stores {
  redis: Redis;
  prefix: string;
  drafts: Model<Draft>;
}

interface WriteError {
  code: number;
  index: number;
}

const DUPLICATE_KEY = 11_000;

/** One draft's changes since the last copy. */
interface Collected {
  member: string;
  conversation: string;
  flow: string;
  revision: number;
  head: string;
  set: Readonly<Record<string, string>>;
  gone: readonly string[];
  /** `set` is all there is. */
  isWhole: boolean;
  /** What is copied then. */
  marked: readonly string[];
}

/**
 * Copies all that has changed in Redis by now to MongoDB, `atOnce` drafts in one bulk write. What changes meanwhile
 * is left to the next time, so that somebody who goes on answering is copied once and not without end. Safe to run
 * twice and at once: an older copy never replaces a newer one. Returns the number of drafts copied. A draft that
 * cannot be copied keeps no other from it; it rejects with what went wrong first, once all others are copied.
 */
export async function copyDrafts(stores: Stores, wish: { atOnce: number; now: Date }): Promise<number> {
  const members = await listChanged(stores);
  const failures: unknown[] = [];
  let copied = 0;
  for (let first = 0; first < members.length; first += wish.atOnce) {
    const some = { members: members.slice(first, first + wish.atOnce), now: wish.now };
    const result = await copySome(stores, some);
    copied += result.copied;
    failures.push(...result.failures);
  }
  if (failures.length > 0) throw failures[0];
  return copied;
}

/** Copies one draft now, if anything of it has changed. */
export async function copyDraft(
  stores: Stores,
  of: { conversation: string; flow: string; now: Date },
): Promise<void> {
  const members = [`${of.conversation} ${of.flow}`];
  const { failures } = await copySome(stores, { members, now: of.now });
  if (failures.length > 0) throw failures[0];
}

async function listChanged({ redis, prefix }: Stores): Promise<string[]> {
  const indices = Array.from({ length: SHARDS }, (_, shard) => shardKeys(prefix, shard).changedIndex);
  return (await Promise.all(indices.map((index) => redis.zrange(index, 0, '-1')))).flat();
}

async function copySome(
  stores: Stores,
  of: { members: readonly string[]; now: Date },
): Promise<{ copied: number; failures: unknown[] }> {
  const found = await Promise.allSettled(of.members.map((member) => collectOne(stores, member)));
  const unreadable = found.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const collected = found.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []));
  if (collected.length === 0) return { copied: 0, failures: unreadable };
  const errors = await writeCopies(stores.drafts, collected, of.now);
  const unwritten = new Set(errors.map(({ index }) => index));
  const copied = collected.filter((_, index) => !unwritten.has(index));
  await Promise.all(copied.map((draft) => markCopied(stores, draft, of.now)));
  // Where a newer copy was there already, whoever made that says what is copied.
  const refused = errors.filter(({ code }) => code !== DUPLICATE_KEY);
  return { copied: collected.length - refused.length, failures: [...unreadable, ...refused] };
}

function markCopied(stores: Stores, draft: Collected, at: Date): Promise<unknown> {
  const { member, conversation, flow, revision, marked } = draft;
  const names = conversationKeys(stores.prefix, conversation);
  const now = at.getTime();
  return runScript(stores.redis, 'copied', {
    keys: [names.changed(flow), names.changedIndex, names.onlineIndex],
    args: [member, conversation, now, now - ONLINE_MS, revision, ...marked],
  });
}

/** Nothing if Redis lost the conversation at this very moment: then there is nothing to be copied. */
async function collectOne(stores: Stores, member: string): Promise<Collected | undefined> {
  const [conversation = '', flow = ''] = member.split(' ');
  const names = conversationKeys(stores.prefix, conversation);
  const [revision, head, set, gone, whole, marked] = (await runScript(stores.redis, 'collect', {
    keys: [names.changed(flow), names.conversation, names.flow(flow), names.texts(flow)],
    args: [],
  })) as [string | null, string | null, string[], string[], number, string[]];
  if (revision === null || head === null) return undefined;
  return {
    ...{ member, conversation, flow, head, gone, marked },
    revision: Number(revision),
    set: toRecord(set),
    isWhole: whole === 1,
  };
}

/** Returns what was not written, each with its place in `collected`. */
async function writeCopies(
  drafts: Model<Draft>,
  collected: readonly Collected[],
  now: Date,
): Promise<readonly WriteError[]> {
  try {
    await drafts.bulkWrite(
      collected.map((draft) => toUpdate(draft, now)),
      { ordered: false },
    );
    return [];
  } catch (error) {
    const errors = writeErrorsOf(error);
    if (errors.length === 0) throw error;
    return errors;
  }
}

function toUpdate(draft: Collected, now: Date) {
  const { conversation, flow, revision, head, isWhole } = draft;
  const changed = Object.entries(draft.set).map(([field, value]) => [`fields.${field}`, value]);
  const fields = isWhole ? { fields: draft.set } : Object.fromEntries(changed);
  const unset = Object.fromEntries(draft.gone.map((field) => [`fields.${field}`, 1]));
  return {
    updateOne: {
      filter: { _id: `${conversation} ${flow}`, revision: { $lte: revision } },
      update: {
        $set: { conversation, flow, revision, head, copiedAt: now, ...fields },
        ...(isWhole || draft.gone.length === 0 ? {} : { $unset: unset }),
      },
      upsert: true,
    },
  };
}

/** Where a newer copy is there already, the upsert of an older one meets its id. */
function writeErrorsOf(error: unknown): readonly { code: number; index: number }[] {
  const { writeErrors = [] } = error as { writeErrors?: WriteError | readonly WriteError[] };
  return [writeErrors].flat() as WriteError[];
}

/**
 * Versions that were handed in and wait to be recorded, by the copies: those with a field `<start><number>`.
 * Looks at every draft.
 */
export async function listPendingFields(
  drafts: Model<Draft>,
  start: string,
): Promise<{ conversation: string; flow: string; field: string }[]> {
  return drafts.aggregate([
    { $project: { conversation: 1, flow: 1, field: { $objectToArray: '$fields' } } },
    { $unwind: '$field' },
    { $project: { _id: 0, conversation: 1, flow: 1, field: '$field.k' } },
    { $match: { field: { $regex: `^${start}` } } },
  ]);
}

/**
 * Drafts that were copied within `withinMs` before `until`, or later; before the newest copy if nothing is known of
 * when the last ones were made. Looks at every draft.
 */
export async function listActiveDrafts(
  drafts: Model<Draft>,
  { withinMs, until }: { withinMs: number; until: Date | undefined },
): Promise<Pick<Draft, 'conversation' | 'copiedAt'>[]> {
  const newest = await drafts.findOne().sort({ copiedAt: -1 }).select('copiedAt').lean();
  if (newest === null) return [];
  const since = new Date((until ?? newest.copiedAt).getTime() - withinMs);
  return drafts
    .find({ copiedAt: mongoose.trusted({ $gte: since }) })
    .select(['conversation', 'copiedAt'])
    .lean();
}

/**
 * Brings a conversation that Redis no longer has back from its newest copy; whether there was one. The conversation
 * says so (`restoredFrom`) until its next commit.
 */
export async function restoreConversation(
  stores: Stores,
  { conversation, now }: { conversation: string; now: Date },
): Promise<boolean> {
  const copies = await stores.drafts.find({ conversation }).sort({ revision: -1 }).lean();
  for (const copy of copies) await writeBack(stores, copy as unknown as Draft, now);
  return copies.length > 0;
}

/** A copied draft with its fields opened, but for what was written. */
export interface OpenedDraft {
  conversation: string;
  flow: string;
  copiedAt: Date;
  fields: Readonly<Record<string, string>>;
}

/** The copied drafts of these flows, of everybody or of one conversation; one after another, for operators only. */
export async function* readDrafts(
  { database, keys }: { database: { drafts: Model<Draft> }; keys: Pick<KeyRing, 'open'> },
  of: { flows: readonly string[]; conversation?: string },
): AsyncGenerator<OpenedDraft> {
  const { flows, ...one } = of;
  const found = database.drafts
    .find({ ...one, flow: mongoose.trusted({ $in: [...flows] }) })
    .lean<Draft[]>()
    .cursor();
  for await (const { conversation, flow, copiedAt, fields } of found as AsyncIterable<Draft>) {
    const entries = Object.entries(fields as unknown as Record<string, string>)
      .filter(([field]) => ['facts', 'cursor'].includes(field) || field.startsWith('answer:'))
      .map(([field, sealed]) => [field, keys.open(sealed, draftContext({ conversation, flow, field }))]);
    yield { conversation, flow, copiedAt, fields: Object.fromEntries(entries) };
  }
}

/** More changes than a conversation has between two copies. */
const FURTHER = 1_000_000;

/** It goes on with a revision that it never had: what was lost must not be taken for what comes. */
async function writeBack(stores: Stores, copy: Draft, now: Date): Promise<void> {
  const names = conversationKeys(stores.prefix, copy.conversation);
  const entries = Object.entries(copy.fields as unknown as Record<string, string>);
  const texts = entries
    .filter(([field]) => field.startsWith('text:'))
    .map(([field, value]) => [field.slice('text:'.length), value]);
  const fields = entries.filter(([field]) => !field.startsWith('text:'));
  await runScript(stores.redis, 'restore', {
    keys: [
      names.conversation,
      names.flow(copy.flow),
      names.texts(copy.flow),
      names.changed(copy.flow),
      names.changedIndex,
    ],
    args: [
      Math.max(copy.revision + FURTHER, now.getTime()),
      copy.head,
      copy.flow,
      now.getTime(),
      `${copy.conversation} ${copy.flow}`,
      copy.copiedAt.getTime(),
      fields.length,
      ...fields.flat(),
      texts.length,
      ...texts.flat(),
    ] as (string | number)[],
  });
}

function toRecord(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    record[pairs[index] as string] = pairs[index + 1] as string;
  }
  return record;
}
