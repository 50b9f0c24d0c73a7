import { z } from 'zod';
import { dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { mayExtendCycle } from '../../models/policies/cycle.ts';
import { EXTENDABLE_DAYS } from '../../models/review/cycle-change.ts';
import { AppError } from '../../models/store/errors.ts';
import { packOf } from '../queries/load-subject.ts';
import { define } from './define.ts';
import {
  Collectives,
  demandAllowed,
  demandInCycle,
  ForPerson,
  ForUnit,
  holdOpenCycle,
  locate,
  newsFor,
  Reason,
  recordCycleChange,
} from './record-cycle-change.ts';

const Payload = z.strictObject({
  cycle: z.string(),
  of: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all'), code: z.null() }),
    ForUnit,
    ForPerson,
  ]),
  date: z.enum(EXTENDABLE_DAYS),
  /** The new day, `YYYY-MM-DD`; of several that hold for somebody the latest counts. */
  day: z.iso.date(),
  why: Reason,
  collectives: Collectives,
});

/** Gives all whom a cycle asks, a unit or one person more time. One person is told. */
export const extendCycle = define({
  name: 'extend-cycle',
  payload: Payload,
  policy: mayExtendCycle,
  audit: 'cycle-extended',
  refusals: [
    ...['cycle-unknown', 'cycle-closed', 'unit-unknown', 'person-unknown', 'person-without-unit'],
    ...['not-in-cycle', 'day-over', 'day-not-later'],
  ],
  async run(context, payload) {
    const { cycle: id, of, date, day, why } = payload;
    const cycle = await holdOpenCycle(context, id);
    if (of.kind !== 'all') {
      const place = await locate(context, of);
      await demandInCycle(context, { cycle, of, place });
      await demandAllowed(context, {
        place,
        isAllowed: (actor, collectives) => mayExtendCycle(actor, { ...payload, collectives }),
      });
    }
    if (day < dayOf(context.now)) {
      throw new AppError('day-over', { message: 'That day is over', details: { day } });
    }
    const planned = dayIn(cycle.year, packOf(cycle).dates[date]);
    if (day <= planned) {
      throw new AppError('day-not-later', { message: 'The day is not later', details: { day, planned } });
    }
    const event = await recordCycleChange(context, { cycle: id, kind: 'extended', of, date, day, why });
    return { result: undefined, ...newsFor(of, 'cycle-extended'), event };
  },
});
