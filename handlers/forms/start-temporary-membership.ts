import { createCandidates } from '../../flows/answers/pick.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { ANY_DAY, defineAct } from './define-act.ts';

/** Somebody of the unit takes part in another one for a time (sinh hoạt tạm thời), which is picked among all. */
export const startTemporaryMembership = defineAct({
  form: 'start-temporary-membership',
  command: 'start-temporary-membership',
  async steps({ readDirectory }) {
    const directory = await readDirectory();
    return [
      { id: 'unit', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory)) },
      { id: 'from', kind: 'date', ...ANY_DAY },
      { id: 'to', kind: 'date', ...ANY_DAY, required: false },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    unit: answers.get('unit') ?? '',
    from: answers.get('from') ?? '',
    to: answers.get('to') ?? null,
  }),
});
