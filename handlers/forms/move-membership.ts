import { createCandidates } from '../../flows/answers/pick.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { defineAct } from './define-act.ts';
import { findMemberOf, firstDayOf } from './person-act.ts';

/** Somebody of the unit moves to another one of the organisation (chuyển sinh hoạt), which is picked among all. */
export const moveMembership = defineAct({
  form: 'move-membership',
  command: 'move-membership',
  async steps(sources, identity) {
    const directory = await sources.readDirectory();
    const min = firstDayOf(await findMemberOf(sources, identity));
    return [
      { id: 'to', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory)) },
      { id: 'on', kind: 'date', min, max: dayOf(sources.now()) },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    to: answers.get('to') ?? '',
    on: answers.get('on') ?? '',
  }),
});
