import { isOfFlow, moveToFlow, start } from '../../flows/engine/start.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { markWithdrawn } from '../../flows/engine/withdraw.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';

/** What a draft is asked. */
export interface Questions {
  identity: DraftIdentity;
  /** The questions of today. */
  flow: Flow;
  /** The flow that an older state was written with, or the nearest to it that is still known. */
  earlier(version: string): Flow | undefined;
  /** The last day for handing in, `YYYY-MM-DD`; null where there is none. */
  due: string | null;
  /** The version that somebody else than the author of the draft withdrew; `at` is ISO 8601 UTC. */
  withdrawn?: { number: number; at: string };
}

/** The state of a draft under the questions of today; the first one where there is no draft yet. */
export function currentState(
  { flow, earlier, withdrawn }: Pick<Questions, 'flow' | 'earlier' | 'withdrawn'>,
  { state, at }: { state: FlowState | undefined; at: string },
): FlowState {
  if (state === undefined) return start(flow, at);
  const present = withdrawn === undefined ? state : markWithdrawn(state, withdrawn);
  return isOfFlow(flow, present) ? present : moveToFlow(flow, present, earlier(present.draft.facts.flow));
}

/** The questions that a version was frozen with, as far as they are known. */
export function flowThen({ flow, earlier }: Pick<Questions, 'flow' | 'earlier'>, version: string): Flow {
  return flow.version === version ? flow : (earlier(version) ?? flow);
}

/** Whether a draft was handed in for good: nothing in it is changed any longer, unless that is refused. */
export function isDone({ flow }: Pick<Questions, 'flow'>, state: FlowState | undefined): boolean {
  return flow.isFinal === true && (state?.draft.facts.submission ?? null) !== null;
}
