import { dayOf } from '../../flows/rules/calendar.ts';
import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { defineAct } from './define-act.ts';
import { daysAfterFirst, findMemberOf } from './person-act.ts';

/** Somebody leaves the unit, and the organisation: from a day on, and why. Said again, it replaces a day to come. */
export const endMembership = defineAct({
  form: 'end-membership',
  command: 'end-membership',
  steps: async (sources, identity) => [
    {
      ...{ id: 'why', kind: 'choice' },
      options: LEAVE_REASONS.map((id) => ({ id, label: sources.sayInAll(`chat:leave-reasons.${id}`) })),
    },
    {
      ...{ id: 'on', kind: 'date' },
      ...daysAfterFirst(await findMemberOf(sources, identity), { today: dayOf(sources.now()) }),
    },
  ],
  payload: (_sources, { person, answers }) => ({
    person,
    on: answers.get('on') ?? '',
    why: answers.get('why') as LeaveReason,
  }),
});
