import type { Output, Problem } from '../../flows/engine/events.ts';
import type { Language } from '../../flows/forms/definition.ts';
import type { StoredConversation } from '../../models/chat/conversation.ts';
import type { FormCommandName } from '../forms/catalogue.ts';
import type { Address, Input } from '../ports.ts';
import type { BotAction, ScreenParams } from './bot-action.ts';
import { type Draft, decodeDraft, type UnreadableDraft } from './draft.ts';

interface Offers {
  choices: readonly BotAction[];
  actions: readonly BotAction[];
  problem?: Problem;
}

/** A screen with what it shows. Its facts are those that its `load` returned. */
export type ScreenOutput = {
  type: 'screen';
  screen: string;
  params?: ScreenParams;
  facts: unknown;
  /** Why it shows nothing: the system of record is away, or the person may not see it. */
  withheld?: 'unavailable' | 'not-allowed';
} & Offers;

/** What was handed in for good is received. */
type Received = Omit<Extract<Output, { type: 'submitted' }>, 'actions'> & Offers;

/** What is said beside forms and screens. */
export type Notice =
  /** The person's draft is of a shape that this version of the program does not read. */
  | ({ type: 'unreadable' } & Offers)
  /** The last word to a chat that is no longer bound to a person. */
  | { type: 'unlinked' }
  /** To the person's other chats: one more was bound; `ended` where it took this one's place. */
  | { type: 'linked-elsewhere'; at: string; ended: boolean }
  | { type: 'unsupported'; kind: UnsupportedKind }
  /** Somebody did something; it names the thing and not what it says, as it is read on locked screens. */
  | ({ type: 'news'; kind: string } & Offers)
  /** To a word of thanks. */
  | { type: 'thanked' }
  /** `at` is null where nothing could be restored. */
  | { type: 'restored'; at: string | null };

export type UnsupportedKind = Extract<Input, { type: 'unsupported' }>['kind'];

/**
 * What the bot says, without words. A question is `brief` where it stands right above: it is only named again. `stored`
 * is the question that a text was stored at, where it is named because news had come in between.
 */
export type BotOutput = (Output | Received | ScreenOutput | Notice) & {
  brief?: true;
  stored?: string;
  /**
   * It is told because somebody did something: its card leaves the one in front as it is, and offers the first of its
   * actions, also by a word with a number of its own ("mở 3").
   */
  news?: true;
  /** That number; it comes with the card. */
  newsNumber?: number;
};

/** Names the kind of an output; each screen is a kind of its own. */
export function kindOf(output: BotOutput): string {
  if (output.type === 'news') return `news ${output.kind}`;
  return output.type === 'screen' ? `screen ${output.screen}` : output.type;
}

/** What a card shows: a form's draft, or a screen. */
export type Shown = { draft: string } | { screen: string; params?: ScreenParams };

/** A message with buttons that can be pressed. */
export interface Card {
  /** 128 random bits; the handle of a button is this and its place. */
  id: string;
  shows: Shown;
  /** What exactly it shows, such as a question; a press that leads to the same again changes the message in place. */
  subject: string;
  /** When it was shown; ISO 8601, UTC. */
  at: string;
  choices: readonly BotAction[];
  actions: readonly BotAction[];
  /** What to type for each of the actions. */
  words: readonly (string | undefined)[];
  /** The question that it shows. */
  step?: string;
  /** It is news: the number that opens it. */
  news?: number;
  /** When a press on it led to another card: a second one within seconds is the same tap. */
  pressedAt?: string;
}

/** A card that another one replaced: a press on it shows the present state of what it showed. */
export interface ReplacedCard {
  id: string;
  shows: Shown;
  step?: string;
  replacedAt: string;
  /** A press on it replaced it: a second one within seconds is the same tap. */
  pressed?: true;
}

/** The cards of a conversation that a press may still come from. */
export interface Cards {
  /** Id of the card that numbers and words which are typed belong to. */
  front: string | null;
  /** Those that can be pressed, the newest last. */
  live: readonly Card[];
  /** Those that were replaced last, the newest last. */
  replaced: readonly ReplacedCard[];
  /** How many news have been told. */
  news?: number;
}

/** Where a conversation stands, apart from its cards and drafts. */
export interface Head {
  language: Language;
  /** Where the person last wrote from; null once they gave that chat up. */
  address: Address | null;
  /** Where the person is: at the draft in front, which takes typed text, or at a screen. */
  at: 'draft' | { screen: string; params?: ScreenParams };
  /** Id of the draft in front: the one that was worked at last. */
  draft: string | null;
  /** The last thing that came was of no use, and that was said. */
  hushed?: true;
  /** The album that the last file belonged to: its files come one by one, and are answered once. */
  album?: string;
  /** That file came with words, and its card says that they are not kept. */
  captioned?: true;
  /** Brought back from a copy that may be older than what the person sees: what is written next is asked about. */
  restored?: true;
}

/** The conversation with one person, with the draft in front if there is one. */
export interface Conversation {
  /** Code of the person. */
  person: string;
  revision: number;
  head: Head | null;
  cards: Cards;
  draft: Draft | null;
  /** The draft in front is there but cannot be read. It stays as it is. */
  unreadable?: UnreadableDraft;
}

/** What was committed to be said or done; ids and references, no words. */
export type OutboxItem =
  | {
      kind: 'message';
      output: BotOutput;
      /** Null for any chat in which the person is reached. */
      address: Address | null;
      language: Language;
      /** The draft that it is about. */
      draft: Pick<Draft, 'id' | 'identity'> | null;
      /** Id of the card that it shows, if it has buttons. */
      card: string | null;
      /** Id of the card whose message it may take the place of. */
      replaces: string | null;
    }
  | ({ kind: 'command' } & PendingCommand)
  /** The person gave a chat up. */
  | { kind: 'unlink'; address: Address };

/** A formal act that waits to be recorded. Its id is that of its outbox entry. */
export interface PendingCommand {
  name: FormCommandName;
  draft: string;
  /** Of the version that it is about. */
  number: number;
  /** Id of the command before it on the same draft, whose outcome it waits for. */
  after?: string;
}

const NO_CARDS: Cards = { front: null, live: [], replaced: [] };

export function decodeConversation(person: string, stored: StoredConversation): Conversation {
  const draft = stored.draft === null ? null : decodeDraft(stored.draft);
  return {
    person,
    revision: stored.revision,
    head: stored.head === null ? null : (JSON.parse(stored.head) as Head),
    cards: stored.cards === null ? NO_CARDS : (JSON.parse(stored.cards) as Cards),
    ...(draft !== null && 'why' in draft ? { draft: null, unreadable: draft } : { draft }),
  };
}
