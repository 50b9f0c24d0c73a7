import type { Chat, Message, User } from 'grammy/types';
import type { DeliverUpdates, Sent } from './deliver-updates.ts';
import { textBody } from './message-bodies.ts';
import type { OpenPress, Room, World } from './world.ts';

/** A group that the bot is in. */
export interface TelegramGroup {
  id: number;
  /** A member writes to the group. */
  say(from: User, text: string): Sent;
  /** A member writes and mentions the bot, in a topic of a forum if one is given. */
  mention(from: User, text: string, where?: { topic: number }): Sent;
  /** An admin who stays anonymous mentions the bot: the group itself writes. */
  mentionAsGroup(text: string): Sent;
  pressData(from: User, data: string): OpenPress;
  add(from: User): void;
  kick(from: User): void;
  /** Becomes a supergroup with another id. */
  migrate(): TelegramGroup;
  shown(): Message[];
  heard(): Message[];
}

/** Stands for admins who stay anonymous, in every group. */
const ANONYMOUS: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

/** Opens a group chat. */
export function createGroup(parts: {
  world: World;
  deliver: DeliverUpdates;
  title: string;
  type?: 'group' | 'supergroup';
}): TelegramGroup {
  const { world, deliver, title, type = 'group' } = parts;
  const digits = world.nextDigits();
  const id = type === 'group' ? -Number(digits.slice(0, 9)) : -Number(`100${digits.slice(0, 10)}`);
  const chat =
    type === 'group' ? { id, title, type, all_members_are_administrators: true } : { id, title, type };
  const room: Room = { chat, messages: new Map() };
  world.rooms.set(id, room);
  const shown = () => [...room.messages.values()];

  return {
    id,
    say: (from, text) => deliver.message(room, from, textBody(text)),
    mention(from, text, where) {
      const topic = where && { message_thread_id: where.topic, is_topic_message: true as const };
      return deliver.message(room, from, { ...mentionOf(world, text), ...topic });
    },
    mentionAsGroup: (text) =>
      deliver.message(room, ANONYMOUS, { ...mentionOf(world, text), sender_chat: chat as Chat }),
    pressData(from, data) {
      const message = shown().at(-1);
      if (message === undefined) throw new Error('there is nothing to press');
      return deliver.press(from, message, data);
    },
    add: (from) => void deliver.member(room, from, { old: 'left', new: 'member' }),
    kick(from) {
      room.closed = 'kicked';
      deliver.member(room, from, { old: 'member', new: 'kicked' });
    },
    migrate() {
      const next = createGroup({ ...parts, type: 'supergroup' });
      room.migratedTo = next.id;
      return next;
    },
    shown,
    heard: () => shown().filter(({ from }) => from?.id === world.bot.id),
  };
}

function mentionOf({ bot }: World, text: string): Partial<Message> {
  const name = `@${bot.username}`;
  return {
    text: `${name} ${text}`,
    entities: [{ type: 'mention', offset: 0, length: name.length }],
  };
}
