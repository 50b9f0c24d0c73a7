import { z } from 'zod';
import { Cursor, Undo } from './state.ts';

const BRIEF = /^\S+ \d{13}$/;
/** As `toISOString` writes it. */
const FULL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An undo of a first answer is saved as `<step> <milliseconds since 1970>`. */
const BriefUndo = z
  .string()
  .regex(BRIEF)
  .transform((text): Undo => {
    const [step = '', at] = text.split(' ');
    return { at: new Date(Number(at)).toISOString(), step };
  });

/** A cursor as `encodeCursor` writes it, or an earlier version did. */
export const SavedCursor = Cursor.extend({ undo: z.array(z.union([Undo, BriefUndo])).readonly() });

/** A cursor as JSON. It is saved with each answer, so the usual undos in it are brief. */
export function encodeCursor(cursor: Cursor): string {
  return JSON.stringify({ ...cursor, undo: cursor.undo.map(encodeUndo) });
}

function encodeUndo(undo: Undo): Undo | string {
  const { at = '', step } = undo;
  if (Object.keys(undo).length > 2) return undo;
  const brief = `${step} ${Date.parse(at)}`;
  return FULL_TIME.test(at) && BRIEF.test(brief) ? brief : undo;
}
