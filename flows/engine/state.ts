import { z } from 'zod';

/** Version of the shapes in this file. A state of another one is migrated or refused when it is read (`readState`). */
export const SHAPE = 4;

const Time = z.string();
/** Of pieces, parts and pages. */
const Count = z.int().min(0);

/**
 * One message's worth of text. The words themselves are kept apart under `id`, so that a state stays small
 * and an edit never touches what was written before. `length` is in code points.
 */
const Part = z.strictObject({
  id: z.int(),
  length: Count,
  /** Follows the part before it without a line break: the channel had cut one long text. */
  continues: z.literal(true).exactOptional(),
  /** White space that its text begins with because the channel cut there: no edit of the message brings it along. */
  joint: z.string().exactOptional(),
  /** The channel's name of the message it came from, by which a later edit of that message finds it. */
  message: z.string().exactOptional(),
  /** Sent to a list, it says that there is nothing: no item beside others. */
  nothing: z.literal(true).exactOptional(),
});
export type Part = Readonly<z.infer<typeof Part>>;
const Parts = z.array(Part).readonly();

/** A text that the person has not yet confirmed as an answer. */
const UnconfirmedPart = Part.extend({
  /** It has only a few letters, and that is the only reason why it must be confirmed. */
  few: z.literal(true).exactOptional(),
  /** One part for each of its lines, in case they become items of a list. */
  lines: Parts.exactOptional(),
  /** The step whose card it replied to, if that is not where the person stands. */
  replyTo: z.string().exactOptional(),
});
export type UnconfirmedPart = Readonly<z.infer<typeof UnconfirmedPart>>;

/** A file by the reference that its channel gave it. */
const FileReference = z.strictObject({ id: z.string(), name: z.string() });
export type FileReference = Readonly<z.infer<typeof FileReference>>;

/** What a step was answered with; `at` is ISO 8601 UTC. */
export const Answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), parts: Parts, at: Time }),
  z.strictObject({ kind: z.literal('choice'), value: z.string(), at: Time }),
  z.strictObject({ kind: z.literal('choices'), values: z.array(z.string()).readonly(), at: Time }),
  z.strictObject({ kind: z.literal('number'), value: z.number(), at: Time }),
  z.strictObject({ kind: z.literal('date'), value: z.string(), at: Time }),
  z.strictObject({ kind: z.literal('confirm'), at: Time }),
  z.strictObject({ kind: z.literal('list'), items: z.array(Parts).readonly(), at: Time }),
  z.strictObject({ kind: z.literal('attachment'), files: z.array(FileReference).readonly(), at: Time }),
  z.strictObject({ kind: z.literal('skipped'), at: Time }),
]);
export type Answer = Readonly<z.infer<typeof Answer>>;

export type Answers = Readonly<Record<string, Answer>>;

/** `null` takes an answer away. */
export type AnswerChanges = Readonly<Record<string, Answer | null>>;

/** A changed sequence: how many pieces stayed at its start and at its end, and the earlier pieces between them. */
const changed = <Piece extends z.ZodType>(piece: Piece) => ({
  start: Count,
  end: Count,
  pieces: z.array(piece).readonly(),
  at: Time,
});

/** Restores an answer as it was before a change: none, the whole answer, or the pieces that the change removed. */
const Reversal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('whole'), answer: Answer }),
  z.strictObject({ kind: z.literal('text'), ...changed(Part) }),
  z.strictObject({ kind: z.literal('list'), ...changed(Parts) }),
  z.strictObject({ kind: z.literal('attachment'), ...changed(FileReference) }),
]);
export type Reversal = Readonly<z.infer<typeof Reversal>>;

/**
 * What one undo restores: the changes by step, the step where they are shown, and whether it was open. Read the changes by
 * `reversalsOf`: the usual one, a first answer to `step`, is not stored, because undos are saved with each answer.
 */
