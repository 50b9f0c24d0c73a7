import { dropHidden } from '../answers/hidden-characters.ts';
import type { Flow } from '../forms/definition.ts';
import { act } from './act.ts';
import type { FlowEvent, StepResult } from './events.ts';
import { endOldUndos } from './forget-old.ts';
import { markRecorded, markRefused, markWithdrawn } from './outcome.ts';
import { show } from './show.ts';
import type { FlowState } from './state.ts';
import { takeFile, takeText } from './take.ts';
import { takeEdited } from './take-edited.ts';
import { beginTurn, endTurn, type Turn, withPicked } from './turn.ts';

/**
 * One step of a conversation: pure and deterministic; it costs the same on question 300 as on question 3. `state` must
 * belong to this version of `flow` (see `start` and `moveToFlow`). The last output always offers an action, and no answer
 * is lost. (After outcomes and `edited` events the card before them stays in use.) Changes that are more than a day old
 * can no longer be undone.
 */
export function step(flow: Flow, state: FlowState, event: FlowEvent): StepResult {
  const turn = beginTurn(flow, state, event.at);
  endOldUndos(turn);
  handle(turn, event);
  const result = endTurn(turn);
  return { ...result, outputs: withPicked(turn, result.outputs) };
}

function handle(turn: Turn, event: FlowEvent): void {
  switch (event.type) {
    case 'text':
      takeText(turn, { ...event, text: dropHidden(event.text) });
      return;
    case 'edited':
      takeEdited(turn, { ...event, text: dropHidden(event.text) });
      return;
    case 'file':
      takeFile(turn, event);
      return;
    case 'action':
      act(turn, event.action);
      return;
    case 'show':
      show(turn, { problem: event.problem });
      return;
    case 'recorded':
      markRecorded(turn, event);
      return;
    case 'withdrawn':
      markWithdrawn(turn, event.number);
      return;
    case 'refused':
      markRefused(turn, event);
  }
}

/** The state after a step, for those who hold the whole of it. */
export function applyResult(state: FlowState, result: StepResult): FlowState {
  const answers = { ...state.draft.answers };
  for (const [id, answer] of Object.entries(result.answers)) {
    if (answer === null) delete answers[id];
    else answers[id] = answer;
  }
  return { draft: { facts: result.facts, answers }, cursor: result.cursor };
}
