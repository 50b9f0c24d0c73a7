import { z } from 'zod';
import { mayExcludeFromCycle } from '../../models/policies/cycle.ts';
import { define } from './define.ts';
import { outcomeOf } from './parts/find-exceptions.ts';
import { newsOfAsking } from './parts/news-of-asking.ts';
import {
  Collectives,
  demandAllowed,
  demandInCycle,
  demandNotExcused,
  ForPerson,
  ForUnit,
  holdOpenCycle,
  locate,
  notesFor,
  Reason,
  recordCycleChange,
} from './parts/record-cycle-change.ts';

/** Excuses one person, or a unit, from a cycle: they are not asked, counted or invited. What they wrote stays. */
export const excludeFromCycle = define({
  name: 'exclude-from-cycle',
  payload: z.strictObject({
    cycle: z.string(),
    of: z.discriminatedUnion('kind', [ForUnit, ForPerson]),
    why: Reason,
    collectives: Collectives,
  }),
  policy: mayExcludeFromCycle,
  audit: 'excluded-from-cycle',
  refusals: [
    ...['cycle-unknown', 'cycle-closed', 'unit-unknown', 'person-unknown', 'person-without-unit'],
    ...['left-already', 'not-in-cycle', 'excused-already'],
  ],
  async run(context, payload) {
    const { cycle: id, of, why } = payload;
    const cycle = await holdOpenCycle(context, id);
    const place = await locate(context, of);
    await demandInCycle(context, { cycle, of, place });
    await demandAllowed(context, {
      place,
      isAllowed: (actor, collectives) => mayExcludeFromCycle(actor, { of, collectives }),
    });
    demandNotExcused(cycle, { of, place, own: true });
    const event = await recordCycleChange(context, { cycle: id, kind: 'excluded', of, why });
    const { year } = cycle;
    const news = await newsOfAsking(context, { before: cycle, of, kind: 'excused', screen: 'home' });
    const notes = await notesFor(context, { of, kind: 'excused', values: { year } });
    return { result: await outcomeOf(context, { cycle, of, as: 'included', news }), notes, news, event };
  },
});
