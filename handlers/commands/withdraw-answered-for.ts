import { mayWithdrawAnsweredFor } from '../../models/policies/delegation.ts';
import { define } from './define.ts';
import { DelegatedVersion, withdrawDelegated } from './withdraw-delegated-review.ts';

/** A member withdraws what a delegate handed in for them, also where that one is not named any longer; the delegate is told. */
export const withdrawAnsweredFor = define({
  name: 'withdraw-answered-for',
  payload: DelegatedVersion,
  policy: mayWithdrawAnsweredFor,
  audit: 'answered-for-withdrawn',
  refusals: ['cycle-unknown', 'cycle-closed', 'submission-unknown', 'already-withdrawn'],
  async run(context, version) {
    const { person, delegate } = version;
    return withdrawDelegated(context, { version, kind: 'withdrawn-by-member', by: person, told: delegate });
  },
});
