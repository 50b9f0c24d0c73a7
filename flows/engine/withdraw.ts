import { restActions, show } from './show.ts';
import { endEdit, type Turn } from './turn.ts';

/** Asks whether the version that was handed in last is withdrawn. */
export function askToWithdraw(turn: Turn): void {
  if (!isHandedIn(turn)) return show(turn, { problem: { code: 'nothing-to-withdraw' } });
  endEdit(turn);
  turn.cursor.place = 'withdraw';
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
