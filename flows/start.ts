import { isAsked } from './conditions.ts';
import type { Flow, Step, Text } from './definition.ts';
import { ENGINE, type FlowState } from './state.ts';

/** An empty state at the first step. */
export function start(flow: Flow, at: string): FlowState {
  return {
    cursor: {
      engine: ENGINE,
      flow: flow.version,
      place: 'rest',
      step: (flow.steps[0] as Step).id,
      page: 0,
      open: false,
      returnTo: null,
      nextPart: 1,
      touchedAt: at,
      savedAt: null,
      late: [],
      undo: [],
      submission: null,
      retired: {},
    },
    answers: {},
  };
}

/**
 * A state as the flow of today sees it. After a change of the cycle file every answer is kept: those of
 * questions that are gone are listed as `retired`, with the heading that `previous` had for them, and the
 * person stands at the first question from theirs on that still exists.
 */
export function adopt(flow: Flow, state: FlowState, previous?: Flow): FlowState {
  const { cursor, answers } = state;
  if (cursor.flow === flow.version && flow.indexOf.has(cursor.step)) return state;
  const retired = Object.fromEntries(
    Object.keys(answers)
      .filter((id) => !flow.indexOf.has(id))
      .map((id) => [id, headingOf(id, state, previous)]),
  );
  const step = placeAfterChange(flow, state, previous);
  const stays = step === cursor.step;
  return {
    answers,
    cursor: {
      ...cursor,
      flow: flow.version,
      retired,
      step,
      open: stays && cursor.open,
      place: stays || cursor.place !== 'late' ? cursor.place : 'step',
    },
  };
}

function headingOf(id: string, state: FlowState, previous: Flow | undefined): Text {
  const step = previous?.steps[previous.indexOf.get(id) ?? -1];
  return step?.heading ?? state.cursor.retired[id] ?? { vi: id, en: id };
}

function placeAfterChange(flow: Flow, state: FlowState, previous: Flow | undefined): string {
  if (flow.indexOf.has(state.cursor.step)) return state.cursor.step;
  const from = previous?.indexOf.get(state.cursor.step) ?? 0;
  const survivor = previous?.steps.slice(from).find((step) => flow.indexOf.has(step.id));
  const open = flow.steps.find(
    (step) => isAsked(step, (id) => state.answers[id]) && state.answers[step.id] === undefined,
  );
  return (survivor ?? open ?? (flow.steps[0] as Step)).id;
}
