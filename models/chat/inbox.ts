import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';
import { runScript } from '../store/scripts.ts';

/** The most updates of one chat that the inbox takes. */
const MOST_KEPT = 200;
/** An update that failed this often is parked, because the cause will not be gone within seconds. */
const PARKED_AFTER = 5;
/** An update that has failed for this long is parked, too: if a server is away, each try takes long. */
const PARKED_AFTER_MS = 10_000;
/** The person is told at most once in this time that messages are refused. */
const TELL_AGAIN_MS = 60_000;
/** Retries are never further away. A due time beyond that was written while a clock was wrong, and is ignored. */
const FARTHEST_DUE_MS = 10 * 60_000;

/** The first update of a chat. */
export interface FirstUpdate {
  id: string;
  /** How often it failed. */
  failed: number;
  /** Whether it was parked, or an update before it since the inbox of the chat was last empty. */
  wasParked: boolean;
  /** The number of updates of its chat in the inbox. */
  count: number;
  /** Its JSON; throws `envelope-unreadable`. */
  open(): string;
}

/** Updates of parked chats: those whose first update failed again and again, and what waits behind it. */
export interface Parked {
  updates: number;
  chats: number;
  /** When the first of these chats was parked. */
  since: Date | null;
}

/**
 * Updates of one channel that are acknowledged and not committed yet: sealed, in Redis, in order per chat. They are
 * new, or parked once the first of them failed too often or for too long.
 */
export interface InboxStore {
  /** Whether the inbox has updates of the chat; a later update must wait behind them. */
  hasUpdates(chat: string): Promise<boolean>;
  /**
   * Adds updates, each with an id that is unique in its chat and the JSON of the raw update and its time. Returns how many
   * were refused because there are too many, and whether to tell the person now.
   */
  add(
    chat: string,
    what: { updates: readonly { id: string; json: string }[]; now: Date; dueAt: Date },
  ): Promise<{ refused: number; tell: boolean }>;
  /** Claims chats whose first update is due; no other process gets them before `until`. */
  claim(wish: { now: Date; until: Date; most: number }): Promise<string[]>;
  first(chat: string): Promise<FirstUpdate | undefined>;
  /** Removes the first update after its commit; the next one is due at `dueAt`. Returns how many are left. */
  remove(chat: string, done: { id: string; dueAt: Date }): Promise<number>;
  /** Notes that the first update failed in a try that began at `since`; returns whether it is parked now. */
  fail(chat: string, failed: { id: string; since: Date; now: Date; dueAt: Date }): Promise<boolean>;
  /** Makes all updates due now, including those that another process has claimed. */
  takeUpAgain(): Promise<void>;
}

interface Stores {
  redis: Redis;
  prefix: string;
}

export function createInboxStore(stores: Stores & { keys: KeyRing; channel: string }): InboxStore {
  const { redis, prefix, keys, channel } = stores;
  const due = dueKey(prefix, channel);
  const keysOf = (chat: string) => ({ ...chatKeys(prefix, `${channel}:${chat}`), due });
  const contextOf = (chat: string, id: string) => inboxContext({ channel, chat, id });
  return {
    hasUpdates: async (chat) => (await redis.zscore(due, chat)) !== null,
    async add(chat, { updates, now, dueAt }) {
      const { order, entries, state } = keysOf(chat);
      const sealed = updates.flatMap(({ id, json }) => [id, keys.seal(json, contextOf(chat, id))]);
      const [refused, tell] = (await runScript(redis, 'inbox-add', {
        keys: [order, entries, due, state],
        args: [chat, now.getTime(), dueAt.getTime(), MOST_KEPT, TELL_AGAIN_MS, ...sealed],
      })) as [number, number];
      return { refused, tell: tell === 1 };
    },
    async claim({ now, until, most }) {
      const args = [now.getTime(), until.getTime(), most, now.getTime() + FARTHEST_DUE_MS];
      return (await runScript(redis, 'inbox-claim', { keys: [due], args })) as string[];
    },
    async first(chat) {
      const { order, entries, state } = keysOf(chat);
      const id = await redis.lindex(order, 0);
      if (id === null) return undefined;
      const [envelope, [failed, wasParked], count] = await Promise.all([
        redis.hget(entries, id),
        redis.hmget(state, 'failed', 'wasParked'),
        redis.llen(order),
      ]);
      const open = () => keys.open(envelope ?? '', contextOf(chat, id));
      return { id, failed: Number(failed ?? 0), wasParked: wasParked === '1', count, open };
    },
    async remove(chat, { id, dueAt }) {
      const { order, entries, state, parked, member } = keysOf(chat);
      return (await runScript(redis, 'inbox-remove', {
        keys: [order, entries, due, state, parked],
        args: [chat, id, dueAt.getTime(), member],
      })) as number;
    },
    async fail(chat, { id, since, now, dueAt }) {
      const { order, state, parked, member } = keysOf(chat);
      const isParked = await runScript(redis, 'inbox-fail', {
        keys: [order, due, state, parked],
        args: [
          ...[chat, id, dueAt.getTime(), member, now.getTime(), PARKED_AFTER],
          ...[since.getTime(), PARKED_AFTER_MS],
        ],
      });
      return isParked === 1;
    },
    takeUpAgain: async () => makeDue(redis, due, await redis.zrange(due, '0', '-1')),
  };
}

