import { mayWithdrawAnsweredFor } from '../../models/policies/delegation.ts';
import { define } from './define.ts';
import { findInForceNow } from './parts/change-delegation.ts';
import { nameOf } from './parts/name-of.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';
import { DelegatedVersion, notesOfWithdrawing, withdrawDelegated } from './withdraw-delegated-review.ts';

/** A member withdraws what a delegate handed in for them, also where that one is not named any longer; the delegate is told. */
export const withdrawAnsweredFor = define({
  name: 'withdraw-answered-for',
  payload: DelegatedVersion,
  policy: mayWithdrawAnsweredFor,
  audit: 'answered-for-withdrawn',
  refusals: ['cycle-unknown', 'cycle-closed', 'submission-unknown', 'already-withdrawn'],
  async run(context, version) {
    const { person, cycle, delegate, number } = version;
    await holdOpenCycle(context, cycle);
    const isStillNamed = (await findInForceNow(context, version)) !== null;
    const kind = isStillNamed ? 'withdrawn-by-member-still-named' : 'withdrawn-by-member';
    const told = { kind, screen: 'delegation', params: {}, people: [delegate] };
    const values = { name: await nameOf(context, person), number };
    const names = { number, delegate: await nameOf(context, delegate), isStillNamed };
    const notesOf = notesOfWithdrawing(names);
    return withdrawDelegated(context, {
      version,
      withdrawnBy: 'member',
      news: [{ ...told, values }],
      notesOf,
    });
  },
});
