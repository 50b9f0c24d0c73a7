import { createCandidates } from '../../flows/answers/pick.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { ledUnitsOf } from './person-act.ts';

/** Somebody who had left comes again, to a unit that the secretary leads or one below it. */
export const startMembership = defineAct({
  form: 'start-membership',
  command: 'start-membership',
  async steps(sources, { author }) {
    const [directory, units] = await Promise.all([sources.readDirectory(), ledUnitsOf(sources, author)]);
    return [
      { id: 'unit', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory, { units })) },
      { id: 'on', kind: 'date', ...ANY_DAY },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    on: answers.get('on') ?? '',
  }),
});
