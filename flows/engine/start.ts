import type { Flow, Step } from '../forms/definition.ts';
import { isAsked } from './conditions.ts';
import { reversalsOf } from './reversal.ts';
import { type Facts, type FlowState, SHAPE } from './state.ts';

/** An empty state at the first step. */
export function start(flow: Flow, at: string): FlowState {
  return {
    draft: {
      facts: {
        shape: SHAPE,
        flow: flow.version,
        nextPart: 1,
        savedAt: null,
        submission: null,
        pending: [],
        held: [],
        retired: {},
      },
      answers: {},
    },
    cursor: {
      place: 'rest',
      step: (flow.steps[0] as Step).id,
      page: 0,
      open: false,
      edit: null,
      tail: null,
      touchedAt: at,
      unconfirmed: [],
      undo: [],
    },
  };
}

/** Whether a state was written with this version of the flow, so that `step` can use it as it is. */
export function isOfFlow(flow: Flow, { draft, cursor }: FlowState): boolean {
  return draft.facts.flow === flow.version && flow.indexOf.has(cursor.step);
}

/**
 * Moves a state to the current version of its flow. Every answer is kept. Answers to questions that are gone are listed
 * as `retired`, with their heading from the `previous` flow; of what is handed in once they were about something else, and
 * only come back with their question. The person stands at their question, or at the first one
 * after it that is still asked.
 */
export function moveToFlow(flow: Flow, state: FlowState, previous?: Flow): FlowState {
  if (isOfFlow(flow, state)) return state;
  const { draft, cursor } = state;
  const retired = flow.isFinal === true ? {} : retiredAfterChange(flow, state, previous);
  const step = placeAfterChange(flow, state, previous);
  return {
    draft: { ...draft, facts: { ...draft.facts, flow: flow.version, retired } },
    cursor: { ...cursor, step, open: step === cursor.step && cursor.open, edit: null },
  };
}

/** Headings of questions that are gone but have an answer, or get it back by an undo. */
function retiredAfterChange(flow: Flow, state: FlowState, previous: Flow | undefined): Facts['retired'] {
  const { facts, answers } = state.draft;
  const ids = new Set([answers, ...state.cursor.undo.map(reversalsOf)].flatMap(Object.keys));
  const gone = [...ids].filter((id) => !flow.indexOf.has(id));
  return Object.fromEntries(
    gone.map((id) => {
      const step = previous?.steps[previous.indexOf.get(id) ?? -1];
      return [id, step?.heading ?? facts.retired[id] ?? { vi: id, en: id }];
    }),
  );
}

function placeAfterChange(flow: Flow, state: FlowState, previous: Flow | undefined): string {
  const { step, unconfirmed } = state.cursor;
  const { answers } = state.draft;
  const asked = flow.steps.filter((one) => isAsked(one, (id) => answers[id]));
  // Unconfirmed text needs a question that is answered by writing.
  const fit = unconfirmed.length > 0 ? asked.filter(({ kind }) => kind === 'text' || kind === 'list') : asked;
  const ids = new Set(fit.map(({ id }) => id));
  const from = previous?.indexOf.get(step);
  const later = from === undefined ? [] : (previous?.steps.slice(from) ?? []);
  const survivor = [step, ...later.map(({ id }) => id)].find((id) => ids.has(id));
  const open = fit.find(({ id }) => answers[id] === undefined);
  return survivor ?? open?.id ?? (fit[0] ?? asked[0] ?? (flow.steps[0] as Step)).id;
}
