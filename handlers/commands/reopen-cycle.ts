import { z } from 'zod';
import { mayReopenCycle } from '../../models/policies/cycle.ts';
import { reopenCycle as reopenStored } from '../../models/review/open-cycle.ts';
import { define } from './define.ts';
import { holdCycle, newsOfCycle, Reason, recordCycleChange } from './parts/record-cycle-change.ts';

/** Opens a closed cycle once more; all who have written in it are told, and go on where they stood. One that is open stays as it is. */
export const reopenCycle = define({
  name: 'reopen-cycle',
  payload: z.strictObject({ cycle: z.string(), why: Reason }),
  policy: mayReopenCycle,
  audit: 'cycle-reopened',
  refusals: ['cycle-unknown', 'cycle-other-open'],
  async run(context, { cycle: id, why }) {
    const { database, session } = context;
    const cycle = await holdCycle(context, id);
    if (cycle.status === 'open') return { result: { openBefore: true }, event: null };
    await reopenStored(database, { cycle, session });
    const of = { kind: 'all', code: null } as const;
    const event = await recordCycleChange(context, { cycle: id, kind: 'reopened', of, why });
    const news = await newsOfCycle(context, { cycle, kind: 'cycle-reopened' });
    return { result: { openBefore: false }, news, event };
  },
});
