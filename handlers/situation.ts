import type { StepResult } from '../flows/engine/events.ts';
import type { BotAction, Conversation, Head, Say } from './conversation.ts';
import type { Address, ChannelEvent, Input } from './ports.ts';
import type { Review } from './reviews.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One event, with all that is needed to answer it. */
export interface Situation {
  conversation: Conversation;
  /** The person's open review; null if there is none for them. */
  review: Review | null;
  event: Pick<ChannelEvent, 'at' | 'language'> & {
    input: Input | News | JoinedInput;
    address: Address;
  };
  vocabulary: Vocabulary;
  /** Random id for a new card. */
  promptId: string;
  /** When the copy was made that the conversation had to be restored from; null if it is lost and there was none. */
  restoredFrom?: Date | null;
}

/** Word from the system of record; nobody typed it. */
export type News =
  | { type: 'recorded'; number: number }
  /** The conversation may have had to be brought back. */
  | { type: 'restored' };

/** The person has just bound the chat that the event comes from; `others` are told. */
export interface JoinedInput {
  type: 'joined';
  others: readonly Address[];
}

/** What is to be committed: the new head, the flow's change, what is said, and a short word to a presser. */
export interface Response {
  head: Head;
  flow: { key: string; result: StepResult } | null;
  says: readonly CardedSay[];
  toast?: 'already-taken' | 'stale';
  /** What was written or sent is no answer and is not kept as one. */
  refused?: true;
  /** The person gives up the chat that the event comes from, once all is said. */
  unlinks?: true;
}

/** `to` is where it is said, if not where the event came from. */
export interface CardedSay {
  say: Say;
  prompt: string | null;
  replaces: string | null;
  to?: Address;
}

/** An answer before its cards have their handles. */
export interface Answered {
  head: Head;
  flow: Response['flow'];
  says: readonly Say[];
  unlinks?: true;
}

/** An action taken outside of the questions. */
export type OutsideAction = Extract<
  BotAction,
  { do: 'home' | 'begin' | 'help' | 'languages' | 'language' | 'privacy' | 'data' | 'erase' | 'unlink' }
>;
