import type { Redis } from 'ioredis';
import type { SentMessage } from './decode.ts';
import { MAX_TEXT } from './encode.ts';

/** Tells whether a message goes on with a text that was too long for one. */
export interface Pastes {
  /** Asked again about the same message it says the same, even by another process. */
  continues(chat: string, message: SentMessage): Promise<boolean>;
}

/** The parts of one paste are sent at once; by Telegram's clock, which counts in seconds. */
const MOST_SECONDS_APART = 3;
/** Undelivered updates are kept for a day. */
const KEEP_SECONDS = 25 * 3600;
/** No part sent yet. */
const NONE = 0;

/** A part that filled its message. Only the very next message of the person can go on with it: `next`. */
interface FullPart {
  id: number;
  date: number;
  length: number;
  next: number;
}

/**
 * Keeps, per chat, the ids and times of messages that were full to the brim: the next one within seconds is
 * the rest of the same text. Message ids are no help, as all chats of a bot share one count.
 */
export function createPastes({ redis, prefix }: { redis: Redis; prefix: string }): Pastes {
  return {
    async continues(chat, message) {
      const key = `${prefix}paste:${chat}`;
      const parts = Object.entries(await redis.hgetall(key)).map(readPart);
      const before = parts
        .filter(({ id }) => id < message.id)
        .reduce<FullPart | undefined>((last, part) => (part.id > (last?.id ?? 0) ? part : last), undefined);
      const changed = [...follow(before, message), ...fill(parts, message)];
      if (changed.length > 0) {
        const fields = changed.map((part) => [String(part.id), writePart(part)]);
        await redis.multi().hset(key, Object.fromEntries(fields)).expire(key, KEEP_SECONDS).exec();
      }
      return before !== undefined && isRest(before, message);
    },
  };
}

/** The first message after a full part takes the place of its rest, whether it is that or not. */
function follow(before: FullPart | undefined, message: SentMessage): FullPart[] {
  return before?.next === NONE ? [{ ...before, next: message.id }] : [];
}

function fill(parts: readonly FullPart[], { id, date, text }: SentMessage): FullPart[] {
  const isFull = text !== undefined && text.length >= MAX_TEXT - 1;
  return isFull && !parts.some((part) => part.id === id) ? [{ id, date, length: text.length, next: NONE }] : [];
}

function isRest(before: FullPart, { id, date, text }: SentMessage): boolean {
  if (text === undefined || (before.next !== NONE && before.next !== id)) return false;
  if (date - before.date > MOST_SECONDS_APART) return false;
  // One unit short is full as well, where a character of two units would not fit any more.
  return before.length >= MAX_TEXT || /^[\u{10000}-\u{10FFFF}]/u.test(text);
}

function readPart([id, value]: [string, string]): FullPart {
  const [date = 0, length = 0, next = NONE] = value.split(' ').map(Number);
  return { id: Number(id), date, length, next };
}

function writePart({ date, length, next }: FullPart): string {
  return `${date} ${length} ${next}`;
}
