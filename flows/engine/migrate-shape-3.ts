import { z } from 'zod';
import { SHAPE } from './state.ts';

/** As much of a cursor of shape 3 as is changed. */
const Cursor3 = z.looseObject({
  undo: z.array(
    z.looseObject({ reversals: z.record(z.string(), z.looseObject({ answer: z.unknown().optional() })) }),
  ),
});

/** Brings the parsed texts of a state of shape 3 to the present shape; they are checked afterwards. */
export function migrateShape3<Parsed extends { facts: unknown; cursor: unknown }>(parsed: Parsed): Parsed {
  return {
    ...parsed,
    facts: { ...(parsed.facts as object), shape: SHAPE },
    cursor: renameNoAnswer(parsed.cursor),
  };
}

/** In shape 3 an undo said of a question without an answer that its whole answer was null. */
function renameNoAnswer(cursor: unknown): unknown {
  const read = Cursor3.safeParse(cursor);
  if (!read.success) return cursor;
  const undo = read.data.undo.map(({ reversals, ...one }) => ({
    ...one,
    reversals: Object.fromEntries(
      Object.entries(reversals).map(([step, reversal]) => [
        step,
        reversal.answer === null ? { kind: 'none' } : reversal,
      ]),
    ),
  }));
  return { ...read.data, undo };
}
