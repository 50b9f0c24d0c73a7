import type { Language } from '../../flows/forms/definition.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Address } from '../ports.ts';
import type { BotAction, ScreenParams } from './bot-action.ts';
import type { Draft, UnreadableDraft } from './draft.ts';

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
  /** When a press on it replaced it: a second one within seconds is the same tap. */
  pressedAt?: string;
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

/** A draft of the person, who is its author. */
export type Begun = Omit<DraftIdentity, 'author'>;

/** Where a conversation stands, apart from its cards and drafts. */
export interface Head {
  language: Language;
  /** Where the person last wrote from; null once they gave that chat up. */
  address: Address | null;
  /** Where the person is: at the draft in front, which takes typed text, or at a screen. */
  at: 'draft' | { screen: string; params?: ScreenParams };
  /** Id of the draft in front: the one that was worked at last. */
  draft: string | null;
  /** Drafts of what is handed in once that were left half, the one that was worked at last first. */
  begun?: readonly Begun[];
  /** The last message was of an unsupported kind. Several such messages in a row are answered once. */
  wasUnsupported?: true;
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
