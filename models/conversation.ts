import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { conversationKeys, SHARDS, shardKeys } from './conversation-keys.ts';
import type { KeyRing } from './encryption.ts';
import { runScript } from './scripts.ts';

/** Nothing is put off for longer; what seems to be was noted by a clock that was wrong. */
const FARTHEST_DUE_MS = 10 * 60 * 1000;
/** Longer than any messenger delivers an update again. */
const REMEMBER_UPDATE_SECONDS = 48 * 60 * 60;

/** A conversation as it is stored: JSON texts, opened. `revision` 0 means that there is none yet. */
export interface StoredConversation {
  revision: number;
  head: string | null;
  flow: StoredFlow | null;
  /** When the copy was made that it was restored from, until the first commit after that. */
  restoredFrom?: Date;
}

export interface StoredFlow {
  key: string;
  /** Opened fields by name. */
  fields: Readonly<Record<string, string>>;
}

/** All that one update changes. It is taken whole or not at all. */
export interface ConversationChange {
  /** Key of the update; a second commit under the same key is a `duplicate`. */
  update: string;
  /** The revision that the change was computed from; any other is a `conflict`. */
  revision: number;
  head: string;
  flow: FlowChange | null;
  /** JSON of what must be sent or done after the commit. */
  outbox: readonly string[];
  now: Date;
  /** When the sweeper takes over what was not done by then. */
  dueAt: Date;
}

export interface FlowChange {
  key: string;
  /** By name; null removes. */
  fields: Readonly<Record<string, string | null>>;
  texts: readonly { id: number; text: string }[];
  dropped: readonly number[];
}

export interface CommitResult {
  status: 'committed' | 'duplicate' | 'conflict';
  revision: number;
  /**
   * Whether anything of earlier commits is still to be sent: nothing; something that this process sends, too; or
   * something that another process sends, which goes on with what is committed now.
   */
  waiting: 'nothing' | 'here' | 'elsewhere';
}

/** Something committed to be sent or done. */
export interface OutboxEntry {
  id: string;
  json: string;
}

/** What sending the next message of a conversation depends on. */
export interface SendingState {
  /** Whether another process sends for this conversation now. */
  takenOver: boolean;
  /** The message that shows the newest card, if it was sent. */
  card: SentCard | null;
}

/** The live conversations, in Redis. All text is sealed there. */
export interface ConversationStore {
  /** Names this store among those whose processes send. */
  readonly sender: string;
  load(id: string): Promise<StoredConversation>;
  /** One field of a flow; null if it is not there. */
  readField(id: string, wish: { flow: string; field: string }): Promise<string | null>;
  commit(id: string, change: ConversationChange): Promise<CommitResult>;
  /** Texts of a flow by part; a part that is gone is absent. */
  readTexts(id: string, wish: { flow: string; parts: readonly number[] }): Promise<Map<number, string>>;
  /** Outbox entries that are not settled, oldest first; null if the conversation itself is gone. */
  pending(id: string): Promise<OutboxEntry[] | null>;
  /** Forgets outbox entries that are done; remembers which message shows the newest card. Returns how many are left. */
  settle(id: string, done: { entries: readonly string[]; card: SentCard | null }): Promise<number>;
  /** Says that this process is still sending: nobody takes over before `until`. */
  hold(ids: readonly string[], until: Date): Promise<void>;
  readSendingState(id: string): Promise<SendingState>;
  /** Takes conversations of all shards whose outbox is due; nobody else gets them before `until`. */
  claimDue(wish: { now: Date; until: Date; most: number }): Promise<string[]>;
  /**
   * Takes what another sender has left to be sent, due or not: `most` conversations of each shard. `rest` tells
   * whether there may be more.
   */
  takeOver(wish: { from: string; until: Date; most: number }): Promise<{ taken: string[]; rest: boolean }>;
}

/** A card by its prompt, and the channel's id of the message that shows it. */
export interface SentCard {
  prompt: string;
  message: string;
}

/** Context under which a field of a draft is sealed, in Redis and in its copy in MongoDB alike. */
export function draftContext(of: Field): string {
  return `draft/${of.conversation}/${of.flow}/${of.field}`;
}

