import { REASON } from './cycle-decision.ts';
import { defineAct } from './define-act.ts';
import { paperDaysFor } from './paper.ts';
import { memberOf } from './person-act.ts';
import { readWhich, whichEntry } from './standing-entries.ts';

/** What a delegate handed in for somebody of the unit is taken back, as they asked for on paper. */
export const withdrawForMember = defineAct({
  form: 'withdraw-for-member',
  command: 'withdraw-for-member',
  needsMember: true,
  steps: async (sources, identity) => [
    await whichEntry(sources, { identity, how: 'delegate' }),
    { id: 'paper', kind: 'date', ...(await paperDaysFor(sources, memberOf(identity))) },
    REASON,
  ],
  payload(_sources, { person, answers, at }) {
    const reasons = { paperDay: answers.get('paper') ?? '', why: answers.get('why') ?? '' };
    return { person, ...readWhich(answers), withdrawnAt: at, ...reasons };
  },
});
