import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';
import { runScript } from '../store/scripts.ts';
import { conversationKeys } from './conversation-keys.ts';
import { createOutbox, type Outbox, type OutboxEntry, openEntries, outboxContext } from './outbox.ts';

/** Longer than any messenger delivers an update again. */
const REMEMBER_UPDATE_SECONDS = 48 * 60 * 60;

/** A conversation as it is stored: JSON texts, opened. `revision` 0 means that there is none yet. */
export interface StoredConversation {
  revision: number;
  head: string | null;
  cards: string | null;
  /** Id of the draft in front. */
  front: string | null;
  /** That draft. */
  draft: StoredDraft | null;
  /** Messages that show cards, by the ids of the cards. */
  messages: Readonly<Record<string, string>>;
  /** When the copy was made that it was restored from, until the first commit after that. */
  restoredFrom?: Date;
}

export interface StoredDraft {
  /** Random. */
  id: string;
  /** What it is about, as text that is compared and never taken apart here. */
  identity: string;
  /** Opened fields by name. */
  fields: Readonly<Record<string, string>>;
}

/** All that one event changes. It is taken whole or not at all. */
export interface ConversationChange {
  /** Key of the event; a second commit under the same key is a `duplicate`. */
  update: string;
  /** The revision that the change was computed from; any other is a `conflict`. */
  revision: number;
  head: string;
  cards: string;
  /** Id of the draft that `load` returns. */
  front: string | null;
  drafts: readonly DraftChange[];
  /** JSON of commands: they are put into the outbox first, and stay pending until they have an outcome. */
  commands: readonly string[];
  /** JSON of what else must be sent or done after the commit. */
  outbox: readonly string[];
  /** Ids of commands that have an outcome. */
  finished: readonly string[];
  /** Ids of cards whose messages need not be known any longer. */
  forgotten: readonly string[];
  now: Date;
  /** When the sweeper takes over what was not done by then. */
  dueAt: Date;
}

export interface DraftChange {
  id: string;
  identity: string;
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

/** The live conversations, in Redis, by the codes of people. All text is sealed there. */
export interface ConversationStore extends Outbox {
  load(person: string): Promise<StoredConversation>;
  /** A draft of the person; null if it is not there. */
  loadDraft(person: string, id: string): Promise<StoredDraft | null>;
  /** Id of the draft with an identity; null if there is none. */
  findDraft(person: string, identity: string): Promise<string | null>;
  listDrafts(person: string): Promise<string[]>;
  /** Ids of the person's drafts by their identities. */
  draftsByIdentity(person: string): Promise<ReadonlyMap<string, string>>;
  /** One field of a draft; null if it is not there. */
  readField(person: string, wish: { draft: string; field: string }): Promise<string | null>;
  /** JSON of a command that has no outcome yet; null if it has one. */
  readCommand(person: string, id: string): Promise<string | null>;
  /** Commands that have no outcome yet, the oldest first. */
  listCommands(person: string): Promise<OutboxEntry[]>;
  commit(person: string, change: ConversationChange): Promise<CommitResult>;
  /** Texts of a draft by part; a part that is gone is absent. */
  readTexts(person: string, wish: { draft: string; parts: readonly number[] }): Promise<Map<number, string>>;
}

/** Context under which a field of a draft is sealed, in Redis and in its copy in MongoDB alike. */
export function draftContext(place: Field): string {
  return `draft/${place.person}/${place.draft}/${place.field}`;
}

/** Id of the outbox entry at `index` of the commit that made `revision`; commands come first. */
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
  person: string;
  draft: string;
  field: string;
}

/** What is kept of a draft in clear. */
const IDENTITY = 'identity';
const MESSAGE_START = 'message:';

/** Opens the store, as one of those that send what it holds. */
export function createConversationStore(parts: Omit<Stores, 'sender'>): ConversationStore {
  const stores = { ...parts, sender: randomUUID() };
  const { redis, keys, prefix } = stores;
  return {
    ...createOutbox(stores),
    load: (person) => load(stores, person),
    async loadDraft(person, id) {
      const fields = await redis.hgetall(conversationKeys(prefix, person).draft(id));
      return openDraft(stores, { person, id, fields });
    },
    findDraft: (person, identity) => redis.hget(conversationKeys(prefix, person).drafts, identity),
    async draftsByIdentity(person) {
      return new Map(Object.entries(await redis.hgetall(conversationKeys(prefix, person).drafts)));
    },
    listDrafts: (person) => redis.hvals(conversationKeys(prefix, person).drafts),
    async readField(person, { draft, field }) {
      const envelope = await redis.hget(conversationKeys(prefix, person).draft(draft), field);
      return envelope === null ? null : keys.open(envelope, draftContext({ person, draft, field }));
    },
    async readCommand(person, id) {
      const envelope = await redis.hget(conversationKeys(prefix, person).pending, id);
      return envelope === null ? null : keys.open(envelope, outboxContext(person));
    },
    async listCommands(person) {
      const pending = await redis.hgetall(conversationKeys(prefix, person).pending);
      return openEntries(keys, { person, entries: pending });
    },
    commit: (person, change) => commit(stores, person, change),
    readTexts: (person, wish) => readTexts(stores, person, wish),
  };
}

