import { dayOf } from '../../flows/rules/calendar.ts';
import { homeUnitOf, isPresent, lastMembershipOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { type Directory, unitsToPick } from '../queries/directory.ts';
import { leavingOf } from '../queries/leaving.ts';
import { formatDate } from '../words/dates.ts';
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
    problem: 'pick-not-staying',
  },
  leadsAway: true,
  async steps(sources, identity) {
    const directory = await sources.readDirectory();
    const member = await findMemberOf(sources, identity);
    const except = member && homeUnitOf(member);
    const came = member && dayTheyCame(directory, member);
    return [
      {
        ...{ id: 'to', kind: 'pick' },
        among: unitsToPick(directory, { isMeant: (code) => code !== except, problem: 'pick-unit-now' }),
      },
      {
        ...{ id: 'on', kind: 'date', min: firstDayOf(member), max: dayOf(sources.now()) },
        ...(came && { before: sources.sayInAll('chat:person-act.came', came) }),
      },
    ];
  },
  async note(sources, identity) {
    const answering = await answeringNotes(sources, identity, 'moves');
    return answering.length === 0 ? undefined : joinTexts(answering, '\n\n');
  },
  async remark(sources) {
    const directory = await sources.readDirectory();
    return (code, chosen) => {
      const member = directory.people.find(({ person }) => person._id === code)?.person;
      const came =
        member && lastMembershipOf(member)?.from === chosen('on') && dayTheyCame(directory, member);
      return came ? sources.sayInAll('chat:person-act.move-corrected', came) : undefined;
    };
  },
  payload: (_sources, { person, answers }) => ({
    person,
    to: answers.get('to') ?? '',
    on: answers.get('on') ?? '',
  }),
});

/** Since which day somebody belongs to their unit, for a sentence; undefined for who always has. */
function dayTheyCame({ units }: Directory, person: Person): { unit: string; day: string } | undefined {
  const { unit, from = null } = lastMembershipOf(person) ?? {};
  if (unit === undefined || from === null) return undefined;
  return { unit: units.get(unit)?.name ?? unit, day: formatDate(from, 'vi') };
}
