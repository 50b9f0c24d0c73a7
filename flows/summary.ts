import type { Flow } from './definition.ts';
import { progressOf } from './show.ts';
import type { FlowState } from './state.ts';
import { beginTurn } from './turn.ts';

/** How many of the questions that are asked have been answered. */
export function summarize(flow: Flow, state: FlowState): { answered: number; total: number } {
  return progressOf(beginTurn(flow, state, state.cursor.touchedAt));
}
