import type { Text } from '../forms/definition.ts';
import type { Position as QuestionPosition } from './conditions.ts';
import type { Answer, AnswerChanges, Cursor, Facts, FileReference, Part } from './state.ts';

/**
 * A written message. `continues`: it is the rest of the message before, which the channel had cut. `unsure`: it may be
 * meant for another question than the current one. `few`: it has only a few letters. `replyTo`: the step whose card it
 * replies to, if that is not the step where the person stands.
 */
export interface Typed {
  text: string;
  continues?: boolean;
  message?: string;
  unsure?: true;
  few?: true;
  replyTo?: string;
}

/** The actions that have no values. */
export const PLAIN_ACTIONS = [
  'next',
  'back',
  'skip',
  'leave',
  'resume',
  'append',
  'confirm',
  'undo',
  'cancel',
  'discard',
  // The same of what would be handed in once, which cannot be brought back.
  'give-up',
  'submit',
  // Asks whether the version that was handed in is withdrawn.
  'withdraw',
  'confirm-withdrawal',
  // Makes each line of an unconfirmed text an item.
  'split-text',
  'keep-text',
  // Keeps an unconfirmed text at the question that it replied to.
  'keep-reply',
  'drop-text',
] as const;

/** What a person can do besides writing: by pressing a button, or by typing its word. */
export type Action =
  | { do: (typeof PLAIN_ACTIONS)[number] }
  /** Opens a question by its number, which is typed at the overview. */
  | { do: 'edit-number'; number: number }
  | { do: 'overview'; page: number }
  | { do: 'review'; page: number }
  /** `number` is the number of its question as the card shows it. */
  | { do: 'edit'; step: string; number?: number }
  /** Shows an answer of the review in full. */
  | { do: 'read'; step: string }
  | { do: 'choose'; step: string; option: string }
  /** Shows those that `search` finds at a question that picks one of many. */
  | { do: 'look'; step: string; search: string; page: number }
  | { do: 'toggle'; step: string; option: string }
  | { do: 'remove'; step: string; item: number }
  /** Answers a question for consent, where nothing else is missing, and hands in what is handed in once. */
  | { do: 'consent'; step: string };

/** A file as it was sent. */
export type SentFile = Pick<FileReference, 'id'> & Partial<FileReference>;

/**
 * `at` is ISO 8601 UTC. `show` repeats the current card. The outcome of a formal act comes from the system of record: a
 * version is `recorded`, its withdrawal is recorded (`withdrawn`), or one of the two is `refused`.
 */
export type FlowEvent = { at: string } & (
  | ({ type: 'text' } & Typed)
  /** A message that was sent before has another text now. */
  | { type: 'edited'; message: string; text: string }
  /** A photo has no name. `captioned`: it came with words, which are not stored. */
  | { type: 'file'; file: SentFile; captioned?: true }
  | { type: 'action'; action: Action }
  | { type: 'show'; problem?: Problem }
  | { type: 'recorded' | 'withdrawn'; number: number; notes?: readonly Note[] }
  /** `reason` is the code of an error, `details` fill its sentence. */
  | { type: 'refused'; act: FormalAct; number: number; reason: string; details?: RefusalDetails }
);

/**
 * What the system of record tells of an act that it has recorded: the key of a sentence, with names and days (`YYYY-MM-DD`)
 * for its placeholders.
 */
export interface Note {
  kind: string;
  values: Readonly<Record<string, string | number>>;
}

/** Values for the placeholders of the sentence that says why something was refused. */
export type RefusalDetails = Readonly<Record<string, string | number>>;

/** An act on a version that the system of record records or refuses. */
export type FormalAct = 'submit' | 'withdraw';

/** Why something was not taken; `code` is a locale key below `problems`. */
export interface Problem {
  code: string;
  details?: Readonly<Record<string, string | number>>;
}

interface Position extends QuestionPosition {
  step: string;
}

/** How many of the questions that are asked have been answered, and of their parts. */
export interface Progress {
  answered: number;
  total: number;
  /** Optional questions that were skipped. */
  skipped: number;
  /** Required questions without a complete answer; the form cannot be handed in before. */
  missing: number;
  answeredParts: number;
  parts: number;
}

interface Offers {
  /** Options, in the order they are numbered. */
  choices: readonly Action[];
  actions: readonly Action[];
  problem?: Problem;
}

/** What is found at a question that picks one of many; `search` is empty where all are. */
export interface Found {
  search: string;
  page: number;
  pages: number;
  total: number;
}

/** A question in the list of the overview. */
export interface OverviewItem {
  step: string;
  number: number;
  status: 'answered' | 'partly' | 'skipped' | 'open';
}

