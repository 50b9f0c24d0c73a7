import { createCandidates } from '../../flows/answers/pick.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { ANY_DAY, defineAct } from './define-act.ts';

/** Somebody of the unit moves to another one of the organisation (chuyển sinh hoạt), which is picked among all. */
export const moveMembership = defineAct({
  form: 'move-membership',
  command: 'move-membership',
  async steps({ readDirectory }) {
    const directory = await readDirectory();
    return [
      { id: 'to', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory)) },
      { id: 'on', kind: 'date', ...ANY_DAY },
    ];
  },
  payload: (_sources, { person, answers }) => ({
    person,
    to: answers.get('to') ?? '',
    on: answers.get('on') ?? '',
  }),
});
