import type { Language } from '../flows/forms/definition.ts';

/** One piece of a message, neutral to the channel that shows it. Texts are plain, in the reader's language. */
export type Block =
  | { type: 'title'; text: string }
  /** Where one stands: "Câu 4/12 · đã lưu 09:41". */
  | { type: 'status'; text: string }
  | { type: 'text'; text: string }
  | { type: 'help'; text: string }
  /** The person's own words, shown back. */
  | { type: 'quote'; label: string; text: string }
  | { type: 'problem'; text: string };

/** Something to press, or to pick by its number or word on a channel without buttons. */
export interface Button {
  label: string;
  /** Random handle of the action; worthless to anybody but the person it was shown to. */
  handle: string;
  /** What to type instead of pressing, on a channel without buttons; choices are typed by number. */
  word?: string;
  /** The label of a choice begins with the number that is typed for it. */
  numbered?: true;
  tone?: 'primary' | 'danger';
  /** Marks an option that is picked already. */
  selected?: boolean;
}

/**
 * What the question in front takes besides presses, so that an app can help before anything is sent. `max` is in
 * code points and counts what the answer holds already; `left` is how many files more.
 */
export type Takes = { kind: 'text'; max: number; held: number } | { kind: 'files'; left: number };

/** What the bot says once: shown whole, or split by a channel with short texts. */
export interface Message {
  language: Language;
  blocks: readonly Block[];
  /** Options, numbered from 1 where there are no buttons. */
  choices: readonly Button[];
  /** Ways on: continue, skip, back … */
  actions: readonly Button[];
  takes?: Takes;
}

/** What a person did. `message` is the channel's id of what they sent, by which a later edit finds it. */
export type Input =
  /**
   * `continues`: the channel cut one long text, and this piece follows the last without a line break. `passedOn`:
   * somebody else wrote it, so it commands nothing. `replyTo` is the channel's id of the message of ours that it replies
   * to.
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
  /** `album` is the same for files that were sent as one; `captioned` ones came with words. */
  | { type: 'file'; id: string; name: string; album?: string; captioned?: true }
  /** Something that no question takes. */
  | { type: 'unsupported'; kind: 'voice' | 'sticker' | 'video' | 'location' | 'contact' | 'other' }
  /** The person let the bot write to them again, or no longer does. */
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
  /** The language of the person's app, if it is one of ours. */
  language?: Language;
  input: Input;
  /** Further updates of the chat wait behind this one: what there is to say may wait for what they lead to. */
  more?: true;
}

/** Where a message goes. */
export interface Address {
  channel: string;
  chat: string;
}

/**
 * Answer to one event, given once its commit is durable. `toast` is a short word to the presser of a
 * button, in their language.
 */
export interface Receipt {
  status: 'committed' | 'duplicate' | 'ignored';
  toast?: string;
  /** What was sent must not be kept anywhere: it bore a mark of secrecy. */
  withhold?: true;
  /** What was written or sent is not kept as an answer; why is in the reply. */
  refused?: true;
}

/** Takes one event; rejects if it could not be committed, and the channel must then deliver it again. */
export type Receive = (event: ChannelEvent) => Promise<Receipt>;

/** Sends a message where it is addressed; returns the channel's id of it. Rejects if it was not accepted. */
export type Send = (to: Address, outgoing: { message: Message; replaces?: string }) => Promise<string>;

/** Structured log: constant text, details as fields. Never a person's words. */
export interface Log {
  info(details: object, text: string): void;
  warn(details: object, text: string): void;
  error(details: object, text: string): void;
}
