import type { InlineKeyboardMarkup, Message, MessageEntity } from 'grammy/types';
import { badRequest } from './api-error.ts';
import type { Room, World } from './world.ts';

/** The parameters of a call. */
export type Params = Readonly<Record<string, unknown>>;

/** What was uploaded with a call, by field. */
export type Files = ReadonlyMap<string, { name: string; bytes: Uint8Array }>;

const LONGEST_TEXT = 4_096;
const LONGEST_CAPTION = 1_024;
const MOST_BUTTONS = 100;
const MOST_DATA_BYTES = 64;
const ENTITY_TYPES = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
];

/** `sendMessage`. */
export function sendText(world: World, params: Params): Message {
  const room = world.open(params.chat_id);
  const { message_thread_id: topic } = params;
  const where = topic === undefined ? {} : { message_thread_id: Number(topic), is_topic_message: true };
  return post(world, room, { ...contentOf(params), ...where });
}

/** `sendDocument` and `sendPhoto`. */
export function sendFile(
  world: World,
  { kind, params, files }: { kind: 'document' | 'photo'; params: Params; files: Files },
): Message {
  const room = world.open(params.chat_id);
  const file = files.get(kind);
  const file_id = file === undefined ? String(params[kind] ?? '') : `BQAC${world.nextDigits()}`;
  if (file_id === '') throw badRequest(`there is no ${kind} in the request`);
  const caption = typeof params.caption === 'string' ? { caption: params.caption } : {};
  if ((caption.caption?.length ?? 0) > LONGEST_CAPTION) throw badRequest('message caption is too long');
  const one = { file_id, file_unique_id: file_id.slice(-12), file_size: file?.bytes.byteLength ?? 1 };
  const content =
    kind === 'document'
      ? { document: { ...one, file_name: file?.name ?? 'file' } }
      : { photo: [{ ...one, width: 800, height: 600 }] };
  return post(world, room, { ...content, ...caption, ...keyboardOf(params) });
}

/** `editMessageText`. */
export function editText(world: World, params: Params): Message {
  const room = world.open(params.chat_id);
  const old = room.messages.get(Number(params.message_id));
  if (old === undefined) throw badRequest('message to edit not found');
  if (old.from?.id !== world.bot.id) throw badRequest("message can't be edited");
  const content = contentOf(params);
  const { text, entities, reply_markup } = old;
  if (isSame({ text, entities, reply_markup }, content)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const { message_id, from, chat, date } = old;
  const edited = { message_id, from, chat, date, edit_date: world.now(), ...content } as Message;
  world.keep(room, edited);
  world.said(edited);
  world.changed();
  return edited;
}

/** `deleteMessage`. */
export function removeMessage(world: World, { chat_id, message_id }: Params): true {
  const room = world.open(chat_id);
  if (!room.messages.delete(Number(message_id))) throw badRequest('message to delete not found');
  world.changed();
  return true;
}

function post(world: World, room: Room, content: object): Message {
  const message = {
    message_id: world.nextMessageId(room),
    from: world.bot,
    chat: room.chat,
    date: world.now(),
    ...content,
  } as Message;
  world.keep(room, message);
  delete room.action;
  world.said(message);
  world.changed();
  return message;
}

interface Content {
  text: string;
  entities?: MessageEntity[];
  reply_markup?: InlineKeyboardMarkup;
}

function contentOf(params: Params): Content {
  const { text, entities } = params;
  if (typeof text !== 'string' || text.trim() === '') throw badRequest('message text is empty');
  if (text.length > LONGEST_TEXT) throw badRequest('message is too long');
  return {
    text,
    ...(entities === undefined ? {} : { entities: checkEntities(entities) }),
    ...keyboardOf(params),
  };
}

function checkEntities(given: unknown): MessageEntity[] {
  const entities = parsed(given) as MessageEntity[];
  for (const { type, offset, length } of entities) {
    if (!ENTITY_TYPES.includes(type) || offset < 0 || length < 1) {
      throw badRequest("can't parse entities: wrong MessageEntity specified");
    }
  }
  return entities;
}

function keyboardOf({ reply_markup }: Params): { reply_markup?: InlineKeyboardMarkup } {
  if (reply_markup === undefined) return {};
  const markup = parsed(reply_markup) as InlineKeyboardMarkup;
  const buttons = markup.inline_keyboard.flat();
  if (buttons.length > MOST_BUTTONS) throw badRequest('reply markup is too long');
  for (const button of buttons) {
    if (button.text.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
    if ('url' in button) continue;
    const bytes = 'callback_data' in button ? Buffer.byteLength(button.callback_data) : 0;
    if (bytes < 1 || bytes > MOST_DATA_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  }
  return buttons.length === 0 ? {} : { reply_markup: markup };
}

/** In forms, objects are written out as JSON. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function isSame(one: object, other: object): boolean {
  const keys = ['text', 'entities', 'reply_markup'] as const;
  return keys.every(
    (key) =>
      JSON.stringify((one as Record<string, unknown>)[key]) ===
      JSON.stringify((other as Record<string, unknown>)[key]),
  );
}
