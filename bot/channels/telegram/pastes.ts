import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { KeyRing } from '../../../models/store/encryption.ts';
import { MAX_TEXT } from './encode.ts';
import { findSeparator } from './paste-separators.ts';
import type { TelegramMessage } from './schema.ts';

/** Tells whether a message goes on with a text that was too long for one. */
export interface Pastes {
  /**
   * What stood between the part before and this one: nothing, a blank, a line's end or a blank line; undefined if
   * the message is not the rest of another. Asked again about the same message it says the same, even in another
   * process.
   */
  separatorBefore(chat: string, message: TelegramMessage): Promise<string | undefined>;
  /**
   * Notes a message that the next one may go on with, once it was taken from a member: of strangers nothing is
   * noted. `withheld` texts are not kept, so the blank that followed them is a guess.
   */
  note(chat: string, message: TelegramMessage, how?: { withheld?: boolean }): Promise<void>;
}

export interface PasteDependencies {
  redis: Redis;
  keys: KeyRing;
  prefix: string;
  now(): Date;
  /** Other processes take updates in as well, so what this one saw is not all. */
  shared: boolean;
}

/** The parts of one paste are sent at once; by Telegram's clock, which counts in seconds. */
const MOST_SECONDS_APART = 2;
/** No app cuts in the first half of a message. */
const SHORTEST_PART = MAX_TEXT / 2;
/** From here on a part is the start of a longer text, even if it was cut by an app that is not known. */
const NEARLY_FULL = MAX_TEXT - 300;
/** Undelivered updates are kept for a day. */
const KEEP_SECONDS = 25 * 3600;
/** The rest of a paste is taken right after its start; the text itself is kept no longer than needed for that. */
const KEEP_TEXT_SECONDS = 15 * 60;
const MOST_CHATS = 10_000;
/** Messages sent before the start may follow a part that another process took. */
const OLD_SECONDS = 10;

/** A message that may be the start of a longer text. */
interface Part {
  id: number;
  date: number;
  length: number;
  /** The message that came next, and what stood between, if that was the rest. */
  next?: number;
  separator?: string;
}

/**
 * Keeps, per chat, the ids and times of messages that were long: the next one within seconds is the rest of
 * the same text, if an app would have cut it there. Message ids are no help, as all chats of a bot share one count.
 */
export function createPastes(dependencies: PasteDependencies): Pastes {
  const { redis, keys, prefix, now, shared } = dependencies;
  const started = now().getTime() / 1000;
  const seen = new LRUCache<string, true>({ max: MOST_CHATS });
  const partsKey = (chat: string) => `${prefix}paste:${chat}`;
  const textKey = (chat: string, id: number) => `${prefix}paste:${chat}:${id}`;
  const context = (chat: string, id: number) => `paste/${chat}/${id}`;

  async function write(chat: string, { id, ...part }: Part): Promise<void> {
    const key = partsKey(chat);
    await redis.multi().hset(key, String(id), JSON.stringify(part)).expire(key, KEEP_SECONDS).exec();
  }

  async function readText(chat: string, id: number): Promise<string | undefined> {
    const sealed = await redis.get(textKey(chat, id));
    return sealed === null ? undefined : keys.open(sealed, context(chat, id));
  }

  return {
    async separatorBefore(chat, message) {
      const mayFollow = shared || seen.has(chat) || message.date < started + OLD_SECONDS;
      const id = message.message_id;
      const before = mayFollow ? partBefore(await redis.hgetall(partsKey(chat)), id) : undefined;
      if (before === undefined) return undefined;
      if (before.next !== undefined) return before.next === id ? before.separator : undefined;
      const separator = separatorOf(before, { message, text: await readText(chat, before.id) });
      // The first message after a long one takes the place of its rest, whether it is that or not.
      await write(chat, { ...before, next: id, ...(separator === undefined ? {} : { separator }) });
      await redis.del(textKey(chat, before.id));
      return separator;
    },
    async note(chat, message, { withheld = false } = {}) {
      const { message_id: id, date } = message;
      const text = typedText(message) ?? '';
      if (text.length <= SHORTEST_PART) return;
      const part = JSON.stringify({ date, length: text.length } satisfies Omit<Part, 'id'>);
      // Delivered again, it may already have its rest.
      const isNew = await redis.hsetnx(partsKey(chat), String(id), part);
      if (isNew === 1 && !withheld) {
        await redis.set(textKey(chat, id), keys.seal(text, context(chat, id)), 'EX', KEEP_TEXT_SECONDS);
      }
      await redis.expire(partsKey(chat), KEEP_SECONDS);
      seen.set(chat, true);
    },
  };
}

function partBefore(fields: Readonly<Record<string, string>>, id: number): Part | undefined {
  const ids = Object.keys(fields).map(Number);
  const last = Math.max(...ids.filter((one) => one < id));
  const json = fields[String(last)];
  return json === undefined ? undefined : { id: last, ...(JSON.parse(json) as Omit<Part, 'id'>) };
}

/** Nothing where the message is no text, or was passed on. */
function typedText({ text, forward_origin }: TelegramMessage): string | undefined {
  return forward_origin === undefined ? text : undefined;
}

/** `text` is that of the part, where it is still known. */
function separatorOf(
  part: Part,
  { message, text }: { message: TelegramMessage; text: string | undefined },
): string | undefined {
  const rest = typedText(message);
  if (rest === undefined || message.date - part.date > MOST_SECONDS_APART) return undefined;
  const known = text === undefined ? undefined : findSeparator(text, rest);
  if (known !== undefined) return known;
  const isLong = part.length >= NEARLY_FULL && part.length + rest.length >= MAX_TEXT;
  return isLong ? ' ' : undefined;
}
