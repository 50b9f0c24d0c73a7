import type { Flow } from '../forms/definition.ts';
import type { Progress } from './events.ts';
import { progressOf } from './show.ts';
import type { FlowState } from './state.ts';
import { beginTurn } from './turn.ts';

/** How much of what is asked has been answered. */
export function summarize(flow: Flow, state: FlowState): Progress {
  return progressOf(beginTurn(flow, state, state.cursor.touchedAt));
}
