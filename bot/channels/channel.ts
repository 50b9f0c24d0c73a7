import type { FastifyInstance } from 'fastify';
import type { ChannelEvent, Message, Receive } from '../../handlers/ports.ts';

/** What a channel can do; everything that is not declared is off. */
export interface Capabilities {
  /** Buttons under a message; without them choices are numbered and actions are typed words. */
  buttons: boolean;
  /** A message that was sent can be replaced; without it none is asked to be (`sendMessage`). */
  editing: boolean;
  /** People can send files; without it a question for files says where to send them. */
  files: boolean;
  /** Longest text of one message that is sent, in UTF-16 units: longer ones are cut. */
  maxText: number;
}

/** A messenger by its name, and where the bot is found on it; nothing while it cannot be reached. */
export interface ChannelAddress {
  app: string;
  address: string | undefined;
  /** The link that opens the chat with the bot and hands it the code of an invitation. */
  linkOf?: (code: string) => string;
}

/** A message on its way: `replaces` is the id of an earlier one that it takes the place of, where that is possible. */
export interface Outgoing {
  message: Message;
  replaces?: string;
}

/**
 * A way to talk with people. `decode` turns a raw, untrusted update into an event, or nothing if it is not
 * for us; `send` returns the id of the (last) message sent and rejects if it was not accepted.
 */
export interface Channel {
  name: string;
  capabilities: Capabilities;
  decode(raw: unknown): ChannelEvent | undefined;
  send(chat: string, outgoing: Outgoing): Promise<string>;
  start(receive: Receive): Promise<void>;
  stop(): Promise<void>;
  /** What the messenger is called and where people find the bot, once it is reached. */
  address?(): ChannelAddress;
  /** Adds what the channel serves itself to the server that the app listens with; called before `start`. */
  routes?(server: FastifyInstance): Promise<void>;
}
