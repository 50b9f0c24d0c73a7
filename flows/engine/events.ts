import type { Text } from '../forms/definition.ts';
import type { Position as QuestionPosition } from './conditions.ts';
import type { Answer, AnswerChanges, Cursor, Facts, FileReference, Part } from './state.ts';

/**
 * A written message; `continues` says that it is the rest of the one before, which the channel had cut, `unsure` that it
 * may be meant for another question than the present one, `few` that it is of a few letters only. `replyTo` is the step
 * whose card it replies to, where the person does not stand at that.
 */
export interface Typed {
  text: string;
  continues?: boolean;
  message?: string;
  unsure?: true;
  few?: true;
  replyTo?: string;
}

/** What a person can do besides writing. Bound to a button's handle, or to a typed word. */
export type Action =
  | { do: 'next' }
  | { do: 'back' }
  | { do: 'skip' }
  | { do: 'leave' }
  /** Opens a question by its number, which is typed at the overview. */
  | { do: 'edit-number'; number: number }
  | { do: 'resume' }
  | { do: 'append' }
  | { do: 'confirm' }
  | { do: 'undo' }
  | { do: 'cancel' }
  | { do: 'discard' }
  | { do: 'submit' }
  /** Asks whether what was handed in is withdrawn. */
  | { do: 'withdraw' }
  | { do: 'confirm-withdrawal' }
  /** Each line of a text that waits becomes an item. */
  | { do: 'split-late' }
  | { do: 'keep-late' }
  /** Keeps a text that waits at the question that it replied to. */
  | { do: 'keep-reply' }
  | { do: 'drop-late' }
  | { do: 'overview'; page: number }
  | { do: 'review'; page: number }
  /** `number` is the one that its question has where it is offered. */
  | { do: 'edit'; step: string; number?: number }
  /** Shows an answer of the review in full. */
  | { do: 'read'; step: string }
  | { do: 'choose'; step: string; option: string }
  | { do: 'toggle'; step: string; option: string }
  | { do: 'remove'; step: string; item: number };

/**
 * `at` is ISO 8601 UTC; `show` repeats where one stands. What became of a formal act comes from the system of record:
 * a version is `recorded`, its withdrawal is (`withdrawn`), or one of the two is `refused`.
 */
export type FlowEvent = { at: string } & (
  | ({ type: 'text' } & Typed)
  /** A message that was sent before has another text now. */
  | { type: 'edited'; message: string; text: string }
  /** `captioned` where words came with it, which are kept nowhere. */
  | { type: 'file'; file: FileReference; captioned?: true }
  | { type: 'action'; action: Action }
  | { type: 'show'; problem?: Problem }
  | { type: 'recorded' | 'withdrawn'; number: number }
  /** `reason` is the code of an error. */
  | { type: 'refused'; act: FormalAct; number: number; reason: string }
);

/** What is recorded for good, or refused. */
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
  /** Those that may stay open and were passed. */
  skipped: number;
  /** Those without which the form cannot be handed in. */
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

/** A question's place among its fellows in the overview. */
export interface OverviewItem {
  step: string;
  number: number;
  status: 'answered' | 'partly' | 'skipped' | 'open';
}

/** What is to be said, without words: presenters find them. */
export type Output =
  | ({
      type: 'question';
      answer?: Answer;
      /** The next message is added to the answer. */
      open?: true;
      savedAt?: string;
      note?: 'resumed' | 'undone' | 'saved';
    } & Position &
      Offers)
  | ({ type: 'saved'; how: 'new' | 'more' | 'replaced'; length: number; savedAt: string } & Position & Offers)
  | ({
      type: 'overview';
      page: number;
      pages: number;
      items: readonly OverviewItem[];
      retired: readonly string[];
    } & Progress &
      Offers)
  /**
   * `missing` questions stand between the person and submitting; `unchanged` is the version that was handed in,
   * if nothing was changed since.
   */
  | ({
      type: 'review';
      page: number;
      pages: number;
      items: readonly ReviewItem[];
      missing: number;
      unchanged?: number;
    } & Offers)
  /** One answer of the review in full. */
  | ({ type: 'answer' } & ReviewItem & Offers)
  | ({ type: 'cancel'; answered: number } & Offers)
  /**
   * Asks whether a text is kept: after a silence, because it is a few letters, as one item or several, or at which
   * question: the one that it replied to, or the one `here` where the person stands.
   */
  | ({
      type: 'late';
      asks: 'silence' | 'few' | 'lines' | 'reply';
      text: readonly Part[];
      items: number;
      here?: Position;
    } & Position &
      Offers)
  | ({ type: 'left' } & Progress & Offers)
  | ({ type: 'submitted'; submission: number; at: string } & Offers)
  | ({ type: 'withdraw'; submission: number } & Offers)
  /** The withdrawal of a version was taken; it is `withdrawn` once that is recorded. */
  | ({ type: 'withdrawal'; submission: number; at: string } & Offers)
  | { type: 'recorded'; submission: number; at: string }
  | { type: 'withdrawn'; submission: number; at: string }
  | { type: 'refused'; act: FormalAct; submission: number; reason: string }
  /** An answer follows the message that it came from; `submission` is the version that keeps the old words. */
  | ({ type: 'edited'; length: number; submission?: number } & Position)
  /** A message was edited, and no answer with it. */
  | { type: 'edit-missed'; problem: Problem };

/** An answer as the review before submitting shows it. */
export interface ReviewItem {
  step: string;
  number: number;
  part: number;
  parts: number;
  answer?: Answer;
  /** Only its beginning fits into the review. */
  long?: true;
  /** Heading of a question that is gone, whose answer is handed in all the same; it has the number 0. */
  retired?: Text;
}

/** What must happen besides talking. */
export type Effect =
  | SubmitEffect
  | { type: 'withdraw'; number: number; withdrawnAt: string }
  /** The act on this version has its outcome: what was frozen for it is of no use any more. */
  | { type: 'settled'; act: FormalAct; number: number };

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

/** Everything that one event leads to; the state itself is never changed in place. */
export interface StepResult {
  facts: Facts;
  cursor: Cursor;
  answers: AnswerChanges;
  texts: readonly NewText[];
  /** Parts that nothing refers to any more. */
  dropped: readonly number[];
  outputs: readonly Output[];
  effects: readonly Effect[];
}
