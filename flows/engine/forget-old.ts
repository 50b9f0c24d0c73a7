import type { StepResult } from './events.ts';
import type { FlowState } from './state.ts';
import { beginChange, endTurn, endUndos, type StateChange } from './turn.ts';

/** How long a change can be taken back. What it took away is given up after that. */
const UNDO_MS = 24 * 60 * 60 * 1_000;

/**
 * What is to be changed at `at` (ISO 8601 UTC) so that nothing remains of what was taken away a day before; undefined
 * where that is nothing. It is no event: the person did nothing and stands where they stood.
 */
export function forgetOld(state: FlowState, at: string): Omit<StepResult, 'outputs'> | undefined {
  const change = beginChange(state, at);
  endOldUndos(change);
  if (change.cursor.undo.length === state.cursor.undo.length) return undefined;
  const { outputs: _none, ...result } = endTurn(change);
  return { ...result, cursor: { ...result.cursor, touchedAt: state.cursor.touchedAt } };
}

/** Ends the undos of changes that are a day old, with all before them, and gives up what only they referred to. */
export function endOldUndos(change: StateChange): void {
  const since = new Date(Date.parse(change.at) - UNDO_MS).toISOString();
  const lastOld = change.cursor.undo.findLastIndex(({ at }) => at === undefined || at <= since);
  endUndos(change, lastOld + 1);
}
