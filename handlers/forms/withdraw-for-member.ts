import { REASON } from './cycle-decision.ts';
import { defineAct } from './define-act.ts';
import { paperDaysFor } from './paper.ts';
import { firstDayOfEntries, readWhich, whichEntry } from './standing-entries.ts';

/** What a delegate handed in for somebody of the unit is taken back, as they asked for on paper. */
export const withdrawForMember = defineAct({
  form: 'withdraw-for-member',
  command: 'withdraw-for-member',
  needsMember: true,
  async steps(sources, identity) {
    const of = { identity, how: 'delegate' } as const;
    const { min, max } = await paperDaysFor(sources, identity);
    // Nobody asks on paper to withdraw what is not handed in yet; the command asks it of the version that was picked.
    const first = await firstDayOfEntries(sources, of);
    return [await whichEntry(sources, of), { id: 'paper', kind: 'date', min: first ?? min, max }, REASON];
  },
  payload(_sources, { person, answers, at }) {
    const reasons = { paperDay: answers.get('paper') ?? '', why: answers.get('why') ?? '' };
    return { person, ...readWhich(answers), withdrawnAt: at, ...reasons };
  },
});
