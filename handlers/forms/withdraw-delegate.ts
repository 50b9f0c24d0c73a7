import { listDelegations } from '../../models/review/delegation.ts';
import { defineAct } from './define-act.ts';

/** The delegate of a member is withdrawn, by the member or by a secretary. */
export const withdrawDelegate = defineAct({
  form: 'withdraw-delegate',
  command: 'withdraw-delegate',
  forOneself: true,
  steps: () => [{ id: 'sure', kind: 'confirm' }],
  async payload({ database }, { person }) {
    const all = await listDelegations(database, { member: person });
    return { person, cycle: all.findLast(({ ended }) => !ended)?.cycle ?? '' };
  },
});
