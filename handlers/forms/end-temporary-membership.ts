import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { peopleIn, unitsToPick } from '../queries/directory.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { ledUnitsOf, memberOf } from './person-act.ts';

/** Somebody of the unit no longer takes part in another one, picked among those where they did for a time. */
export const endTemporaryMembership = defineAct({
  form: 'end-temporary-membership',
  command: 'end-temporary-membership',
  async steps(sources, identity) {
    const [directory, units] = await Promise.all([
      sources.readDirectory(),
      ledUnitsOf(sources, identity.author),
    ]);
    const member = memberOf(identity);
    const people = peopleIn(directory, { units }).filter(
      ({ person }) => member === '' || person._id === member,
    );
    const hosts = new Set(people.flatMap(({ person }) => (person.temporary ?? []).map(({ unit }) => unit)));
    return [
      {
        ...{ id: 'unit', kind: 'pick' },
        among: unitsToPick(directory, { isMeant: (code) => hosts.has(code), problem: 'pick-unit-no-stay' }),
      },
      {
        ...{ id: 'to', kind: 'date', min: ANY_DAY.min },
        max: latestPossible({ about: 'membership', today: dayOf(sources.now()) }),
      },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    to: answers.get('to') ?? '',
  }),
});
