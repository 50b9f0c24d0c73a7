import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import type { OpenPress } from '../support/telegram-emulator/world.ts';
import type { QuestionKind } from '../support/written-pack.ts';
import type { Card } from './cards.ts';
import type { Answers, Change, OwnAnswers, Piece } from './own-answers.ts';
import type { Seeded } from './seeded.ts';

/** An update as the messenger delivers it. */
export type Update = ReturnType<TelegramPerson['say']>['update'];

/** What one waits for before doing anything else. */
export interface Wait {
  since: number;
  until(): boolean;
}

/** Something that people do besides answering; nothing where it does not fit, as far as the member can see. */
export type Habit = (self: Self, at: { card: Card; step: string }) => Wait | undefined;

/** What a member can ask of the trial. */
export interface Surroundings {
  seeded: Seeded;
  /** The questions, in order. */
  kinds: readonly QuestionKind[];
  /** Whether a message may be taken before a press that was made earlier, as where both are pushed. */
  anyOrder: boolean;
  /** A new invitation; waits until the office can make one. */
  invite(person: string): Promise<string>;
  /** Lets the messenger deliver an update once more. */
  repeat(update: Update): void;
  /** A phone of the member's, whose bot messages they see from now on. */
  phone(number: number): TelegramPerson;
}

/** A member as they know themselves: what they did, what they saw, and what they are up to. */
export interface Self extends Surroundings {
  code: string;
  /** How many things were sent so far. */
  count: number;
  own: OwnAnswers;
  /** The one in use; the last of all. */
  phones: TelegramPerson[];
  /** Things to be done besides answering, by the question at which they are done. */
  habits: Map<string, Habit[]>;
  /** The newest card that was not acted upon. */
  card: Card | undefined;
  /** Something to be done later; nothing else is done before it. */
  later: { at: number; act(): Wait } | undefined;
  /** An invitation is being asked for. */
  isMoving: boolean;
  /** Whether the phone in use is bound. */
  hasJoined: boolean;
  /** Updates of the way in, to be delivered again. */
  joinedBy: Update[];
  /** The invitation that was used last. */
  invitation: string;
  /** The question to be answered anew when it is seen. */
  rewrites: string | undefined;
  /** The question to be picked in the overview. */
  picks: string | undefined;
  /** What the last message or messages were. */
  last: readonly Piece[];
  /** The last press; the messenger tells whether it was taken. */
  lastPress: OpenPress | undefined;
  /** Whether what was written last may have been taken before the press that it was written after. */
  mayOvertake: boolean;
  /** An undo was asked for, and the bot did not say yet what came of it. */
  isUndoing: boolean;
  /** What was taken for refused last, with the changes that it had been, and whether that counts as misled. */
  doubted: { pieces: readonly Piece[]; changes: readonly Change[]; isMisled: boolean } | undefined;
  /** Files that were sent where none is asked for, and of which the bot did not say yet that they are refused. */
  strayFiles: number;
  /** Answers as they were handed in, of which no number is known yet. */
  pending: Answers | undefined;
  /** By number, what was handed in and is recorded. */
  recorded: Map<number, Answers>;
  /** How many versions the member means to hand in. */
  versions: number;
  /** When the member was told first that something may be gone. */
  toldAt: number | undefined;
  /** Answers that follow an edited message. */
  edits: number;
  /** What the member waits for now. */
  wait: Wait | undefined;
  /** When the member has thought long enough. */
  actAt: number;
  /** Whether the member is to write nothing on their own; then where they stand, and whether there is an answer. */
  held: 'no' | 'wanted' | { step: string; isOpen: boolean };
  /** Cards that were seen, by their signatures. */
  seen: Set<string>;
  /** Phones that were told that another took their place. */
  leftPhones: Set<number>;
  /** What the member should not have heard. */
  misled: string[];
}

export function phoneOf({ phones }: Self): TelegramPerson {
  return phones.at(-1) as TelegramPerson;
}

/** Presses the newest button with this label. */
export function tap(self: Self, label: string): void {
  self.lastPress = phoneOf(self).press(label);
}

/** Waits for a card; `isMeant` tells which, until anything may be lost. */
export function awaitCard(self: Self, isMeant: (card: Card) => boolean = () => true): Wait {
  const since = Date.now();
  return {
    since,
    until: () => self.card !== undefined && (self.toldAt !== undefined || isMeant(self.card)),
  };
}
