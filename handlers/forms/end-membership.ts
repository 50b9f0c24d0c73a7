import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { ANY_DAY, defineAct } from './define-act.ts';

/** Somebody leaves the unit, and the organisation: from a day on, and why. */
export const endMembership = defineAct({
  form: 'end-membership',
  command: 'end-membership',
  steps: ({ sayInAll }) => [
    {
      ...{ id: 'why', kind: 'choice' },
      options: LEAVE_REASONS.map((id) => ({ id, label: sayInAll(`chat:leave-reasons.${id}`) })),
    },
    { id: 'on', kind: 'date', ...ANY_DAY },
  ],
  payload: (_sources, { person, answers }) => ({
    person,
    on: answers.get('on') ?? '',
    why: answers.get('why') as LeaveReason,
  }),
});
