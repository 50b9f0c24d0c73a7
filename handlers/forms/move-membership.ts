import { dayOf } from '../../flows/rules/calendar.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import { unitsToPick } from '../queries/directory.ts';
import { leavingOf } from '../queries/leaving.ts';
import { answeringNotes } from './answering-note.ts';
import { defineAct, joinTexts } from './define-act.ts';
import { findMemberOf, firstDayOf } from './person-act.ts';

/** Somebody of the unit moves to another one of the organisation (chuyển sinh hoạt), which is picked among all. */
export const moveMembership = defineAct({
  form: 'move-membership',
  command: 'move-membership',
  whom: {
    isMeant({ now }) {
      const today = dayOf(now());
      return ({ person }) => isPresent(person, today) && leavingOf(person, today) === undefined;
    },
    why: 'pick-not-staying',
  },
  leadsAway: true,
  async steps(sources, identity) {
    const directory = await sources.readDirectory();
    const member = await findMemberOf(sources, identity);
    const except = member && homeUnitOf(member);
    return [
      {
        ...{ id: 'to', kind: 'pick' },
        among: unitsToPick(directory, { isMeant: (code) => code !== except, why: 'pick-unit-now' }),
      },
      { id: 'on', kind: 'date', min: firstDayOf(member), max: dayOf(sources.now()) },
    ];
  },
  async note(sources, identity) {
    const answering = await answeringNotes(sources, identity, 'moves');
    return answering.length === 0 ? undefined : joinTexts(answering, '\n\n');
  },
  payload: (_sources, { person, answers }) => ({
    person,
    to: answers.get('to') ?? '',
    on: answers.get('on') ?? '',
  }),
});
