import { z } from 'zod';
import { migrateShape1 } from './migrate-shape-1.ts';
import { migrateShape2 } from './migrate-shape-2.ts';
import { migrateShape3 } from './migrate-shape-3.ts';
import { SavedCursor } from './saved-cursor.ts';
import { Answer, Facts, type FlowState, SHAPE } from './state.ts';

/** A saved state as JSON texts. Fields that change together are one text. Shape 1 had no `facts`. */
export interface SavedState {
  facts?: string | undefined;
  cursor?: string | undefined;
  /** By step. */
  answers: Readonly<Record<string, string>>;
}

/** Why a saved state cannot be read: another version of the program wrote it, or its content is damaged. */
export type Unreadable = 'other-shape' | 'malformed';

const Saved = z.strictObject({ facts: Facts, cursor: SavedCursor, answers: z.record(z.string(), Answer) });
const Shaped = z.looseObject({ shape: z.int() });
const Shaped1 = z.looseObject({ engine: z.int() });
const Answered = z.record(z.string(), Answer);

/** Reads a state that was saved, checks its shape, and migrates one of an earlier shape. */
export function readState(saved: SavedState): { state: FlowState } | { unreadable: Unreadable } {
  const parsed = parseTexts(saved);
  if (parsed === undefined) return { unreadable: 'malformed' };
  if (saved.facts === undefined) return readShape1(parsed);
  const renamed = shapeOf(parsed.facts) === 2 ? migrateShape2(parsed) : parsed;
  const opened = shapeOf(renamed.facts) === 3 ? migrateShape3(renamed) : renamed;
  const shape = shapeOf(opened.facts);
  if (shape !== undefined && shape !== SHAPE) return { unreadable: 'other-shape' };
  const read = Saved.safeParse(opened);
  if (!read.success) return { unreadable: 'malformed' };
  const { facts, cursor, answers } = read.data;
  return { state: { draft: { facts, answers }, cursor } };
}

function shapeOf(facts: unknown): number | undefined {
  return Shaped.safeParse(facts).data?.shape;
}

function readShape1({ cursor, answers }: { cursor: unknown; answers: unknown }) {
  const shaped = Shaped1.safeParse(cursor);
  if (shaped.success && shaped.data.engine !== 1) return { unreadable: 'other-shape' } as const;
  const answered = Answered.safeParse(answers);
  const state = answered.success ? migrateShape1({ cursor, answers: answered.data }) : undefined;
  return state === undefined ? ({ unreadable: 'malformed' } as const) : { state };
}

/** Undefined if one of the texts is no JSON. */
function parseTexts({ facts = 'null', cursor = 'null', answers }: SavedState) {
  try {
    const parsed = Object.entries(answers).map(([step, json]) => [step, JSON.parse(json) as unknown]);
    return {
      facts: JSON.parse(facts) as unknown,
      cursor: JSON.parse(cursor) as unknown,
      answers: Object.fromEntries(parsed) as unknown,
    };
  } catch {
    return undefined;
  }
}
