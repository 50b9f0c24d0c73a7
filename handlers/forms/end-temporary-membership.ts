import type { Text } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import type { TemporaryMembership } from '../../models/organisation/temporary-membership.ts';
import { type Directory, peopleIn, unitsToPick } from '../queries/directory.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { temporaryDays } from '../words/temporary.ts';
import { ANY_DAY, defineAct, joinTexts } from './define-act.ts';
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
    const stays = [...hosts].flatMap((unit) => findStay(directory, { person: member, unit }) ?? []);
    const before = stays.map((stay) => sayStay(sources, { ...stay, unit: nameIn(directory, stay.unit) }));
    return [
      {
        ...{ id: 'unit', kind: 'pick' },
        among: unitsToPick(directory, { isMeant: (code) => hosts.has(code), why: 'pick-unit-no-stay' }),
      },
      {
        ...{ id: 'to', kind: 'date', min: ANY_DAY.min },
        ...(before.length > 0 && { before: joinTexts(before, '\n') }),
        max: latestPossible({ about: 'membership', today: dayOf(sources.now()) }),
      },
    ];
  },
  async remark(sources) {
    const directory = await sources.readDirectory();
    return (person, chosen) => {
      const [unit = '', to] = [chosen('unit'), chosen('to')];
      const stay = findStay(directory, { person, unit });
      if (stay === undefined || to === undefined || to >= stay.from) return undefined;
      const values = { unit: nameIn(directory, unit), day: formatDate(stay.from, 'vi') };
      return sources.sayInAll('chat:person-act.stay-taken-back', values);
    };
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    to: answers.get('to') ?? '',
  }),
});

/** The newest time of a person in a unit, which is the one that is ended. */
function findStay(
  { people }: Directory,
  of: { person: string; unit: string },
): TemporaryMembership | undefined {
  const entry = people.find(({ person }) => person._id === of.person);
  return entry?.person.temporary?.findLast(({ unit }) => unit === of.unit);
}

function nameIn({ units }: Directory, unit: string): string {
  return units.get(unit)?.name ?? unit;
}

/** As the card of the person says it. `unit` is a name. */
function sayStay({ sayInAll }: Pick<Sources, 'sayInAll'>, stay: TemporaryMembership): Text {
  const { unit, to } = stay;
  const days = temporaryDays(stay);
  return sayInAll(`chat:temporary.${to === null ? 'away' : 'away-until'}`, { unit, ...days });
}
