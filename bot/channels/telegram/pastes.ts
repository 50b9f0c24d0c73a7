import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { SentMessage } from './decode.ts';
import { MAX_TEXT } from './encode.ts';

/** Tells whether a message goes on with a text that was too long for one. */
export interface Pastes {
  /**
   * What was between the part before and this one: nothing, a space or a line's end; undefined if the message is
   * not the rest of another. Asked again about the same message it says the same, even in another process.
   */
  joinOf(chat: string, message: SentMessage): Promise<string | undefined>;
}

export interface PasteDependencies {
  redis: Redis;
  prefix: string;
  now(): Date;
  /** Other processes take updates in as well, so what this one saw is not all. */
  shared: boolean;
}

/** The parts of one paste are sent at once; by Telegram's clock, which counts in seconds. */
const MOST_SECONDS_APART = 2;
/** Apps look for a good place to cut in the last 300 units of a message. */
const SHORTEST_PART = MAX_TEXT - 300;
/** A part that ends so near to the limit without ending a sentence was cut at a space. */
const LONGEST_WORD = 40;
/** Undelivered updates are kept for a day. */
const KEEP_SECONDS = 25 * 3600;
const MOST_CHATS = 10_000;
/** Messages sent before the start may follow a part that another process took. */
const OLD_SECONDS = 10;
/** No part sent yet. */
const NONE = 0;

const SENTENCE_END = /[.!?…:;]["'”’»)\]]*$/u;
const JOINS = ['', ' ', '\n'];

/** A part that filled its message. Only the very next message of the person can go on with it: `next`. */
interface FullPart {
  id: number;
  date: number;
  /** Place in JOINS. */
  join: number;
  next: number;
}

/**
 * Keeps, per chat, the ids and times of messages that were about full: the next one within seconds is the rest of
 * the same text. Message ids are no help, as all chats of a bot share one count.
 */
export function createPastes({ redis, prefix, now, shared }: PasteDependencies): Pastes {
  const started = now().getTime() / 1000;
  const seen = new LRUCache<string, true>({ max: MOST_CHATS });
  return {
    async joinOf(chat, message) {
      const key = `${prefix}paste:${chat}`;
      const isFull = (message.text?.length ?? 0) >= SHORTEST_PART;
      const mayFollow = shared || seen.has(chat) || message.date < started + OLD_SECONDS;
      if (!isFull && !mayFollow) return undefined;
      const parts = Object.entries(await redis.hgetall(key)).map(readPart);
      const before = partBefore(parts, message.id);
      const changed = [...follow(before, message), ...(isFull ? fill(parts, message) : [])];
      if (changed.length > 0) {
        const fields = changed.map((part) => [String(part.id), writePart(part)]);
        await redis.multi().hset(key, Object.fromEntries(fields)).expire(key, KEEP_SECONDS).exec();
      }
      if (isFull) seen.set(chat, true);
      return before !== undefined && isRest(before, message) ? JOINS[before.join] : undefined;
    },
  };
}

function partBefore(parts: readonly FullPart[], id: number): FullPart | undefined {
  return parts
    .filter((part) => part.id < id)
    .reduce<FullPart | undefined>((last, part) => (part.id > (last?.id ?? 0) ? part : last), undefined);
}

/** The first message after a full part takes the place of its rest, whether it is that or not. */
function follow(before: FullPart | undefined, message: SentMessage): FullPart[] {
  return before?.next === NONE ? [{ ...before, next: message.id }] : [];
}

function fill(parts: readonly FullPart[], { id, date, text = '' }: SentMessage): FullPart[] {
  return parts.some((part) => part.id === id) ? [] : [{ id, date, join: joinAfter(text), next: NONE }];
}

/** Apps cut at line ends, else sentences, else spaces, and drop the white space there; only if there is none, anywhere. */
function joinAfter(text: string): number {
  // One unit short is full as well, where a character of two units would not fit any more.
  if (text.length >= MAX_TEXT - 1) return JOINS.indexOf('');
  const isWord = text.length > MAX_TEXT - LONGEST_WORD && !SENTENCE_END.test(text);
  return JOINS.indexOf(isWord ? ' ' : '\n');
}

function isRest(before: FullPart, { id, date, text }: SentMessage): boolean {
  if (text === undefined || (before.next !== NONE && before.next !== id)) return false;
  return date - before.date <= MOST_SECONDS_APART;
}

function readPart([id, value]: [string, string]): FullPart {
  const [date = 0, join = 0, next = NONE] = value.split(' ').map(Number);
  return { id: Number(id), date, join, next };
}

function writePart({ date, join, next }: FullPart): string {
  return `${date} ${join} ${next}`;
}
