import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';

/** The draft in which somebody answers a difficulty. */
export function answerIdentity(of: { difficulty: string; author: string }): DraftIdentity {
  const { difficulty: id, author } = of;
  return { form: 'answer-difficulty', cycle: null, subject: { kind: 'difficulty', id }, author };
}

/** Whether something is written in the draft of an answer that was not handed in. */
export function isUnfinished(state: FlowState | undefined): boolean {
  if (state === undefined || state.draft.facts.submission !== null) return false;
  return Object.keys(state.draft.answers).length > 0 || state.cursor.unconfirmed.length > 0;
}