async function load(stores: Stores, person: string): Promise<StoredConversation> {
  const names = conversationKeys(stores.prefix, person);
  const [conversation, draft] = (await runScript(stores.redis, 'load', {
    keys: [names.conversation],
    args: [names.draftStart],
  })) as [string[], string[]];
  const { revision, head, cards, front, restoredFrom, ...others } = toRecord(conversation);
  if (revision === undefined || head === undefined) {
    return { revision: 0, head: null, cards: null, front: null, draft: null, messages: {} };
  }
  const messages = Object.entries(others)
    .filter(([name]) => name.startsWith(MESSAGE_START))
    .map(([name, message]) => [name.slice(MESSAGE_START.length), message]);
  return {
    ...{ revision: Number(revision), head, cards: cards ?? null, front: front || null },
    draft: openDraft(stores, { person, id: front ?? '', fields: toRecord(draft) }),
    messages: Object.fromEntries(messages),
    ...(restoredFrom === undefined ? {} : { restoredFrom: new Date(Number(restoredFrom)) }),
  };
}

function openDraft(
  { keys }: Stores,
  { person, id, fields }: { person: string; id: string; fields: Readonly<Record<string, string>> },
): StoredDraft | null {
  const { [IDENTITY]: identity, ...sealed } = fields;
  if (identity === undefined) return null;
  const opened = Object.entries(sealed).map(([field, envelope]) => [
    field,
    keys.open(envelope, draftContext({ person, draft: id, field })),
  ]);
  return { id, identity, fields: Object.fromEntries(opened) };
}

async function commit(stores: Stores, person: string, change: ConversationChange): Promise<CommitResult> {
  const names = conversationKeys(stores.prefix, person);
  const seal = (json: string) => stores.keys.seal(json, outboxContext(person));
  const [status, revision, waiting, sender] = (await runScript(stores.redis, 'commit', {
    keys: [
      ...[names.conversation, names.seen(change.update), names.outbox, names.pending, names.drafts],
      ...[names.due, names.changedConversations, names.changedDrafts],
      ...change.drafts.flatMap(({ id }) => [names.draft(id), names.texts(id), names.changed(id)]),
    ],
    args: [
      ...[change.revision, person, change.head, change.cards, change.front ?? ''],
      ...[REMEMBER_UPDATE_SECONDS, change.dueAt.getTime(), change.now.getTime(), stores.sender],
      ...counted(change.commands.map(seal)),
      ...counted(change.outbox.map(seal)),
      ...counted(change.finished),
      ...counted(change.forgotten),
      ...change.drafts.flatMap((draft) => draftArguments(stores.keys, person, draft)),
    ],
  })) as [CommitResult['status'], number, number, string | null];
  const where = sender === stores.sender ? 'here' : 'elsewhere';
  return { status, revision, waiting: waiting === 0 ? 'nothing' : where };
}

function draftArguments(keys: KeyRing, person: string, change: DraftChange): (string | number)[] {
  const { id: draft, identity, fields, texts, dropped } = change;
  const seal = (text: string, field: string) => keys.seal(text, draftContext({ person, draft, field }));
  const set: [string, string][] = [];
  const removed: string[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === null) removed.push(field);
    else set.push([field, seal(value, field)]);
  }
  const parts = texts.map(({ id, text }) => [id, seal(text, `text:${id}`)]);
  return [
    ...[draft, identity],
    ...[set.length, ...set.flat()],
    ...counted(removed),
    ...[parts.length, ...parts.flat()],
    ...counted(dropped),
  ];
}

function counted(values: readonly (string | number)[]): (string | number)[] {
  return [values.length, ...values];
}

async function readTexts(
  { redis, keys, prefix }: Stores,
  person: string,
  { draft, parts }: { draft: string; parts: readonly number[] },
): Promise<Map<number, string>> {
  if (parts.length === 0) return new Map();
  const sealed = await redis.hmget(conversationKeys(prefix, person).texts(draft), ...parts.map(String));
  const found = parts.flatMap((part, index) => {
    const envelope = sealed[index];
    if (envelope === null || envelope === undefined) return [];
    return [[part, keys.open(envelope, draftContext({ person, draft, field: `text:${part}` }))] as const];
  });
  return new Map(found);
}

/** Pairs as Redis lists them. */
export function toRecord(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    record[pairs[index] as string] = pairs[index + 1] as string;
  }
  return record;
}
