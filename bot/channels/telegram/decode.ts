import type { Language } from '../../../flows/definition.ts';
import type { ChannelEvent, Input } from '../../../handlers/ports.ts';
import { isAddressed, type Self } from './address.ts';
import { decodeContent } from './content.ts';
import {
  type TelegramMember,
  type TelegramMessage,
  type TelegramPress,
  TelegramUpdate,
} from './schema.ts';

/** An event that does not tell yet when it arrived. */
export type UndatedEvent = Omit<ChannelEvent, 'at'>;

/** A message as far as pasted texts are put together again from it. */
export interface SentMessage {
  id: number;
  /** Seconds since 1970, by Telegram's clock. */
  date: number;
  /** Nothing where it was no typed text. */
  text?: string;
}

/** What an update is to us. */
export type Incoming =
  | { for: 'person'; event: UndatedEvent; sent?: SentMessage; press?: string }
  /** Somebody spoke to the bot where others read along. */
  | { for: 'group'; chat: string; language: Language }
  /** A button was pressed that is none of a person's own chat. */
  | { for: 'presser'; press: string; language: Language }
  /** Well-formed, and no concern of ours. */
  | { for: 'nobody' }
  | { for: 'unreadable'; update?: number };

const HANDLE = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads one raw update, whoever made it: never throws, and the same update always reads the same. `self` tells
 * when the bot is spoken to in a group.
 */
export function decodeUpdate(raw: unknown, self?: Self): Incoming {
  const parsed = TelegramUpdate.safeParse(raw);
  if (!parsed.success) return { for: 'unreadable', ...updateIdOf(raw) };
  const { update_id: id, message, edited_message, callback_query, my_chat_member } = parsed.data;
  if (message !== undefined) return readMessage(message, { id, self });
  if (edited_message !== undefined) return readEdited(edited_message, id);
  if (callback_query !== undefined) return readPress(callback_query, id);
  if (my_chat_member !== undefined) return readMember(my_chat_member, id);
  return { for: 'nobody' };
}

function readMessage(message: TelegramMessage, of: { id: number; self: Self | undefined }): Incoming {
  const { chat, from, message_id, date } = message;
  if (from?.is_bot === true) return { for: 'nobody' };
  if (chat.type === 'group' || chat.type === 'supergroup') {
    if (of.self === undefined || !isAddressed(message, of.self)) return { for: 'nobody' };
    return { for: 'group', chat: String(chat.id), language: languageOf(from?.language_code) };
  }
  const input = isOwnChat(message) ? decodeContent(message) : undefined;
  if (input === undefined) return { for: 'nobody' };
  const { text } = message;
  const isTyped = text !== undefined && message.forward_origin === undefined;
  return {
    for: 'person',
    event: eventOf(message.chat.id, { update: `${of.id}.m${message_id}.${date}`, input }),
    sent: { id: message_id, date, ...(isTyped ? { text } : {}) },
  };
}

/** A later edit of a picture or its caption changes no answer. */
function readEdited(message: TelegramMessage, id: number): Incoming {
  const { text, message_id, edit_date = message.date } = message;
  if (!isOwnChat(message) || text === undefined || message.from?.is_bot === true) return { for: 'nobody' };
  const input: Input = { type: 'edited', message: String(message_id), text };
  return {
    for: 'person',
    event: eventOf(message.chat.id, { update: `${id}.e${message_id}.${edit_date}`, input }),
  };
}

function readPress(press: TelegramPress, id: number): Incoming {
  const { from, message, data } = press;
  const isOwn = message?.chat.type === 'private' && message.chat.id === from.id;
  if (!isOwn || data === undefined || !HANDLE.test(data)) {
    return { for: 'presser', press: press.id, language: languageOf(from.language_code) };
  }
  const input: Input = { type: 'press', handle: data };
  return {
    for: 'person',
    event: eventOf(from.id, { update: `${id}.c${press.id}`, input }),
    press: press.id,
  };
}

function readMember({ chat, from, date, new_chat_member }: TelegramMember, id: number): Incoming {
  const { status } = new_chat_member;
  if (!isOwnChat({ chat, from }) || (status !== 'member' && status !== 'kicked')) return { for: 'nobody' };
  const input: Input = { type: 'reachable', reachable: status === 'member' };
  return { for: 'person', event: eventOf(chat.id, { update: `${id}.r${date}`, input }) };
}

/** A chat between one person and the bot carries the person's id. */
function isOwnChat({ chat, from }: Pick<TelegramMessage, 'chat' | 'from'>): boolean {
  return chat.type === 'private' && from?.id === chat.id;
}

function eventOf(person: number, { update, input }: { update: string; input: Input }): UndatedEvent {
  // After a week of silence Telegram starts update ids anew at random, so they alone are no key.
  return { channel: 'telegram', update, user: String(person), chat: String(person), input };
}

function languageOf(code: string | undefined): Language {
  return code?.toLowerCase().startsWith('en') === true ? 'en' : 'vi';
}

function updateIdOf(raw: unknown): { update?: number } {
  const id = typeof raw === 'object' && raw !== null && 'update_id' in raw ? raw.update_id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? { update: id } : {};
}
