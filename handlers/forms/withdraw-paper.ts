import { REASON } from './cycle-decision.ts';
import { defineAct } from './define-act.ts';
import { readWhich, whichEntry } from './standing-entries.ts';

/** A paper that was recorded for somebody of the unit is taken back, with a reason. */
export const withdrawPaper = defineAct({
  form: 'withdraw-paper',
  command: 'withdraw-paper-review',
  needsMember: true,
  steps: async (sources, identity) => [await whichEntry(sources, { identity, how: 'paper' }), REASON],
  payload(_sources, { person, answers }) {
    const { cycle, number } = readWhich(answers);
    return { person, cycle, number, why: answers.get('why') ?? '' };
  },
});