/** Id of the outbox entry at `index` of the commit that made `revision`. */
export function outboxEntryId(revision: number, index: number): string {
  return `${String(revision).padStart(12, '0')}.${String(index + 1).padStart(3, '0')}`;
}

interface Stores {
  redis: Redis;
  keys: KeyRing;
  prefix: string;
  sender: string;
}

/** A sealed field: where it belongs is part of its seal. */
interface Field {
  conversation: string;
  flow: string;
  field: string;
}

/** Opens the store, as one of those that send what it holds. */
export function createConversationStore(of: Omit<Stores, 'sender'>): ConversationStore {
  const stores = { ...of, sender: randomUUID() };
  return {
    sender: stores.sender,
    load: (id) => load(stores, id),
    readField: (id, wish) => readField(stores, { conversation: id, ...wish }),
    commit: (id, change) => commit(stores, id, change),
    readTexts: (id, wish) => readTexts(stores, id, wish),
    pending: (id) => readPending(stores, id),
    settle: (id, done) => settle(stores, id, done),
    hold: (ids, until) => hold(stores, ids, until),
    readSendingState: (id) => readSendingState(stores, id),
    claimDue: (wish) => claimDue(stores, wish),
    takeOver: (wish) => takeOver(stores, wish),
  };
}

async function load(stores: Stores, id: string): Promise<StoredConversation> {
  const names = conversationKeys(stores.prefix, id);
  const [revision, head, active, pairs, restoredFrom] = (await runScript(stores.redis, 'load', {
    keys: [names.conversation],
    args: [names.flowStart],
  })) as [string | null, string | null, string | null, string[], string | null];
  if (revision === null || head === null) return { revision: 0, head: null, flow: null };
  const flow = active === null || active === '' ? null : openFlow(stores, { id, key: active, pairs });
  return {
    ...{ revision: Number(revision), head, flow },
    ...(restoredFrom === null ? {} : { restoredFrom: new Date(Number(restoredFrom)) }),
  };
}

function openFlow(
  { keys }: Stores,
  { id, key, pairs }: { id: string; key: string; pairs: readonly string[] },
): StoredFlow | null {
  const fields: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    const field = pairs[index] as string;
    fields[field] = keys.open(
      pairs[index + 1] as string,
      draftContext({ conversation: id, flow: key, field }),
    );
  }
  return pairs.length === 0 ? null : { key, fields };
}

async function readField({ redis, keys, prefix }: Stores, of: Field): Promise<string | null> {
  const envelope = await redis.hget(conversationKeys(prefix, of.conversation).flow(of.flow), of.field);
  return envelope === null ? null : keys.open(envelope, draftContext(of));
}

async function commit(stores: Stores, id: string, change: ConversationChange): Promise<CommitResult> {
  const names = conversationKeys(stores.prefix, id);
  const flow = change.flow?.key ?? '';
  const outbox = change.outbox.map((json) => stores.keys.seal(json, outboxContext(id)));
  const [status, revision, waiting, sender] = (await runScript(stores.redis, 'commit', {
    keys: [
      names.conversation,
      names.seen(change.update),
      names.outbox,
      names.flow(flow),
      names.texts(flow),
      names.changed(flow),
      names.due,
      names.changedIndex,
    ],
    args: [
      change.revision,
      id,
      change.head,
      flow,
      REMEMBER_UPDATE_SECONDS,
      change.dueAt.getTime(),
      change.now.getTime(),
      stores.sender,
      outbox.length,
      ...outbox,
      ...flowArguments(stores.keys, id, change.flow),
    ],
  })) as [CommitResult['status'], number, number, string | null];
  const where = sender === stores.sender ? 'here' : 'elsewhere';
  return { status, revision, waiting: waiting === 0 ? 'nothing' : where };
}

