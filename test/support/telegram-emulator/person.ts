import type { InlineKeyboardButton, Message, User } from 'grammy/types';
import { cutPaste } from './cut-paste.ts';
import type { DeliverUpdates, Sent } from './deliver-updates.ts';
import * as bodies from './message-bodies.ts';
import type { OpenPress, Room, World } from './world.ts';

/** A person with their phone, in their private chat with the bot. */
export interface TelegramPerson {
  id: number;
  user: User;
  /** Writes a message. */
  say(text: string): Sent;
  /** Pastes a text that may be too long for one message: the app cuts it. */
  paste(text: string): Sent[];
  /** Replies to one of the messages in the chat. */
  reply(to: Message, text: string): Sent;
  edit(message: number, text: string): Sent;
  /** Presses the newest button whose label holds `label`. */
  press(label: string): OpenPress;
  /** Sends whatever data with a press on a message, as a forged app can. */
  pressData(data: string, message: Message): OpenPress;
  sendPhoto(): Sent;
  /** So many pictures as one album. */
  sendAlbum(size: number): Sent[];
  sendDocument(name: string): Sent;
  sendVoice(): Sent;
  sendSticker(): Sent;
  /** Passes on what `from` wrote. */
  forward(text: string, from: User): Sent;
  block(): void;
  unblock(): void;
  /** Leaves Telegram for good, without a word. */
  deactivate(): void;
  /** Everything in the chat as it stands now, oldest first. */
  shown(): Message[];
  /** What the bot said of it. */
  heard(): Message[];
  /** Short words that presses were answered with. */
  toasts(): string[];
}

type DataButton = InlineKeyboardButton.CallbackButton;

/** Opens the private chat of a person. */
export function createPerson(parts: { world: World; deliver: DeliverUpdates; user: User }): TelegramPerson {
  const { world, deliver, user } = parts;
  const room = roomOf(world, user);
  const send = (content: Partial<Message>) => deliver.message(room, user, content);
  const shown = () => [...room.messages.values()];
  const seed = () => `${user.id}.${world.nextDigits()}`;
  const standing = (status: { old: string; new: string }) => void deliver.member(room, user, status);

  return {
    id: user.id,
    user,
    say: (text) => send(bodies.textBody(text)),
    paste: (text) => cutPaste(text).map((piece) => send(bodies.textBody(piece))),
    reply: ({ reply_to_message: _further, ...to }, text) =>
      send({ ...bodies.textBody(text), reply_to_message: to as Message['reply_to_message'] & object }),
    edit: (message, text) => deliver.edit(room, message, bodies.textBody(text)),
    press(label) {
      const { message, button } = findButton(shown(), label);
      return deliver.press(user, message, button.callback_data);
    },
    pressData: (data, message) => deliver.press(user, message, data),
    sendPhoto: () => send(bodies.photoBody(seed())),
    sendAlbum(size) {
      const media_group_id = world.nextDigits();
      return Array.from({ length: size }, () => send({ media_group_id, ...bodies.photoBody(seed()) }));
    },
    sendDocument: (name) => send(bodies.documentBody(name)),
    sendVoice: () => send(bodies.voiceBody(seed())),
    sendSticker: () => send(bodies.stickerBody(seed())),
    forward: (text, from) => send(bodies.forwardBody(text, { from, date: world.now() - 3_600 })),
    block() {
      room.closed = 'blocked';
      standing({ old: 'member', new: 'kicked' });
    },
    unblock() {
      delete room.closed;
      standing({ old: 'kicked', new: 'member' });
    },
    deactivate() {
      room.closed = 'deactivated';
    },
    shown,
    heard: () => shown().filter(({ from }) => from?.id === world.bot.id),
    toasts: () =>
      [...world.presses.values()].flatMap((press) =>
        press.user === user.id && press.text !== undefined ? [press.text] : [],
      ),
  };
}

function roomOf(world: World, user: User): Room {
  const { id, first_name, last_name, username } = user;
  const names = { first_name, ...(last_name && { last_name }), ...(username && { username }) };
  const room: Room = { chat: { id, ...names, type: 'private' }, messages: new Map() };
  world.rooms.set(id, room);
  return room;
}

function findButton(messages: readonly Message[], label: string): { message: Message; button: DataButton } {
  for (const message of messages.toReversed()) {
    const button = buttonsOf(message).find(({ text }) => text.includes(label));
    if (button !== undefined) return { message, button };
  }
  const labels = buttonsOf(messages.at(-1)).map(({ text }) => text);
  throw new Error(`no button "${label}"; the newest message has: ${labels.join(' | ')}`);
}

function buttonsOf(message: Message | undefined): DataButton[] {
  const rows = message?.reply_markup?.inline_keyboard ?? [];
  return rows.flat().filter((button): button is DataButton => 'callback_data' in button);
}
