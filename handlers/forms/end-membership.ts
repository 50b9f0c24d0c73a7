import { dayOf } from '../../flows/rules/calendar.ts';
import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { leavingOf } from '../queries/leaving.ts';
import { defineAct } from './define-act.ts';
import { daysAfterFirst, findMemberOf } from './person-act.ts';
import { aboutLeaving, answerTo } from './shown-leaving.ts';

/** Somebody leaves the unit, and the organisation: from a day on, and why. Said again, it replaces the day to come that it shows. */
export const endMembership = defineAct({
  form: 'end-membership',
  command: 'end-membership',
  async steps(sources, identity) {
    const today = dayOf(sources.now());
    const member = await findMemberOf(sources, identity);
    const leaving = member && leavingOf(member, today);
    const replaced = leaving?.isOver === false ? leaving : undefined;
    return [
      {
        ...{ id: 'why', kind: 'choice' },
        options: LEAVE_REASONS.map((id) => ({ id, label: sources.sayInAll(`chat:leave-reasons.${id}`) })),
      },
      { ...aboutLeaving(sources, 'on', replaced), kind: 'date', ...daysAfterFirst(member, { today }) },
    ];
  },
  payload(_sources, { person, answers }) {
    const { value: on = '', leaving = null } = answerTo('on', answers) ?? {};
    return { person, on, why: answers.get('why') as LeaveReason, leaving };
  },
});
