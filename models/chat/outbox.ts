import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';
import { isUnopenable } from '../store/errors.ts';
import { runScript } from '../store/scripts.ts';
import { conversationKeys, SHARDS, shardKeys } from './conversation-keys.ts';
import { areOfOneCommit, heldUntil } from './held-entry.ts';

/** Retries are never further away. A due time beyond that was written while a clock was wrong, and is ignored. */
const FARTHEST_DUE_MS = 10 * 60 * 1000;

/** A committed message to be sent or command to be run. */
export interface OutboxEntry {
  id: string;
  json: string;
}

/** What sending the next message of a conversation depends on. */
export interface SendingState {
  /** Whether another process sends for this conversation now. */
  takenOver: boolean;
  /** The message that shows the card that was asked for, if it was sent to the chat that was asked about. */
  message: string | null;
  /** Whether the entry that was asked about was held, and is withdrawn. */
  isWithdrawn: boolean;
}

/** A chat, as the channel names it. */
interface Chat {
  channel: string;
  chat: string;
}

/** A card, and the message that shows it: its id is the one that the channel gave it in that chat. */
export interface SentCard {
  card: string;
  message: string;
  address: Chat;
}

/**
 * The name of a message among those of all chats, as channels number the messages of each chat by themselves. The chat
 * itself cannot be read from it.
 */
export function nameMessage(address: Chat, message: string): string {
  return `${startOfNames(address)}${message}`;
}

/** The id of a named message in a chat; null if it is in another one. */
function messageIn(address: Chat | null, name: string | null | undefined): string | null {
  if (address === null || typeof name !== 'string') return null;
  const start = startOfNames(address);
  return name.startsWith(start) ? name.slice(start.length) : null;
}

function startOfNames({ channel, chat }: Chat): string {
  return `${hash('sha256', JSON.stringify([channel, chat]), 'base64url')} `;
}

/** The outboxes of the conversations: committed entries, and which process sends them. */
export interface Outbox {
  /** The name of this process among those that send. */
  readonly sender: string;
  /** Outbox entries that are not done, oldest first; null if the conversation itself is gone. */
  waiting(person: string): Promise<OutboxEntry[] | null>;
  /** Removes entries that are not done: those that `isWanted` says no to; one that cannot be opened is null. */
  drop(person: string, isWanted: (json: string | null) => boolean): Promise<void>;
  /** Removes outbox entries that are done, and stores which messages show cards. Returns how many entries are left. */
  complete(person: string, done: { entries: readonly string[]; sent: readonly SentCard[] }): Promise<number>;
  /** Tells the other processes that this one is still sending, so that none takes over before `until`. */
  extendClaims(people: readonly string[], until: Date): Promise<void>;
  /** Has the next commit tell the person of a loss, of which they could not be told; `at` is that of the copy. */
  keepUntold(person: string, at: Date | null): Promise<void>;
  readSendingState(
    person: string,
    wish: { card: string | null; address: Chat | null; entry: string },
  ): Promise<SendingState>;
  /** The entry of a command's commit that is held; null if it was sent, or cannot be opened. */
  findHeld(person: string, command: string): Promise<OutboxEntry | null>;
  /** Takes conversations of all shards whose outbox is due; nobody else gets them before `until`. */
  claimDue(wish: { now: Date; until: Date; most: number }): Promise<string[]>;
  /**
   * Claims conversations of another sender, due or not: up to `most` of each shard. `rest` tells whether there may be
   * more.
   */
  takeOver(wish: { from: string; until: Date; most: number }): Promise<{ taken: string[]; rest: boolean }>;
}

/** Where conversations and their outboxes are stored, and the name of this process among those that send. */
export interface SendingStores {
  redis: Redis;
  keys: KeyRing;
  prefix: string;
  sender: string;
}

/** Encryption context of outbox entries. */
export function outboxContext(person: string): string {
  return `outbox/${person}`;
}

