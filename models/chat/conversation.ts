import { randomUUID } from 'node:crypto';
import { runScript, toRecord } from '../store/scripts.ts';
import { type CommitResult, type ConversationChange, commitConversation } from './commit-conversation.ts';
import { conversationKeys } from './conversation-keys.ts';
import { conversationContext, draftContext } from './draft-context.ts';
import {
  createOutbox,
  type Outbox,
  type OutboxEntry,
  openEntries,
  outboxContext,
  type SendingStores,
} from './outbox.ts';

/** A conversation as it is stored: JSON texts, opened. `revision` 0 means that there is none yet. */
export interface StoredConversation {
  revision: number;
  head: string | null;
  cards: string | null;
  /** Id of the draft in front. */
  front: string | null;
  /** That draft. */
  draft: StoredDraft | null;
  /** Names of the messages that show cards (`nameMessage`), by the ids of the cards. */
  messages: Readonly<Record<string, string>>;
  /**
   * The time of the copy that the conversation was restored from, null if there was none; set until the first commit
   * after that, and again where the person could not be told.
   */
  restoredFrom?: Date | null;
}

export interface StoredDraft {
  /** `draftIdOf` its identity. */
  id: string;
  /** The draft's identity as a text, which is only compared here, never parsed. */
  identity: string;
  /** Opened fields by name. */
  fields: Readonly<Record<string, string>>;
}

/** The live conversations, in Redis, by the codes of people. All text is sealed there. */
export interface ConversationStore extends Outbox {
  load(person: string): Promise<StoredConversation>;
  /** The same without the draft in front, so that one that cannot be opened is in nobody's way. */
  loadHead(person: string): Promise<Omit<StoredConversation, 'draft'>>;
  /** A draft of the person; null if it is not there. */
  loadDraft(person: string, id: string): Promise<StoredDraft | null>;
  /** Id of the draft with an identity; null if there is none. */
  findDraft(person: string, identity: string): Promise<string | null>;
  listDrafts(person: string): Promise<string[]>;
  /** What is there of a draft beside what it needs in any case: names of further fields, and the parts with texts. */
  listContents(person: string, id: string): Promise<{ fields: string[]; parts: number[] }>;
  /** Removes a draft all of which is copied; false, and nothing removed, if something of it is not. */
  removeDraft(person: string, draft: { id: string; identity: string }): Promise<boolean>;
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

/** What is kept of a draft in clear. */
const IDENTITY = 'identity';
const MESSAGE_START = 'message:';
const ALWAYS = [IDENTITY, 'facts', 'cursor'];

/** Opens the store for a process that sends its outbox. */
export function createConversationStore(parts: Omit<SendingStores, 'sender'>): ConversationStore {
  const stores = { ...parts, sender: randomUUID() };
  const { redis, keys, prefix } = stores;
  return {
    ...createOutbox(stores),
    async load(person) {
      const { draft, ...head } = await load(stores, person);
      return { ...head, draft: openDraft(stores, { person, id: head.front ?? '', fields: draft }) };
    },
    async loadHead(person) {
      const { draft: _draft, ...head } = await load(stores, person);
      return head;
    },
    async loadDraft(person, id) {
      const fields = await redis.hgetall(conversationKeys(prefix, person).draft(id));
      return openDraft(stores, { person, id, fields });
    },
    findDraft: (person, identity) => redis.hget(conversationKeys(prefix, person).drafts, identity),
    async draftsByIdentity(person) {
      return new Map(Object.entries(await redis.hgetall(conversationKeys(prefix, person).drafts)));
    },
    listDrafts: (person) => redis.hvals(conversationKeys(prefix, person).drafts),
    async listContents(person, id) {
      const names = conversationKeys(prefix, person);
      const [fields, parts] = await Promise.all([redis.hkeys(names.draft(id)), redis.hkeys(names.texts(id))]);
      return { fields: fields.filter((field) => !ALWAYS.includes(field)), parts: parts.map(Number) };
    },
    async removeDraft(person, { id, identity }) {
      const names = conversationKeys(prefix, person);
      const keysOfDraft = [names.draft(id), names.texts(id), names.changed(id), names.drafts];
      return (await runScript(redis, 'remove-draft', { keys: keysOfDraft, args: [id, identity] })) === 1;
    },
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
    commit: (person, change) => commitConversation(stores, person, change),
    readTexts: (person, wish) => readTexts(stores, person, wish),
  };
}

/** A conversation, and its draft in front still sealed. */
async function load(
  stores: SendingStores,
  person: string,
): Promise<Omit<StoredConversation, 'draft'> & { draft: Record<string, string> }> {
  const names = conversationKeys(stores.prefix, person);
  const [conversation, draft] = (await runScript(stores.redis, 'load', {
    keys: [names.conversation],
    args: [names.draftStart],
  })) as [string[], string[]];
  const { revision, head, cards, front, restoredFrom, ...others } = toRecord(conversation);
  if (revision === undefined || head === undefined) {
    return { revision: 0, head: null, cards: null, front: null, draft: {}, messages: {} };
  }
  const messages = Object.entries(others)
    .filter(([name]) => name.startsWith(MESSAGE_START))
    .map(([name, message]) => [name.slice(MESSAGE_START.length), message]);
  const open = (field: 'head' | 'cards', envelope: string) =>
    stores.keys.open(envelope, conversationContext(person, field));
  return {
    ...{ revision: Number(revision), head: open('head', head), front: front || null },
    cards: cards === undefined ? null : open('cards', cards),
    draft: toRecord(draft),
    messages: Object.fromEntries(messages),
    ...(restoredFrom === undefined ? {} : { restoredFrom: momentOf(restoredFrom) }),
  };
}

function momentOf(milliseconds: string): Date | null {
  return milliseconds === '' ? null : new Date(Number(milliseconds));
}

function openDraft(
  { keys }: SendingStores,
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

async function readTexts(
  { redis, keys, prefix }: SendingStores,
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