/** Context under which an update is sealed. */
export function inboxContext({ channel, chat, id }: { channel: string; chat: string; id: string }): string {
  return `inbox/${channel}/${chat}/${id}`;
}

/** How many updates of a chat lie there, parked or not. */
export function countKept({ redis, prefix }: Stores, of: { channel: string; chat: string }): Promise<number> {
  return redis.llen(chatKeys(prefix, `${of.channel}:${of.chat}`).order);
}

/** Removes all updates of a chat, parked or not; returns how many there were. */
export async function dropKept(
  stores: Stores,
  { channel, chat }: { channel: string; chat: string },
): Promise<number> {
  const { redis, prefix } = stores;
  const { member, parked, order, entries, state } = chatKeys(prefix, `${channel}:${chat}`);
  const count = await countKept(stores, { channel, chat });
  await redis
    .multi()
    .del(order, entries, state)
    .zrem(dueKey(prefix, channel), chat)
    .zrem(parked, member)
    .exec();
  return count;
}

/** Reads off the index what is parked, over all channels. */
export async function readParked({ redis, prefix }: Stores): Promise<Parked> {
  const [updates, chats, since] = (await runScript(redis, 'inbox-parked', {
    keys: [parkedKey(prefix)],
    args: [chatKeys(prefix, '').order],
  })) as [number, number, string];
  return { updates, chats, since: since === '' ? null : new Date(Number(since)) };
}

/** Makes all parked updates due now, in order; returns how many there are. */
export async function retryParked({ redis, prefix }: Stores): Promise<Parked> {
  const parked = await readParked({ redis, prefix });
  for (const member of await redis.zrange(parkedKey(prefix), '0', '-1')) {
    const [channel = ''] = member.split(':', 1);
    await makeDue(redis, dueKey(prefix, channel), [member.slice(channel.length + 1)]);
  }
  return parked;
}

async function makeDue(redis: Redis, due: string, chats: readonly string[]): Promise<void> {
  await Promise.all(chats.map((chat) => redis.zadd(due, 'XX', 0, chat)));
}

/** All keys are in one hash slot, because scripts move updates of any chat between them. */
function slotOf(prefix: string): string {
  return `${prefix}{inbox}`;
}

function dueKey(prefix: string, channel: string): string {
  return `${slotOf(prefix)}:due:${channel}`;
}

function parkedKey(prefix: string): string {
  return `${slotOf(prefix)}:parked`;
}

/** `member` is the channel and the chat. */
function chatKeys(prefix: string, member: string) {
  const slot = slotOf(prefix);
  return {
    member,
    parked: parkedKey(prefix),
    order: `${slot}:order:${member}`,
    entries: `${slot}:entries:${member}`,
    state: `${slot}:state:${member}`,
  };
}
