import { LANGUAGES, type Language } from '../../../flows/forms/definition.ts';
import type { ChannelEvent, Input } from '../../../handlers/ports.ts';
import { isAddressed, type Self } from './address.ts';
import { decodeContent } from './content.ts';
import {
  type TelegramMember,
  type TelegramMessage,
  type TelegramPress,
  TelegramUpdate,
  type TelegramUser,
} from './schema.ts';

/** What an update is to us. */
export type Incoming =
  | { for: 'person'; event: ChannelEvent; sent?: TelegramMessage; press?: string }
  /** A person spoke to the bot where others read along; `topic` is that of a forum. */
  | { for: 'group'; chat: string; topic?: number; language: Language }
  /** A button was pressed that is none of a person's own chat. */
  | { for: 'foreign-press'; press: string; language: Language }
  /** Well-formed, and no concern of ours. */
  | { for: 'ignored' }
  | { for: 'unreadable'; update?: number };

const IGNORED: Incoming = { for: 'ignored' };
const HANDLE = /^[A-Za-z0-9_-]{1,64}$/;

/** When an update arrived, and who the bot is if that is known: it tells when it is spoken to in a group. */
interface Arrived {
  at: Date;
  self?: Self | undefined;
}

/** Reads one raw update, whoever made it: never throws, and the same update always reads the same. */
export function decodeUpdate(raw: unknown, arrived: Arrived): Incoming {
  const parsed = TelegramUpdate.safeParse(raw);
  if (!parsed.success) return { for: 'unreadable', ...updateIdOf(raw) };
  const { update_id: id, message, edited_message, callback_query, my_chat_member } = parsed.data;
  const update = { id, ...arrived };
  if (message !== undefined) return readMessage(message, update);
  if (edited_message !== undefined) return readEdited(edited_message, update);
  if (callback_query !== undefined) return readPress(callback_query, update);
  if (my_chat_member !== undefined) return readMember(my_chat_member, update);
  return IGNORED;
}

function readMessage(message: TelegramMessage, { id, at, self }: Arrived & { id: number }): Incoming {
  const { chat, from, message_id, date } = message;
  if (isGroup(chat)) {
    if (!isByPerson(message) || self === undefined || !isAddressed(message, self)) return IGNORED;
    const { is_topic_message: isTopic, message_thread_id: topic } = message;
    const where = isTopic === true && topic !== undefined ? { topic } : {};
    return { for: 'group', chat: String(chat.id), ...where, language: languageOf(from) ?? 'vi' };
  }
  const input = isOwnChat(message) ? decodeContent(message) : undefined;
  if (!isOwnChat(message) || input === undefined) return IGNORED;
  return {
    for: 'person',
    event: eventOf(message.from, { update: `${id}.m${message_id}.${date}`, at, input }),
    sent: message,
  };
}

/** A later edit of a picture or its caption changes no answer. */
function readEdited(message: TelegramMessage, { id, at }: Arrived & { id: number }): Incoming {
  const { text, message_id, edit_date = message.date } = message;
  if (!isOwnChat(message) || text === undefined) return IGNORED;
  const input: Input = { type: 'edited', message: String(message_id), text };
  return {
    for: 'person',
    event: eventOf(message.from, { update: `${id}.e${message_id}.${edit_date}`, at, input }),
  };
}

function readPress(press: TelegramPress, { id, at }: Arrived & { id: number }): Incoming {
  const { from, message, data } = press;
  const isOwn = message?.chat.type === 'private' && message.chat.id === from.id;
  if (!isOwn || data === undefined || !HANDLE.test(data)) {
    return { for: 'foreign-press', press: press.id, language: languageOf(from) ?? 'vi' };
  }
  const input: Input = { type: 'press', handle: data };
  return {
    for: 'person',
    event: eventOf(from, { update: `${id}.c${press.id}`, at, input }),
    press: press.id,
  };
}

function readMember(change: TelegramMember, { id, at }: Arrived & { id: number }): Incoming {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = change;
  if (isGroup(chat)) {
    const isNew = ['left', 'kicked'].includes(before.status) && !['left', 'kicked'].includes(after.status);
    return isNew ? { for: 'group', chat: String(chat.id), language: languageOf(from) ?? 'vi' } : IGNORED;
  }
  if (!isOwnChat({ chat, from }) || !['member', 'kicked'].includes(after.status)) return IGNORED;
  const input: Input = { type: 'reachable', reachable: after.status === 'member' };
  return { for: 'person', event: eventOf(from, { update: `${id}.r${date}`, at, input }) };
}

function isGroup({ type }: TelegramMessage['chat']): boolean {
  return type === 'group' || type === 'supergroup';
}

/** An admin who stays anonymous writes through a bot of Telegram's, as the group itself. */
function isByPerson({ chat, from, sender_chat }: TelegramMessage): boolean {
  return from?.is_bot === false || sender_chat?.id === chat.id;
}

/** A chat between one person and the bot carries the person's id. */
function isOwnChat<Where extends Pick<TelegramMessage, 'chat' | 'from'>>(
  where: Where,
): where is Where & { from: TelegramUser } {
  return where.chat.type === 'private' && where.from?.id === where.chat.id && !where.from.is_bot;
}

function eventOf(
  from: TelegramUser,
  { at, ...said }: { update: string; at: Date; input: Input },
): ChannelEvent {
  const id = String(from.id);
  const language = languageOf(from);
  // After a week of silence Telegram starts update ids anew at random, so they alone are no key.
  return {
    ...{ channel: 'telegram', user: id, chat: id, at: at.toISOString(), ...said },
    ...(language && { language }),
  };
}

/** The language of the person's app, if it is one of ours. */
function languageOf(user: TelegramUser | undefined): Language | undefined {
  const code = user?.language_code?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === code);
}

function updateIdOf(raw: unknown): { update?: number } {
  const id = typeof raw === 'object' && raw !== null && 'update_id' in raw ? raw.update_id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? { update: id } : {};
}
