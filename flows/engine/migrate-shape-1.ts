import { z } from 'zod';
import { renameLate } from './migrate-shape-2.ts';
import { reversalOf } from './reversal.ts';
import { Answer, type Answers, Cursor, Facts, type FlowState, SHAPE, type Undo } from './state.ts';

/** An undo of shape 1 held whole answers as they were before. */
const Undo1 = z.strictObject({
  step: z.string(),
  open: z.boolean(),
  answers: z.record(z.string(), Answer.nullable()),
});

/** Shape 1 had one field for the facts of a draft and for where its author stands. */
const Cursor1 = z.strictObject({
  ...Facts.omit({ shape: true }).shape,
  ...Cursor.shape,
  engine: z.literal(1),
  undo: z.array(Undo1),
});

/** The state that was saved in shape 1, in the present shape; undefined if it is not of shape 1 after all. */
export function migrateShape1(saved: { cursor: unknown; answers: Answers }): FlowState | undefined {
  const read = Cursor1.safeParse(renameLate(saved.cursor));
  if (!read.success) return undefined;
  const { answers } = saved;
  const {
    engine: _engine,
    flow,
    nextPart,
    savedAt,
    submission,
    pending,
    held,
    retired,
    ...stands
  } = read.data;
  return {
    draft: { facts: { shape: SHAPE, flow, nextPart, savedAt, submission, pending, held, retired }, answers },
    cursor: { ...stands, undo: toReversals(stands, answers) },
  };
}

/** Works from the last change to the first, because each undo starts from the answers that the later undo restores. */
function toReversals(
  { undo, touchedAt }: { undo: readonly z.infer<typeof Undo1>[]; touchedAt: string },
  answers: Answers,
): Undo[] {
  const present = new Map<string, Answer | null>(Object.entries(answers));
  const lastFirst = undo.toReversed().map(({ step, open, answers: before }) => {
    const reversals = Object.entries(before).map(([id, answer]) => {
      const reversal = reversalOf(answer, present.get(id) ?? null);
      present.set(id, answer);
      return [id, reversal] as const;
    });
    // Shape 1 did not store when a change was made. No change is newer than the last thing that the person did.
    return { step, open, at: touchedAt, reversals: Object.fromEntries(reversals) };
  });
  return lastFirst.toReversed();
}