/**
 * What the bot says next, as data. `handlers/words` turns it into text. `picked` is whom the flow is about, where they were
 * picked in it.
 */
export type Output = { picked?: string } & (
  | ({
      type: 'question';
      answer?: Answer;
      /** The next message is added to the answer. */
      open?: true;
      /** Where it is `open`: `next` leads to no other question, as after the last one. */
      last?: true;
      savedAt?: string;
      note?: 'resumed' | 'undone' | 'saved';
      /** Another question, at which a text was stored that was typed here. */
      stored?: string;
      /** Where one of many is picked: what was looked for, and how many are found. */
      found?: Found;
    } & Position &
      Offers)
  | ({
      type: 'saved';
      how: 'new' | 'more' | 'replaced';
      length: number;
      savedAt: string;
      /** `next` leads to no other question, as after the last one. */
      last?: true;
    } & Position &
      Offers)
  | ({
      type: 'overview';
      page: number;
      pages: number;
      items: readonly OverviewItem[];
      retired: readonly string[];
    } & Progress &
      Offers)
  /**
   * `missing`: how many questions must be answered before the person can submit. `unchanged`: the number of the
   * version that was handed in, if no answer was changed since. `closed`: it can only be read.
   */
  | ({
      type: 'review';
      page: number;
      pages: number;
      items: readonly ReviewItem[];
      missing: number;
      unchanged?: number;
      closed?: true;
    } & Offers)
  /** One answer of the review in full. */
  | ({ type: 'answer' } & ReviewItem & Offers)
  | ({ type: 'cancel'; answered: number } & Offers)
  /** What a form that is handed in once would have done is given up. */
  | ({ type: 'given-up' } & Offers)
  /**
   * Asks about an unconfirmed text. `silence`: it came after a long silence. `few`: it has only a few letters.
   * `lines`: is it one item or several? `reply`: does it belong to the question that it replied to, or to the one
   * `here` where the person stands?
   */
  | ({
      type: 'unconfirmed';
      asks: 'silence' | 'few' | 'lines' | 'reply';
      text: readonly Part[];
      items: number;
      here?: Position;
    } & Position &
      Offers)
  | ({ type: 'left' } & Progress & Offers)
  | ({ type: 'submitted'; submission: number; at: string } & Offers)
  | ({ type: 'withdraw'; submission: number } & Offers)
  /** The person withdrew a version; the output `withdrawn` follows once that is recorded. */
  | ({ type: 'withdrawal'; submission: number; at: string } & Offers)
  | { type: 'recorded'; submission: number; at: string; notes?: readonly Note[] }
  | { type: 'withdrawn'; submission: number; at: string }
  | { type: 'refused'; act: FormalAct; submission: number; reason: string; details?: RefusalDetails }
  /** The answer was changed as its message was edited; `submission` is the version that keeps the old words. */
  | ({ type: 'edited'; length: number; submission?: number } & Position)
  /** A message was edited that is not part of any answer, or cannot be changed any more. */
  | { type: 'edit-missed'; problem: Problem }
);

/** An answer as the review before submitting shows it. */
export interface ReviewItem {
  step: string;
  number: number;
  part: number;
  parts: number;
  answer?: Answer;
  /** Only its beginning fits into the review. */
  long?: true;
  /** Heading of a question that is no longer asked; its answer is still handed in. Its number is 0. */
  retired?: Text;
}

/** What must be done besides sending messages. */
export type Effect =
  | SubmitEffect
  | { type: 'withdraw'; number: number; withdrawnAt: string }
  /** The act on this version has its outcome, so what was frozen for it can be deleted. */
  | { type: 'decided'; act: FormalAct; number: number };

/** A version handed in. It is frozen here: parts of an answer never change. */
export interface SubmitEffect {
  type: 'submit';
  number: number;
  submittedAt: string;
  /** Version of the flow that was answered. */
  flow: string;
  answers: readonly (readonly [step: string, answer: Answer])[];
  /** Steps that were asked and have no answer: the form shows them empty. */
  unanswered: readonly string[];
  retired: Facts['retired'];
}

/** Words to be kept under the id of a part. */
export interface NewText {
  id: number;
  text: string;
}

/** The result of one event; the state itself is never changed in place. */
export interface StepResult {
  facts: Facts;
  cursor: Cursor;
  answers: AnswerChanges;
  texts: readonly NewText[];
  /** Ids of parts that nothing refers to any more; their words can be deleted. */
  dropped: readonly number[];
  outputs: readonly Output[];
  effects: readonly Effect[];
}
