import type { Flow } from '../forms/definition.ts';
import type { Action, FlowEvent, Output, StepResult } from './events.ts';
import { pageActions, paginate } from './pages.ts';
import { REVIEW_PAGE, reviewItems } from './review.ts';
import type { FlowState } from './state.ts';
import { beginTurn, type Turn, withPicked } from './turn.ts';

/** Whether an event asks for nothing but to read the answers of a draft. */
export function isLook(event: FlowEvent): boolean {
  return event.type === 'action' && ['review', 'read'].includes(event.action.do);
}

/**
 * Shows the answers of a draft that nobody is asked to work at any longer: a page of them, or one in full. Nothing in it
 * changes, not even where the person stands, so that they can go on there should it be asked for again.
 */
export function look(flow: Flow, state: FlowState, event: FlowEvent): StepResult {
  const { facts } = state.draft;
  const turn = beginTurn(flow, state, event.at);
  const unchanged = { facts, cursor: state.cursor, answers: {}, texts: [], dropped: [], effects: [] };
  return { ...unchanged, outputs: withPicked(turn, [cardFor(turn, event)]) };
}

function cardFor(turn: Turn, event: FlowEvent): Output {
  const items = reviewItems(turn);
  const action: Action = event.type === 'action' ? event.action : { do: 'review', page: 0 };
  const place = action.do === 'read' ? items.findIndex(({ step }) => step === action.step) : -1;
  const whole = items[place];
  if (whole !== undefined) {
    const back: Action = { do: 'review', page: Math.floor(place / REVIEW_PAGE) };
    return { type: 'answer', ...whole, choices: [], actions: [back] };
  }
  const wanted = action.do === 'review' ? action.page : 0;
  const { page, pages, shown } = paginate(items, { page: wanted, size: REVIEW_PAGE });
  return {
    ...{ type: 'review', page, pages, items: shown, missing: 0, closed: true },
    choices: shown.flatMap(({ long, step }) => (long === true ? { do: 'read' as const, step } : [])),
    actions: pageActions('review', { page, pages }),
  };
}
