import { decisionFor, REASON } from './cycle-decision.ts';
import { ANY_DAY, defineAct } from './define-act.ts';

/** One person of the unit is given more time to hand in, with a reason. */
export const extendPerson = defineAct({
  form: 'extend-person',
  command: 'extend-cycle',
  steps: () => [{ id: 'day', kind: 'date', ...ANY_DAY }, REASON],
  payload: async (sources, given) => ({
    ...(await decisionFor(sources, given)),
    ...{ date: 'draftsDue' as const, day: given.answers.get('day') ?? '' },
  }),
});
