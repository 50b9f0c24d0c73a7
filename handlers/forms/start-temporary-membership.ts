import { dayOf } from '../../flows/rules/calendar.ts';
import { lastMembershipOf } from '../../models/organisation/membership.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { unitsToPick } from '../queries/directory.ts';
import { defineAct } from './define-act.ts';
import { findMemberOf, firstDayOf, NOT_LEFT } from './person-act.ts';

/** Somebody of the unit takes part in another one for a time (sinh hoạt tạm thời), which is picked among all. */
export const startTemporaryMembership = defineAct({
  form: 'start-temporary-membership',
  command: 'start-temporary-membership',
  whom: NOT_LEFT,
  async steps(sources, identity) {
    const directory = await sources.readDirectory();
    const member = await findMemberOf(sources, identity);
    const max = latestPossible({ about: 'membership', today: dayOf(sources.now()) });
    const last = member && lastMembershipOf(member);
    const days = { min: firstDayOf(member), max: last?.to ?? max };
    return [
      {
        id: 'unit',
        kind: 'pick',
        among: unitsToPick(directory, { isMeant: (code) => code !== last?.unit, problem: 'pick-unit-now' }),
      },
      { id: 'from', kind: 'date', ...days },
      { id: 'to', kind: 'date', ...days, max, required: false },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    from: answers.get('from') ?? '',
    to: answers.get('to') ?? null,
  }),
});
