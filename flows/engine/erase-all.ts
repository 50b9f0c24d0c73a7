import { type Facts, type FlowState, SHAPE, type SubmissionMark } from './state.ts';

type Left = Pick<Facts, 'flow' | 'nextPart' | 'submission' | 'takenNumber'>;

/**
 * What is left of a draft once everything in it is erased for good: nothing that was written, picked or sent, and
 * nothing that could be taken back. That versions were handed in, the last of them `submission`, stays, for their numbers go
 * on, unless the record of them is erased too. The next step leads to the first question. `at` is ISO 8601 UTC.
 */
export function eraseAll(
  state: FlowState,
  { at, records, submission }: { at: string; records: boolean; submission: SubmissionMark | null },
): FlowState {
  const { flow, nextPart, takenNumber } = state.draft.facts;
  if (records) return erasedState({ flow, nextPart, submission: null }, at);
  return erasedState({ flow, nextPart, submission, ...(takenNumber && { takenNumber }) }, at);
}

/** The same for a draft that cannot be read: what is left is what others know of it. */
export function erasedState({ submission, ...left }: Left, at: string): FlowState {
  return {
    draft: {
      facts: {
        ...{ shape: SHAPE, ...left, savedAt: null, erasedAt: at },
        submission: submission === null ? null : markOf(submission),
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

/** That a version was handed in, without what the answers were in it. */
function markOf({ changed: _changed, ...mark }: SubmissionMark): SubmissionMark {
  return { ...mark, changedSince: true };
}