export const Undo = z.strictObject({
  /** When the change was made; absent in undos that were saved before this was stored. */
  at: Time.exactOptional(),
  step: z.string(),
  open: z.boolean().exactOptional(),
  reversals: z.record(z.string(), Reversal).readonly().exactOptional(),
  /** The change took all answers away. */
  discards: z.literal(true).exactOptional(),
});
export type Undo = Readonly<z.infer<typeof Undo>>;

/** An edit that began in the overview or the review. */
const Edit = z.strictObject({
  /** Where `next` leads once `edited` and its follow-ups are passed. */
  place: z.enum(['overview', 'review']),
  edited: z.string(),
  /** The step that the person stood at before, and stands at afterwards, and whether it was open. */
  from: z.string(),
  open: z.boolean(),
});

/** The latest version that was handed in. */
const SubmissionMark = z.strictObject({
  number: z.int(),
  submittedAt: Time,
  /** Set once the system of record has it. */
  recordedAt: Time.exactOptional(),
  /** Answers are other than they were in it. */
  changedSince: z.literal(true).exactOptional(),
  /** What those answers were in it, by step, to be compared with. */
  changed: z.record(z.string(), z.string()).readonly().exactOptional(),
  /** Set once its author has withdrawn it. */
  withdrawnAt: Time.exactOptional(),
});
export type SubmissionMark = Readonly<z.infer<typeof SubmissionMark>>;

/**
 * A version that the system of record does not have yet; the ids of its parts are below `below`. `before` is the version
 * that becomes valid again if this one is refused.
 */
const Pending = z.strictObject({
  number: z.int(),
  below: z.int(),
  before: SubmissionMark.nullable().exactOptional(),
});

/** The facts of a draft besides its answers; its size does not depend on the number of questions. */
export const Facts = z.strictObject({
  shape: z.literal(SHAPE),
  /** Version of the flow that the draft was last stepped with. */
  flow: z.string(),
  nextPart: z.int().min(1),
  savedAt: Time.nullable(),
  /** When all answers were taken away last, once that cannot be taken back any more. */
  erasedAt: Time.exactOptional(),
  submission: SubmissionMark.nullable(),
  /** The number of a recorded version that the draft does not know, because it was handed in before a loss. */
  takenNumber: z.int().min(1).optional(),
  pending: z.array(Pending).readonly(),
  /** Ids of parts that only pending versions still refer to. */
  held: z.array(z.int()).readonly(),
  /** Headings of questions that were answered and then left the cycle file. */
  retired: z.record(z.string(), z.strictObject({ vi: z.string(), en: z.string() })).readonly(),
});
export type Facts = z.infer<typeof Facts>;

/** Where the author of a draft stands; its size does not depend on how much was written. */
export const Cursor = z.strictObject({
  place: z.enum(['step', 'overview', 'review', 'cancel', 'withdraw', 'unconfirmed', 'rest']),
  /** The step that is asked, or that `resume` returns to. */
  step: z.string(),
  page: z.int(),
  /** Where the person stood when they were asked whether to give up or withdraw, if that was no question. */
  asked: z.enum(['overview', 'review']).exactOptional(),
  /** Further messages are added to the answer of `step` instead of replacing it. */
  open: z.boolean(),
  edit: Edit.nullable(),
  /** The step that took the last message: the rest of it follows there if the channel had cut it. */
  tail: z.string().nullable(),
  touchedAt: Time,
  /**
   * Texts that the person has not yet confirmed: they came after a long silence, have only a few letters or several lines,
   * or reply to another question.
   */
  unconfirmed: z.array(UnconfirmedPart).readonly(),
  /** The latest changes, which can be undone from the last to the first. */
  undo: z.array(Undo).readonly(),
});
export type Cursor = z.infer<typeof Cursor>;

/** One author's unfinished form. */
export interface Draft {
  facts: Facts;
  answers: Answers;
}

/** A draft and where its author stands in it: plain JSON. */
export interface FlowState {
  draft: Draft;
  cursor: Cursor;
}