function flowArguments(keys: KeyRing, conversation: string, flow: FlowChange | null): (string | number)[] {
  if (flow === null) return [0, 0, 0, 0];
  const seal = (text: string, field: string) =>
    keys.seal(text, draftContext({ conversation, flow: flow.key, field }));
  const set: string[] = [];
  const removed: string[] = [];
  for (const [field, value] of Object.entries(flow.fields)) {
    if (value === null) removed.push(field);
    else set.push(field, seal(value, field));
  }
  const texts = flow.texts.flatMap((part) => [part.id, seal(part.text, `text:${part.id}`)]);
  return [
    ...[set.length / 2, ...set],
    ...[removed.length, ...removed],
    ...[texts.length / 2, ...texts],
    ...[flow.dropped.length, ...flow.dropped],
  ];
}

async function readTexts(
  { redis, keys, prefix }: Stores,
  conversation: string,
  { flow, parts }: { flow: string; parts: readonly number[] },
): Promise<Map<number, string>> {
  if (parts.length === 0) return new Map();
  const sealed = await redis.hmget(conversationKeys(prefix, conversation).texts(flow), ...parts.map(String));
  const found = parts.flatMap((part, index) => {
    const envelope = sealed[index];
    if (envelope === null || envelope === undefined) return [];
    return [
      [part, keys.open(envelope, draftContext({ conversation, flow, field: `text:${part}` }))] as const,
    ];
  });
  return new Map(found);
}

async function readPending({ redis, keys, prefix }: Stores, id: string): Promise<OutboxEntry[] | null> {
  const { conversation, outbox } = conversationKeys(prefix, id);
  const [isThere, entries] = await Promise.all([
    redis.hexists(conversation, 'revision'),
    redis.hgetall(outbox),
  ]);
  if (isThere === 0) return null;
  return Object.keys(entries)
    .sort()
    .map((entry) => ({ id: entry, json: keys.open(entries[entry] as string, outboxContext(id)) }));
}

function outboxContext(conversation: string): string {
  return draftContext({ conversation, flow: '', field: 'outbox' });
}

async function settle(
  { redis, prefix }: Stores,
  id: string,
  done: { entries: readonly string[]; card: SentCard | null },
): Promise<number> {
  const names = conversationKeys(prefix, id);
  return (await runScript(redis, 'settle', {
    keys: [names.outbox, names.due, names.conversation, names.overdue],
    args: [id, done.card === null ? '' : JSON.stringify(done.card), ...done.entries],
  })) as number;
}

async function hold({ redis, prefix }: Stores, ids: readonly string[], until: Date): Promise<void> {
  await Promise.all(
    ids.map((id) => redis.zadd(conversationKeys(prefix, id).due, 'XX', 'GT', until.getTime(), id)),
  );
}

async function readSendingState({ redis, prefix, sender }: Stores, id: string): Promise<SendingState> {
  const names = conversationKeys(prefix, id);
  const [card, current] = await redis.hmget(names.conversation, 'card', 'sender');
  return {
    // Of a conversation that was lost, what this process has to say is still its own.
    takenOver: typeof current === 'string' && current !== sender,
    card: typeof card === 'string' ? (JSON.parse(card) as SentCard) : null,
  };
}

async function claimDue(
  { redis, prefix, sender }: Stores,
  wish: { now: Date; until: Date; most: number },
): Promise<string[]> {
  const claims = Array.from({ length: SHARDS }, (_, shard) => {
    const { due, overdue, conversationStart } = shardKeys(prefix, shard);
    const now = wish.now.getTime();
    const args = [
      ...[now, wish.until.getTime(), wish.most, now + FARTHEST_DUE_MS],
      ...[conversationStart, sender],
    ];
    return runScript(redis, 'claim', { keys: [due, overdue], args });
  });
  return ((await Promise.all(claims)) as string[][]).flat();
}

async function takeOver(
  { redis, prefix, sender }: Stores,
  wish: { from: string; until: Date; most: number },
): Promise<{ taken: string[]; rest: boolean }> {
  const claims = Array.from({ length: SHARDS }, (_, shard) => {
    const { due, conversationStart } = shardKeys(prefix, shard);
    const args = [wish.from, sender, wish.until.getTime(), wish.most, conversationStart];
    return runScript(redis, 'take-over', { keys: [due], args }) as Promise<string[]>;
  });
  const taken = await Promise.all(claims);
  return { taken: taken.flat(), rest: taken.some((ids) => ids.length === wish.most) };
}
