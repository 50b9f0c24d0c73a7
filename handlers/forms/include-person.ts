import { decisionFor, REASON } from './cycle-decision.ts';
import { defineAct } from './define-act.ts';

/** Somebody who was excused is asked again, with a reason. */
export const includePerson = defineAct({
  form: 'include-person',
  command: 'include-in-cycle',
  whom: {
    isMeant:
      () =>
      ({ isExcused }) =>
        isExcused,
    problem: 'pick-not-excused',
  },
  steps: () => [REASON],
  payload: decisionFor,
});
