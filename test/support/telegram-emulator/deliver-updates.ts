import { randomBytes } from 'node:crypto';
import type { Message, User } from 'grammy/types';
import type { QueuedUpdate } from './kept-updates.ts';
import type { UpdateQueue } from './update-queue.ts';
import type { OpenPress, Room, World } from './world.ts';

/** Something that a person did: the message as it stands in the chat, and the update about it. */
export interface Sent {
  message: Message;
  /** Nothing if the bot did not ask for such updates. */
  update: QueuedUpdate | undefined;
}

/** Puts what people do into the chat and into an update of its own. */
export interface DeliverUpdates {
  message(room: Room, from: User, content: Partial<Message>): Sent;
  edit(room: Room, message: number, content: Partial<Message>): Sent;
  press(from: User, message: Message, data: string): OpenPress;
  /** The bot's standing in a chat changed. */
  member(room: Room, from: User, status: { old: string; new: string }): QueuedUpdate | undefined;
}

/** A press can be answered for so long. */
const PRESS_SECONDS = 150;

export function createDeliverUpdates({ world, queue }: { world: World; queue: UpdateQueue }): DeliverUpdates {
  const chatInstance = `-${world.nextDigits()}`;
  return {
    message(room, from, content) {
      const { chat } = room;
      const message = {
        message_id: world.nextMessageId(room),
        from,
        chat,
        date: world.now(),
        ...content,
      } as Message;
      world.keep(room, message);
      world.changed();
      return { message, update: queue.add('message', message, { sequence: `m${chat.id}` }) };
    },
    edit(room, id, content) {
      const old = room.messages.get(id);
      if (old === undefined) throw new Error(`there is no message ${id} to edit`);
      const message = { ...old, edit_date: world.now(), ...content } as Message;
      world.keep(room, message);
      world.changed();
      return { message, update: queue.add('edited_message', message, { sequence: `m${room.chat.id}` }) };
    },
    press(from, message, data) {
      const id = BigInt(`0x${randomBytes(7).toString('hex')}`).toString();
      const press: OpenPress = { user: from.id, answered: false };
      world.keepPress(id, press);
      queue.add(
        'callback_query',
        { id, from, message, chat_instance: chatInstance, data },
        { sequence: `p${from.id}`, keepSeconds: PRESS_SECONDS },
      );
      return press;
    },
    member(room, from, status) {
      const user = { ...world.bot };
      return queue.add(
        'my_chat_member',
        {
          chat: room.chat,
          from,
          date: world.now(),
          old_chat_member: { user, status: status.old },
          new_chat_member: {
            user,
            status: status.new,
            ...(status.new === 'kicked' ? { until_date: 0 } : {}),
          },
        },
        { sequence: `s${room.chat.id}` },
      );
    },
  };
}
