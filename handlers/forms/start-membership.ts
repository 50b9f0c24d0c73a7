import { dayOf } from '../../flows/rules/calendar.ts';
import { lastMembershipOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { unitsIn, unitsToPick } from '../queries/directory.ts';
import { leavingOf } from '../queries/leaving.ts';
import { formatDate } from '../words/dates.ts';
import { defineAct } from './define-act.ts';
import { daysAfterFirst, findMemberOf, ledUnitsOf } from './person-act.ts';
import { aboutLeaving, answerTo } from './shown-leaving.ts';

/**
 * Somebody who had left comes again, to a unit that the secretary leads or one below it; somebody who is to leave stays
 * after all, which needs no more than a yes.
 */
export const startMembership = defineAct({
  form: 'start-membership',
  command: 'start-membership',
  whom: {
    isMeant:
      ({ now }) =>
      ({ person }) =>
        leavingOf(person, dayOf(now())) !== undefined,
    problem: 'pick-not-leaving',
  },
  async steps(sources, identity) {
    const today = dayOf(sources.now());
    const [directory, units, member] = await Promise.all([
      sources.readDirectory(),
      ledUnitsOf(sources, identity.author),
      findMemberOf(sources, identity),
    ]);
    const leaving = member && leavingOf(member, today);
    if (leaving?.isOver === false) {
      return [{ ...aboutLeaving(sources, 'stays', leaving), kind: 'confirm' }];
    }
    const led = new Set(unitsIn(directory, { units }));
    return [
      {
        ...{ id: 'unit', kind: 'pick' },
        among: unitsToPick(directory, { isMeant: (code) => led.has(code), problem: 'pick-unit-not-led' }),
      },
      { ...aboutLeaving(sources, 'on', leaving), kind: 'date', ...daysAfterFirst(member, { today }) },
    ];
  },
  async note(sources, identity) {
    const member = await findMemberOf(sources, identity);
    const leaving = member && leavingOf(member, dayOf(sources.now()));
    if (leaving?.isOver !== false) return undefined;
    return sources.sayInAll('chat:person-act.stays', { day: formatDate(leaving.on, 'vi') });
  },
  async payload({ database }, { person, answers, at }) {
    const stays = answerTo('stays', answers);
    if (stays === undefined) {
      const { value = '', leaving = null } = answerTo('on', answers) ?? {};
      return { person, unit: answers.get('unit') ?? '', on: value, leaving };
    }
    const found = await findPerson(database, { person });
    const unit = (found && lastMembershipOf(found)?.unit) ?? '';
    return { person, unit, on: stays.leaving ?? dayOf(at), leaving: stays.leaving };
  },
});
