import { decisionFor, REASON } from './cycle-decision.ts';
import { defineAct } from './define-act.ts';
import { ASKED } from './person-act.ts';

/** Somebody of the unit is excused from the open cycle, with a reason. */
export const excusePerson = defineAct({
  form: 'excuse-person',
  command: 'exclude-from-cycle',
  whom: ASKED,
  steps: () => [REASON],
  payload: decisionFor,
});
