import { badRequest } from './api-error.ts';
import { editText, type Files, type Params, removeMessage, sendFile, sendText } from './message-methods.ts';
import type { World } from './world.ts';

/** Does what a method of the Bot API does and returns its result. Throws ApiError where the API refuses. */
export type BotMethod = (world: World, params: Params, files: Files) => unknown;

const LONGEST_TOAST = 200;
const MOST_COMMANDS = 100;
const ACTIONS = ['typing', 'upload_photo', 'upload_document', 'record_voice', 'upload_voice'];

/** The methods that need nothing but the world; those about updates are answered where updates are kept. */
export const BOT_METHODS: Readonly<Record<string, BotMethod>> = {
  getMe: ({ bot }) => ({
    ...bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }),
  sendMessage: sendText,
  sendDocument: (world, params, files) => sendFile(world, { kind: 'document', params, files }),
  sendPhoto: (world, params, files) => sendFile(world, { kind: 'photo', params, files }),
  editMessageText: editText,
  deleteMessage: removeMessage,
  answerCallbackQuery,
  sendChatAction,
  setMyCommands,
  getMyCommands: ({ commands }, params) => commands.get(menuKey(params)) ?? [],
};

function answerCallbackQuery(world: World, { callback_query_id, text }: Params): true {
  const press = world.presses.get(String(callback_query_id));
  if (press === undefined || press.answered) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  if (typeof text === 'string' && text.length > LONGEST_TOAST) throw badRequest('MESSAGE_TOO_LONG');
  press.answered = true;
  if (typeof text === 'string' && text !== '') press.text = text;
  world.changed();
  return true;
}

function sendChatAction(world: World, { chat_id, action }: Params): true {
  const room = world.open(chat_id);
  if (!ACTIONS.includes(String(action))) throw badRequest('wrong parameter action in request');
  room.action = String(action);
  world.changed();
  return true;
}

function setMyCommands(world: World, params: Params): true {
  const commands = params.commands as { command: string; description: string }[];
  if (!Array.isArray(commands) || commands.length > MOST_COMMANDS) throw badRequest("can't parse BotCommand");
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  world.commands.set(menuKey(params), commands);
  return true;
}

function menuKey({ scope, language_code }: Params): string {
  const { type = 'default' } = (scope ?? {}) as { type?: string };
  return `${type} ${typeof language_code === 'string' ? language_code : ''}`.trim();
}
