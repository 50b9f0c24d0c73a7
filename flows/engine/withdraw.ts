import { restActions, show } from './show.ts';
import type { FlowState } from './state.ts';
import { askAtPlace, endEdit, type Turn } from './turn.ts';

/** Asks whether the version that was handed in last is withdrawn. */
export function askToWithdraw(turn: Turn): void {
  if (!isHandedIn(turn)) return show(turn, { problem: { code: 'nothing-to-withdraw' } });
  askAtPlace(turn, 'withdraw');
  endEdit(turn);
  show(turn);
}

/** Withdraws that version. The answers stay, and can be handed in again as the next one. */
export function withdraw(turn: Turn): void {
  const { cursor, facts } = turn;
  const { submission } = facts;
  if (cursor.place !== 'withdraw') return show(turn);
  cursor.place = 'rest';
  if (submission === null || !isHandedIn(turn)) {
    return show(turn, { problem: { code: 'nothing-to-withdraw' } });
  }
  const { number } = submission;
  facts.submission = { ...submission, withdrawnAt: turn.at };
  turn.effects.push({ type: 'withdraw', number, withdrawnAt: turn.at });
  turn.outputs.push({
    ...{ type: 'withdrawal', submission: number, at: turn.at, choices: [] },
    actions: [{ do: 'review', page: 0 }, ...restActions()],
  });
}

function isHandedIn({ facts: { submission } }: Turn): boolean {
  return submission !== null && submission.withdrawnAt === undefined;
}

/** The same state with its version marked as withdrawn, where somebody else than its author withdrew it; `at` as in the state. */
export function markWithdrawn(state: FlowState, withdrawn: { number: number; at: string }): FlowState {
  const { facts } = state.draft;
  const { submission } = facts;
  if (submission?.number !== withdrawn.number || submission.withdrawnAt !== undefined) return state;
  const marked = { ...submission, withdrawnAt: withdrawn.at };
  return { ...state, draft: { ...state.draft, facts: { ...facts, submission: marked } } };
}
