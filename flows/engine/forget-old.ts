import type { StepResult } from './events.ts';
import type { FlowState } from './state.ts';
import { beginChange, endTurn, endUndos, type StateChange } from './turn.ts';

/** How long a change can be undone. What it removed is deleted after that. */
const UNDO_MS = 24 * 60 * 60 * 1_000;

/**
 * The change that deletes what was removed from answers more than a day before `at` (ISO 8601 UTC), so that it cannot be
 * undone any more. Undefined if there is nothing to delete. It is not an event: the person stays where they are.
 */
export function forgetOld(state: FlowState, at: string): Omit<StepResult, 'outputs'> | undefined {
  const change = beginChange(state, at);
  endOldUndos(change);
  if (change.cursor.undo.length === state.cursor.undo.length) return undefined;
  const { outputs: _none, ...result } = endTurn(change);
  return { ...result, cursor: { ...result.cursor, touchedAt: state.cursor.touchedAt } };
}

/** Removes undos that are a day old and all earlier ones, and drops the words that only they referred to. */
export function endOldUndos(change: StateChange): void {
  const since = new Date(Date.parse(change.at) - UNDO_MS).toISOString();
  const lastOld = change.cursor.undo.findLastIndex(({ at }) => at === undefined || at <= since);
  endUndos(change, lastOld + 1);
}
