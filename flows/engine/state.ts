import type { Text } from '../definition.ts';

/** Version of the shapes in this file; a saved state with another one is not read. */
export const ENGINE = 1;

/**
 * One message's worth of text. The words themselves are kept apart under `id`, so that a state stays small
 * and an edit never touches what was written before. `length` is in code points.
 */
export interface Part {
  id: number;
  length: number;
  /** Follows the part before it without a line break: the channel had cut one long text. */
  continues?: true;
  /** White space that its text begins with because the channel cut there: no edit of the message brings it along. */
  joint?: string;
  /** The channel's name of the message it came from, by which a later edit of that message finds it. */
  message?: string;
}

/** Text that waits for the person's word on whether it is an answer. */
export interface LatePart extends Part {
  /** It is of a few letters only, and was asked about for that reason alone. */
  few?: true;
  /** Its lines as parts of their own, should they become items of a list. */
  lines?: readonly Part[];
}

/** A file by the reference that its channel gave it. */
export interface FileReference {
  id: string;
  name: string;
}

/** What a step was answered with; `at` is ISO 8601 UTC. */
export type Answer = { at: string } & (
  | { kind: 'text'; parts: readonly Part[] }
  | { kind: 'choice'; value: string }
  | { kind: 'choices'; values: readonly string[] }
  | { kind: 'number'; value: number }
  | { kind: 'date'; value: string }
  | { kind: 'confirm' }
  | { kind: 'list'; items: readonly (readonly Part[])[] }
  | { kind: 'attachment'; files: readonly FileReference[] }
  | { kind: 'skipped' }
);

export type Answers = Readonly<Record<string, Answer>>;

/** `null` takes an answer away. */
export type AnswerChanges = Readonly<Record<string, Answer | null>>;

/** What one undo brings back: the answers as they were, the step where that was, and whether it was open. */
export interface Undo {
  step: string;
  open: boolean;
  answers: AnswerChanges;
}

/** An edit that began in the overview or the review. */
export interface Edit {
  /** Where `next` leads once `edited` and its follow-ups are passed. */
  place: 'overview' | 'review';
  edited: string;
  /** The step that the person stood at before, and stands at afterwards, and whether it was open. */
  from: string;
  open: boolean;
}

/** A version that the system of record does not have yet; the ids of its parts are below `below`. */
export interface Pending {
  number: number;
  below: number;
}

/** The latest version that was handed in. */
export interface SubmissionMark {
  number: number;
  submittedAt: string;
  /** Set once the system of record has it. */
  recordedAt?: string;
  /** Answers were changed after it. */
  changedSince?: true;
}

/** Where a person stands; small, whatever the number of questions. */
export interface Cursor {
  engine: typeof ENGINE;
  /** Version of the flow that the state was last stepped with. */
  flow: string;
  place: 'step' | 'overview' | 'review' | 'cancel' | 'late' | 'rest';
  /** The step that is asked, or that `resume` returns to. */
  step: string;
  page: number;
  /** Further messages are added to the answer of `step` instead of replacing it. */
  open: boolean;
  edit: Edit | null;
  nextPart: number;
  /** The step that took the last message: the rest of it follows there if the channel had cut it. */
  tail: string | null;
  touchedAt: string;
  savedAt: string | null;
  /** Text that waits for the person's word: it came after a long silence, is a few letters, or several lines. */
  late: readonly LatePart[];
  undo: readonly Undo[];
  submission: SubmissionMark | null;
  pending: readonly Pending[];
  /** Parts that only pending versions still refer to. */
  held: readonly number[];
  /** Headings of questions that were answered and then left the cycle file. */
  retired: Readonly<Record<string, Text>>;
}

/** A person's way through one flow: plain JSON. */
export interface FlowState {
  cursor: Cursor;
  answers: Answers;
}
