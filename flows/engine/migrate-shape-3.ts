import { SHAPE } from './state.ts';

type Reversals = Readonly<Record<string, { kind: string; answer?: unknown }>>;

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
  if (typeof cursor !== 'object' || cursor === null || !('undo' in cursor)) return cursor;
  const undo = cursor.undo as readonly { reversals: Reversals }[];
  return { ...cursor, undo: undo.map((one) => ({ ...one, reversals: rename(one.reversals) })) };
}

function rename(reversals: Reversals): Reversals {
  const renamed = Object.entries(reversals).map(([step, reversal]) => {
    const isNone = reversal.kind === 'whole' && reversal.answer === null;
    return [step, isNone ? { kind: 'none' } : reversal] as const;
  });
  return Object.fromEntries(renamed);
}
