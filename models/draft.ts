import type { Redis } from 'ioredis';
import mongoose, { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';
import { conversationKeys, SHARDS, shardKeys } from './conversation-keys.ts';
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
    /** Sealed fields by name, as Redis holds them: `cursor`, `answer:<step>`, `text:<part>`. */
    fields: { type: Map, of: String, required: true },
  },
  { collection: 'drafts', strict: 'throw', versionKey: false },
);

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

/** One draft's changes since the last copy. */
interface Collected {
  member: string;
  conversation: string;
  flow: string;
  revision: number;
  head: string;
  set: Readonly<Record<string, string>>;
  gone: readonly string[];
}

/**
 * Copies all that has changed in Redis by now to MongoDB, `atOnce` drafts in one bulk write. What changes meanwhile
 * is left to the next time, so that somebody who goes on answering is copied once and not without end. Safe to run
 * twice and at once: an older copy never replaces a newer one.
 */
export async function copyDrafts(stores: Stores, wish: { atOnce: number; now: Date }): Promise<void> {
  const members = await listChanged(stores);
  for (let first = 0; first < members.length; first += wish.atOnce) {
    const batch = members.slice(first, first + wish.atOnce);
    const collected = await Promise.all(batch.map((member) => collectOne(stores, member)));
    await writeCopies(stores.drafts, collected, wish.now);
    await Promise.all(collected.map((draft) => markCopied(stores, draft)));
  }
}

async function listChanged({ redis, prefix }: Stores): Promise<string[]> {
  const indices = Array.from({ length: SHARDS }, (_, shard) => shardKeys(prefix, shard).changedIndex);
  return (await Promise.all(indices.map((index) => redis.zrange(index, 0, '-1')))).flat();
}

function markCopied({ redis, prefix }: Stores, { conversation, flow, member }: Collected): Promise<unknown> {
  const names = conversationKeys(prefix, conversation);
  return runScript(redis, 'copied', {
    keys: [names.changed(flow), names.copying(flow), names.changedIndex],
    args: [member],
  });
}

async function collectOne(stores: Stores, member: string): Promise<Collected> {
  const [conversation = '', flow = ''] = member.split(' ');
  const names = conversationKeys(stores.prefix, conversation);
  const [revision, head, set, gone] = (await runScript(stores.redis, 'collect', {
    keys: [names.changed(flow), names.copying(flow), names.conversation, names.flow(flow), names.texts(flow)],
    args: [],
  })) as [string, string, string[], string[]];
  return { member, conversation, flow, revision: Number(revision), head, set: toRecord(set), gone };
}

async function writeCopies(drafts: Model<Draft>, collected: readonly Collected[], now: Date): Promise<void> {
  try {
    await drafts.bulkWrite(
      collected.map((draft) => toUpdate(draft, now)),
      { ordered: false },
    );
  } catch (error) {
    if (!isOnlyStale(error)) throw error;
  }
}

function toUpdate(draft: Collected, now: Date) {
  const { conversation, flow, revision, head } = draft;
  const set = Object.entries(draft.set).map(([field, value]) => [`fields.${field}`, value]);
  const unset = Object.fromEntries(draft.gone.map((field) => [`fields.${field}`, 1]));
  return {
    updateOne: {
      filter: { _id: `${conversation} ${flow}`, revision: { $lt: revision } },
      update: {
        $set: { conversation, flow, revision, head, copiedAt: now, ...Object.fromEntries(set) },
        ...(draft.gone.length === 0 ? {} : { $unset: unset }),
      },
      upsert: true,
    },
  };
}

/** A newer copy is there already: the upsert of an older one meets its id. */
function isOnlyStale(error: unknown): boolean {
  const { writeErrors } = error as { writeErrors?: readonly { code?: number }[] | { code?: number } };
  const errors = Array.isArray(writeErrors) ? writeErrors : writeErrors === undefined ? [] : [writeErrors];
  return errors.length > 0 && errors.every((one) => one.code === 11000);
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
 * Brings a conversation that Redis no longer has back from its newest copy. Returns when that copy was made,
 * or nothing if there is none.
 */
export async function restoreConversation(stores: Stores, conversation: string): Promise<Date | undefined> {
  const copies = await stores.drafts.find({ conversation }).sort({ revision: -1 }).lean();
  const newest = copies[0];
  if (newest === undefined) return undefined;
  for (const copy of copies) await writeBack(stores, copy as unknown as Draft);
  return newest.copiedAt;
}

/** How many answers each copied draft of these flows has, by its id; read one after another, for operators only. */
export async function countDraftAnswers(
  database: { drafts: Model<Draft> },
  of: { flows: readonly string[] },
): Promise<Map<string, { answers: number; copiedAt: Date }>> {
  const found = database.drafts
    .find({ flow: mongoose.trusted({ $in: [...of.flows] }) })
    .lean<Draft[]>()
    .cursor();
  const counts = new Map<string, { answers: number; copiedAt: Date }>();
  for await (const draft of found as AsyncIterable<Draft>) {
    const answers = Object.keys(draft.fields).filter((field) => field.startsWith('answer:')).length;
    counts.set(draft._id, { answers, copiedAt: draft.copiedAt });
  }
  return counts;
}

async function writeBack(stores: Stores, copy: Draft): Promise<void> {
  const names = conversationKeys(stores.prefix, copy.conversation);
  const entries = Object.entries(copy.fields as unknown as Record<string, string>);
  const texts = entries
    .filter(([field]) => field.startsWith('text:'))
    .map(([field, value]) => [field.slice('text:'.length), value]);
  const fields = entries.filter(([field]) => !field.startsWith('text:'));
  await runScript(stores.redis, 'restore', {
    keys: [names.conversation, names.flow(copy.flow), names.texts(copy.flow)],
    args: [
      copy.revision,
      copy.head,
      copy.flow,
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
