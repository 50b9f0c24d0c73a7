import type { FlowState } from './state.ts';

/**
 * What is left of a draft once everything in it is erased for good: nothing that was written, picked or sent, and
 * nothing that could be taken back. That versions were handed in stays, for their numbers go on, unless the record of
 * them is erased too. The next step leads to the first question. `at` is ISO 8601 UTC.
 */
export function eraseAll(state: FlowState, { at, records }: { at: string; records: boolean }): FlowState {
  const { facts } = state.draft;
  const { submission } = facts;
  return {
    draft: {
      facts: {
        ...{ shape: facts.shape, flow: facts.flow, nextPart: facts.nextPart, savedAt: null, erasedAt: at },
        submission: submission === null || records ? null : { ...submission, changedSince: true },
        ...{ pending: [], held: [], retired: {} },
      },
      answers: {},
    },
    cursor: {
      // No question has this id, so that the person stands at the first one when they come back.
      ...{ place: 'rest', step: '', page: 0, open: false, edit: null, tail: null, touchedAt: at },
      ...{ unconfirmed: [], undo: [] },
    },
  };
}