/** Opens the outboxes for the sender with this name. */
export function createOutbox(stores: SendingStores): Outbox {
  const { redis, prefix, sender } = stores;
  const complete: Outbox['complete'] = async (person, { entries, sent }) => {
    const names = conversationKeys(prefix, person);
    return (await runScript(redis, 'complete', {
      keys: [names.outbox, names.due, names.conversation, names.overdue],
      args: [
        ...[person, entries.length, ...entries],
        ...sent.flatMap(({ card, message, address }) => [card, nameMessage(address, message)]),
      ],
    })) as number;
  };
  return {
    sender,
    waiting: (person) => readWaiting(stores, person),
    async drop(person, isWanted) {
      const found = Object.entries(await redis.hgetall(conversationKeys(prefix, person).outbox));
      const dropped = found.filter(([, envelope]) => !isWanted(openOrNull(stores, { person, envelope })));
      const entries = dropped.map(([id]) => id);
      if (entries.length > 0) await complete(person, { entries, sent: [] });
    },
    complete,
    async keepUntold(person, at) {
      const { conversation } = conversationKeys(prefix, person);
      await runScript(redis, 'keep-untold', { keys: [conversation], args: [at?.getTime() ?? ''] });
    },
    async extendClaims(people, until) {
      await Promise.all(
        people.map((person) =>
          redis.zadd(conversationKeys(prefix, person).due, 'XX', 'GT', until.getTime(), person),
        ),
      );
    },
    readSendingState: (person, wish) => readSendingState(stores, person, wish),
    findHeld: (person, command) => findHeld(stores, person, command),
    claimDue: (wish) => claimDue(stores, wish),
    takeOver: (wish) => takeOver(stores, wish),
  };
}

async function readSendingState(
  { redis, prefix, sender }: SendingStores,
  person: string,
  { card, address, entry }: { card: string | null; address: Chat | null; entry: string },
): Promise<SendingState> {
  const { conversation, outbox } = conversationKeys(prefix, person);
  const [[current, name], isThere] = await Promise.all([
    redis.hmget(conversation, 'sender', `message:${card ?? ''}`),
    heldUntil(entry) === undefined ? 1 : redis.hexists(outbox, entry),
  ]);
  // Of a conversation that was lost, what this process has to say is still its own.
  const takenOver = typeof current === 'string' && current !== sender;
  return { takenOver, message: messageIn(address, name), isWithdrawn: isThere === 0 };
}

async function findHeld(stores: SendingStores, person: string, command: string): Promise<OutboxEntry | null> {
  const { outbox } = conversationKeys(stores.prefix, person);
  const ids = await stores.redis.hkeys(outbox);
  const id = ids.find((one) => heldUntil(one) !== undefined && areOfOneCommit(one, command));
  const envelope = id === undefined ? null : await stores.redis.hget(outbox, id);
  const json = envelope === null ? null : openOrNull(stores, { person, envelope });
  return id === undefined || json === null ? null : { id, json };
}

async function readWaiting(
  { redis, keys, prefix }: SendingStores,
  person: string,
): Promise<OutboxEntry[] | null> {
  const { conversation, outbox } = conversationKeys(prefix, person);
  const [isThere, entries] = await Promise.all([
    redis.hexists(conversation, 'revision'),
    redis.hgetall(outbox),
  ]);
  if (isThere === 0) return null;
  return openEntries(keys, { person, entries });
}

/** Entries in the order of their ids, opened. */
export function openEntries(
  keys: Pick<KeyRing, 'open'>,
  { person, entries }: { person: string; entries: Readonly<Record<string, string>> },
): OutboxEntry[] {
  return Object.keys(entries)
    .sort()
    .map((id) => ({ id, json: keys.open(entries[id] as string, outboxContext(person)) }));
}

function openOrNull(
  { keys }: SendingStores,
  { person, envelope }: { person: string; envelope: string },
): string | null {
  try {
    return keys.open(envelope, outboxContext(person));
  } catch (error) {
    if (isUnopenable(error)) return null;
    throw error;
  }
}

async function claimDue(
  { redis, prefix, sender }: SendingStores,
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
  { redis, prefix, sender }: SendingStores,
  wish: { from: string; until: Date; most: number },
): Promise<{ taken: string[]; rest: boolean }> {
  const claims = Array.from({ length: SHARDS }, (_, shard) => {
    const { due, conversationStart } = shardKeys(prefix, shard);
    const args = [wish.from, sender, wish.until.getTime(), wish.most, conversationStart];
    return runScript(redis, 'take-over', { keys: [due], args }) as Promise<string[]>;
  });
  const taken = await Promise.all(claims);
  return { taken: taken.flat(), rest: taken.some((people) => people.length === wish.most) };
}
