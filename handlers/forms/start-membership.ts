import { createCandidates } from '../../flows/answers/pick.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { dayAfter, lastMembershipOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { leavingOf } from '../queries/leaving.ts';
import { defineAct } from './define-act.ts';
import { daysAfterFirst, findMemberOf, ledUnitsOf } from './person-act.ts';

/**
 * Somebody who had left comes again, to a unit that the secretary leads or one below it; somebody who is to leave stays
 * after all, which needs no more than a yes.
 */
export const startMembership = defineAct({
  form: 'start-membership',
  command: 'start-membership',
  whom:
    ({ now }) =>
    ({ person }) =>
      leavingOf(person, dayOf(now())) !== undefined,
  async steps(sources, identity) {
    const today = dayOf(sources.now());
    const [directory, units, member] = await Promise.all([
      sources.readDirectory(),
      ledUnitsOf(sources, identity.author),
      findMemberOf(sources, identity),
    ]);
    const last = member && lastMembershipOf(member);
    if (last?.to != null && last.to >= today) return [{ id: 'stays', kind: 'confirm' }];
    return [
      { id: 'unit', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory, { units })) },
      { id: 'on', kind: 'date', ...daysAfterFirst(member, { today }) },
    ];
  },
  async payload({ database }, { person, answers, at }) {
    const found = await findPerson(database, { person });
    const last = found === null ? undefined : lastMembershipOf(found);
    const end = last?.to ?? null;
    return {
      person,
      unit: answers.get('unit') ?? last?.unit ?? '',
      on: answers.get('on') ?? (end === null ? dayOf(at) : dayAfter(end)),
    };
  },
});
