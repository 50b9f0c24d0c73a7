import type { Language } from '../flows/forms/definition.ts';

/** One piece of a message, independent of the channel. Texts are plain, in the reader's language. */
export type Block =
  | { type: 'title'; text: string }
  /** Where the person stands: "Câu 4/12 · đã lưu 09:41". */
  | { type: 'status'; text: string }
  | { type: 'text'; text: string }
  | { type: 'help'; text: string }
  /** The person's own words, shown back. */
  | { type: 'quote'; label: string; text: string }
  | { type: 'problem'; text: string };

/** A button; on a channel without buttons it is picked by its number or word. */
export interface Button {
  label: string;
  /** Random id of the action; only the person to whom it was shown can use it. */
  handle: string;
  /** The word to type on a channel without buttons; a choice is picked by its number instead. */
  word?: string;
  /** The label of a choice names the number that is typed for it. */
  numbered?: true;
  tone?: 'primary' | 'danger';
  /** Whether the option is picked. */
  selected?: boolean;
  /** Others can be picked beside it. */
  several?: true;
}

/**
 * What can be typed or sent at the question in front, so that an app can check it before it is sent. `max` is the longest
 * answer in code points and `held` the length of the answer so far; `left` is how many more files can be sent.
 */
export type Takes = { kind: 'text'; max: number; held: number } | { kind: 'files'; left: number };

/** One message of the bot; a channel with short texts may split it. */
export interface Message {
  language: Language;
  blocks: readonly Block[];
  /** Options, numbered from 1 where there are no buttons. */
  choices: readonly Button[];
  /** Further actions: continue, skip, back … */
  actions: readonly Button[];
  takes?: Takes;
}

/** What a person did. `message` is the channel's id of their message; an edit of the message has the same id. */
export type Input =
  /**
   * `continues`: the channel cut one long text, and this piece follows the last one without a line break. `passedOn`:
   * the person forwarded a text of another author, so it is never read as a command. `replyTo`: the channel's id of the
   * bot's message that it replies to.
   */
  | {
      type: 'text';
      text: string;
      continues?: boolean;
      passedOn?: true;
      message?: string;
      replyTo?: string;
    }
  /** A message that was sent before has another text now. */
  | { type: 'edited'; message: string; text: string }
  | { type: 'press'; handle: string }
  /** `argument` is what follows the command, such as the code of an invitation. */
  | { type: 'command'; name: string; argument?: string }
  /** A photo has no name. `album` is the same for files that were sent together. `captioned`: it came with words. */
  | { type: 'file'; id: string; name?: string; album?: string; captioned?: true }
  /** A kind of message that is never an answer. */
  | { type: 'unsupported'; kind: 'voice' | 'sticker' | 'video' | 'location' | 'contact' | 'other' }
  /** The person allowed the bot to write to them again, or blocked it. */
  | { type: 'reachable'; reachable: boolean };

/** One decoded update. */
export interface ChannelEvent {
  channel: string;
  /** Unique on the channel; a repeated delivery carries the same key. */
  update: string;
  user: string;
  chat: string;
  /** ISO 8601, UTC: when the update arrived. */
  at: string;
  /** The language of the person's app, if the bot has it. */
  language?: Language;
  input: Input;
  /** Further updates of the chat are waiting; messages may be sent after those were handled, too. */
  more?: true;
}

/** The chat that a message is sent to. */
export interface Address {
  channel: string;
  chat: string;
}

/**
 * The answer to one event, after its commit is durable. `toast` is a short text for the person who pressed a button, in
 * their language.
 */
export interface Receipt {
  status: 'committed' | 'duplicate' | 'ignored';
  toast?: string;
  /** The message had a mark of state secrecy and must not be stored anywhere. */
  withhold?: true;
  /** The message was not stored as an answer; the reply says why. */
  refused?: true;
}

/** Takes one event. Rejects if it could not be committed; the channel must then deliver it again. */
export type Receive = (event: ChannelEvent) => Promise<Receipt>;

/** Sends a message to a chat and returns the channel's id of it. Rejects if the messenger did not accept it. */
export type Send = (to: Address, outgoing: { message: Message; replaces?: string }) => Promise<string>;

/** Structured log: constant texts, details as fields, never a person's words. */
export interface Log {
  info(details: object, text: string): void;
  warn(details: object, text: string): void;
  error(details: object, text: string): void;
}
