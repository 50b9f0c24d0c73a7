import { z } from 'zod';
import type { Channel } from '../../bot/channels/channel.ts';
import { renderText } from '../../bot/channels/render.ts';
import type { Input, Message, Receipt, Receive } from '../../handlers/ports.ts';
import { AppError } from '../../models/store/errors.ts';

/** Longest text of one message, either way: short, so that everything has to be split. */
export const PLAIN_MAX_TEXT = 600;

const RawMessage = z.strictObject({
  user: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  id: z.string().min(1).max(64),
  text: z.string().min(1).max(PLAIN_MAX_TEXT),
  continues: z.boolean().optional(),
  /** The text is the new one of an earlier message. */
  edits: z.string().optional(),
  replyTo: z.string().optional(),
});

/** A messenger without buttons, editing or long texts. It keeps all messages, like a phone. */
export interface PlainChannel extends Channel {
  /** Messages as the bot sent them, and as pieces of text the way they are read. */
  sent(chat: string): readonly { message: Message; pieces: readonly string[] }[];
  /** A raw update as the messenger would deliver it; rejects if it was not taken and must be delivered again. */
  deliver(raw: unknown): Promise<Receipt | undefined>;
  /** Chats that have blocked the bot. */
  blocked: Set<string>;
}

export function createPlainChannel(now: () => Date): PlainChannel {
  const chats = new Map<string, { message: Message; pieces: string[] }[]>();
  let receive: Receive | undefined;

  const channel: PlainChannel = {
    name: 'plain',
    capabilities: { buttons: false, editing: false, files: false, maxText: PLAIN_MAX_TEXT },
    decode(raw) {
      const parsed = RawMessage.safeParse(raw);
      if (!parsed.success) return undefined;
      const { user, id, text, continues, edits, replyTo } = parsed.data;
      const rest = {
        ...(continues === true ? { continues } : {}),
        ...(replyTo === undefined ? {} : { replyTo }),
      };
      const input: Input =
        edits === undefined
          ? { type: 'text', text, message: id, ...rest }
          : { type: 'edited', text, message: edits };
      return { channel: 'plain', update: id, user, chat: user, at: now().toISOString(), input };
    },
    blocked: new Set(),
    async send(chat, { message, replaces }) {
      if (channel.blocked.has(chat)) {
        throw new AppError('chat-unreachable', { message: 'The chat is blocked' });
      }
      if (replaces !== undefined) throw new Error('a message cannot be replaced here');
      const pieces = renderText(message, { capabilities: channel.capabilities, lead: 'Gõ' });
      const log = chats.get(chat) ?? [];
      chats.set(chat, [...log, { message, pieces }]);
      return String(log.length);
    },
    async start(receiver) {
      receive = receiver;
    },
    async stop() {
      receive = undefined;
    },
    sent: (chat) => chats.get(chat) ?? [],
    async deliver(raw) {
      const event = channel.decode(raw);
      if (event === undefined) return undefined;
      if (receive === undefined) throw new Error('the channel is stopped');
      return receive(event);
    },
  };
  return channel;
}
