import { randomInt } from 'node:crypto';
import type { Chat, Message, User } from 'grammy/types';
import { ApiError, badRequest } from './api-error.ts';

/** A chat with all that was said in it. */
export interface Room {
  chat: Chat.PrivateChat | Chat.GroupChat | Chat.SupergroupChat;
  /** Messages by id, in order, as they stand now. */
  messages: Map<number, Message>;
  /** Why the bot may not write here: the person has not opened the private chat yet, has blocked it or has left. */
  closed?: 'unopened' | 'blocked' | 'deactivated' | 'kicked';
  /** Where a group went. */
  migratedTo?: number;
  /** The newest thing that is shown over the chat while the bot works. */
  action?: string;
}

/** A press that waits for its answer. */
export interface OpenPress {
  user: number;
  answered: boolean;
  text?: string;
}

/** All that the emulated messenger knows, and the counters of its ids. */
export interface World {
  bot: User & { is_bot: true; username: string };
  rooms: Map<number, Room>;
  presses: Map<string, OpenPress>;
  /** Menus by scope and language. */
  commands: Map<string, { command: string; description: string }[]>;
  /** Seconds since 1970. */
  now(): number;
  /** All private chats and small groups of a bot share one count of messages. */
  nextMessageId(room: Room): number;
  nextDigits(): string;
  /** Puts a message into its room; the oldest go where only so many are kept. */
  keep(room: Room, message: Message): void;
  /** A press that waits for its answer. */
  keepPress(id: string, press: OpenPress): void;
  /** A room that the bot may write to, as the API judges it. */
  open(chat: unknown): Room;
  /** Called with each message of the bot's, when it is sent and when it is edited. */
  said(message: Message): void;
  changed(): void;
}

const FILE_ID_LENGTH = 18;
/** Presses of all chats are kept together. */
const PRESSES_TO_MESSAGES = 100;

/** Makes an empty world that keeps at `most` so many messages of a chat. `changed` is called whenever something that can be seen changes. */
export function createWorld(
  settings: { botId: number; most: number } & Pick<World, 'now' | 'said' | 'changed'>,
): World {
  const { most } = settings;
  const rooms = new Map<number, Room>();
  const presses = new Map<string, OpenPress>();
  let lastMessage = randomInt(1_000, 100_000);
  return {
    bot: {
      id: settings.botId,
      is_bot: true,
      first_name: 'Kiểm Điểm',
      username: 'kiem_diem_bot',
    },
    rooms,
    presses,
    commands: new Map(),
    now: settings.now,
    said: settings.said,
    changed: settings.changed,
    nextMessageId(room) {
      if (room.chat.type === 'supergroup') return Math.max(0, ...room.messages.keys()) + 1;
      lastMessage += 1;
      return lastMessage;
    },
    keep: ({ messages }, message) => keepNewest(messages, { key: message.message_id, value: message, most }),
    keepPress: (id, press) =>
      keepNewest(presses, { key: id, value: press, most: most * PRESSES_TO_MESSAGES }),
    nextDigits: () => Array.from({ length: FILE_ID_LENGTH }, () => randomInt(10)).join(''),
    open: (chat) => openRoom(rooms, chat),
  };
}

function openRoom(rooms: Map<number, Room>, chat: unknown): Room {
  const room = rooms.get(Number(chat));
  if (room === undefined) throw badRequest('chat not found');
  if (room.migratedTo !== undefined) {
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: room.migratedTo,
    });
  }
  switch (room.closed) {
    case 'unopened':
      throw new ApiError(403, "Forbidden: bot can't initiate conversation with a user");
    case 'blocked':
      throw new ApiError(403, 'Forbidden: bot was blocked by the user');
    case 'deactivated':
      throw new ApiError(403, 'Forbidden: user is deactivated');
    case 'kicked':
      throw new ApiError(403, 'Forbidden: bot was kicked from the group chat');
    default:
      return room;
  }
}

function keepNewest<Key, Value>(map: Map<Key, Value>, entry: { key: Key; value: Value; most: number }): void {
  map.set(entry.key, entry.value);
  if (map.size > entry.most) map.delete(map.keys().next().value as Key);
}
