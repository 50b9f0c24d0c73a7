import { createCandidates } from '../../flows/answers/pick.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { peopleIn, toUnitCandidates } from '../queries/directory.ts';
import { formatDate } from '../words/dates.ts';
import { ANY_DAY, beforeOf, defineAct } from './define-act.ts';
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
    const today = dayOf(sources.now());
    const recorded = people
      .filter(({ person }) => person._id === member)
      .flatMap(({ person }) => openTemporaries(person, today))
      .flatMap(({ unit, to }) => (to === null ? [] : [{ to, unit: directory.units.get(unit)?.name ?? unit }]))
      .map(({ to, unit }) =>
        sources.sayInAll('chat:person-act.temporary-ends', { unit, day: formatDate(to, 'vi') }),
      );
    const hosts = new Set(people.flatMap(({ person }) => (person.temporary ?? []).map(({ unit }) => unit)));
    return [
      {
        ...{ id: 'unit', kind: 'pick' },
        among: createCandidates(() => toUnitCandidates(directory).filter(({ id }) => hosts.has(id))),
      },
      {
        ...{ id: 'to', kind: 'date', min: ANY_DAY.min, ...beforeOf(recorded) },
        max: latestPossible({ about: 'membership', today }),
      },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    to: answers.get('to') ?? '',
  }),
});
