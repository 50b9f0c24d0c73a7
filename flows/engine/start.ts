import type { Flow, Step } from '../definition.ts';
import { isAsked } from './conditions.ts';
import { type Cursor, ENGINE, type FlowState } from './state.ts';

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
      edit: null,
      nextPart: 1,
      tail: null,
      touchedAt: at,
      savedAt: null,
      late: [],
      undo: [],
      submission: null,
      pending: [],
      held: [],
      retired: {},
    },
    answers: {},
  };
}

/** Whether a state can be stepped with this flow as it is. */
export function isOfToday(flow: Flow, { cursor }: FlowState): boolean {
  return cursor.flow === flow.version && flow.indexOf.has(cursor.step);
}

/**
 * A state as the flow of today sees it. After a change of the cycle file every answer is kept: those of
 * questions that are gone are listed as `retired`, with the heading that `previous` had for them, and the
 * person stands at the first question from theirs on that is still asked.
 */
export function adopt(flow: Flow, state: FlowState, previous?: Flow): FlowState {
  const { cursor, answers } = state;
  if (isOfToday(flow, state)) return state;
  const step = placeAfterChange(flow, state, previous);
  return {
    answers,
    cursor: {
      ...cursor,
      flow: flow.version,
      retired: retiredAfterChange(flow, state, previous),
      step,
      open: step === cursor.step && cursor.open,
      edit: null,
    },
  };
}

/** Headings of questions that are gone but have an answer, or get it back by an undo. */
function retiredAfterChange(flow: Flow, state: FlowState, previous: Flow | undefined): Cursor['retired'] {
  const { undo, retired } = state.cursor;
  const ids = new Set([state.answers, ...undo.map(({ answers }) => answers)].flatMap(Object.keys));
  const gone = [...ids].filter((id) => !flow.indexOf.has(id));
  return Object.fromEntries(
    gone.map((id) => {
      const step = previous?.steps[previous.indexOf.get(id) ?? -1];
      return [id, step?.heading ?? retired[id] ?? { vi: id, en: id }];
    }),
  );
}

function placeAfterChange(flow: Flow, state: FlowState, previous: Flow | undefined): string {
  const { step, place } = state.cursor;
  const asked = flow.steps.filter((one) => isAsked(one, (id) => state.answers[id]));
  // Text that waits for the person's word needs a question that can take it.
  const fit = place === 'late' ? asked.filter(({ kind }) => kind === 'text' || kind === 'list') : asked;
  const ids = new Set(fit.map(({ id }) => id));
  const from = previous?.indexOf.get(step);
  const later = from === undefined ? [] : (previous?.steps.slice(from) ?? []);
  const survivor = [step, ...later.map(({ id }) => id)].find((id) => ids.has(id));
  const open = fit.find(({ id }) => state.answers[id] === undefined);
  return survivor ?? open?.id ?? (fit[0] ?? asked[0] ?? (flow.steps[0] as Step)).id;
}
