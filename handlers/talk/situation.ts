import type { FlowEvent, FormalAct, Note, RefusalDetails, StepResult } from '../../flows/engine/events.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import type { Address, ChannelEvent, Input } from '../ports.ts';
import type { Questions } from '../queries/questions.ts';
import type { ScreenParams } from './bot-action.ts';
import type { Cards, Conversation, Head } from './conversation.ts';
import type { Draft } from './draft.ts';
import type { HeldReceipt, PendingCommand } from './outbox-item.ts';
import type { BotOutput, HandedOver } from './output.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One event, and the conversation that it meets. */
export interface Situation {
  conversation: Conversation;
  /**
   * What the draft in front is asked; null if none is in front that the person is still asked to work at, and unknown where
   * the system of record does not tell.
   */
  front: Questions | 'unknown' | null;
  event: Pick<ChannelEvent, 'at' | 'language'> & {
    input: Input | News | JoinedInput;
    /** Null for news to somebody who gave up the chat that they last wrote from. */
    address: Address | null;
    /** When the chat was bound that it comes from, as far as that is known; milliseconds since 1970. */
    linkedAt?: number;
    /** The person no longer belongs to the organisation: nothing is taken, and nothing shown. */
    hasLeft?: true;
  };
  vocabulary: Vocabulary;
  /** Random id for a new card. */
  cardId: string;
  /** Ids of the cards that the message showed which a text replies to. */
  repliedTo?: readonly string[];
  /** When the copy was made that the conversation had to be restored from; null if it is lost and there was none. */
  restoredFrom?: Date | null;
  /** The receipt of the command whose outcome it is, if that was not sent yet. */
  heldReceipt?: HeldReceipt | undefined;
}

/** A command on a draft has its outcome; `reason` is the code of an error, `details` fill its sentence. */
export type Outcome = { draft: string; number: number; command: string } & (
  | { type: 'recorded' | 'withdrawn'; notes?: readonly Note[] }
  | { type: 'refused'; act: FormalAct; reason: string; details?: RefusalDetails }
);

/** Word from the system of record; nobody typed it. */
export type News =
  | Outcome
  /** The conversation may have had to be brought back. */
  | { type: 'restored' }
  | { type: 'handed-over'; output: HandedOver }
  | Told;

/** Somebody did something: `kind` is a sentence below `chat:news`, the screen tells more. */
export type Told = {
  type: 'told';
  kind: string;
  screen: string;
  params?: ScreenParams;
  /** Names that the sentence has. */
  values?: Readonly<Record<string, string | number>>;
};

/** The person has just bound the chat that the event comes from; `others` are told. */
export interface JoinedInput {
  type: 'joined';
  others: readonly Address[];
}

/** The draft that an event goes to: one by its id, the one in which a form is begun or gone on with, or that whose answer a message became. */
export type DraftWish = { id: string } | { form: string; params?: ScreenParams } | { message: string };

/** What is to be done about an event. What it needs is loaded next; `head` is what it leaves behind. */
export interface Decision {
  head: Head;
  next:
    | { do: 'step'; draft: DraftWish; event: FlowEvent }
    | { do: 'show'; screen: string; params?: ScreenParams; problem?: string }
    | { do: 'say'; outputs: readonly BotOutput[] };
  toast?: 'already-taken' | 'stale';
  /** The card that a press came from. */
  pressed?: string;
  /** Words or a file that were meant as an answer; they are refused if nothing of them is kept. */
  isAnswer?: true;
  /** The person gives up the chat that the event comes from, once all is said. */
  unlinks?: true;
}

/** What a decision needed. */
export type Loaded =
  /** `state` is that of the draft under the questions of today; `closed`: it is not asked for any longer, and is only read. */
  | {
      type: 'draft';
      draft: Pick<Draft, 'id' | 'identity'>;
      questions: Questions;
      state: FlowState;
      closed?: true;
    }
  | { type: 'screen'; facts: unknown }
  /**
   * The person is not asked to work at the draft, or not any longer, or it was lost before it was copied; `instead` says
   * more of it. `ended`: its cycle has stopped asking for it, and that form was written in.
   */
  | { type: 'closed'; instead?: { screen: string; params?: ScreenParams }; ended?: string }
  /** The draft is of a shape that this version of the program does not read. */
  | { type: 'unreadable' }
  /** The draft whose answer a message became is not asked for any longer, or was handed in for good. */
  | { type: 'unchangeable'; form: string; problem: string }
  /** The person may not see what the screen shows. */
  | { type: 'not-allowed' }
  /** What a screen shows cannot be loaded now. */
  | { type: 'unavailable' }
  | { type: 'nothing' };

/** What is to be committed: the new head and cards, a draft's change, and what is said. */
export interface Response {
  head: Head;
  cards: Cards;
  /** Ids of cards that no press can come from any longer. */
  forgotten: readonly string[];
  /** `state` is the draft's after it. */
  draft: { id: string; identity: Draft['identity']; result: StepResult; state: FlowState } | null;
  commands: readonly PendingCommand[];
  outputs: readonly AddressedOutput[];
  /** Commands that have an outcome now. */
  finished: readonly string[];
  /** A short word to a presser. */
  toast?: 'already-taken' | 'stale';
  /** What was written or sent is no answer and is not kept as one. */
  refused?: true;
  unlinks?: true;
  /** Ids of held outbox entries that are not to be sent any more. */
  withdrawn?: readonly string[];
}

/** Something that is said: the card that it is, if it has buttons, and where it goes, if not where the event came from. */
export interface AddressedOutput {
  output: BotOutput;
  card: string | null;
  replaces: string | null;
  to?: Address;
}
