import { z } from 'zod';
import { dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { mayExtendCycle } from '../../models/policies/cycle.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import {
  type ChangeScope,
  type CycleChange,
  EXTENDABLE_DAYS,
  type ExtendableDay,
  type Place,
  readDecisions,
} from '../../models/review/cycle-change.ts';
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
} from './parts/record-cycle-change.ts';

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

/** Where a decision about all is looked up: nobody's own unit. */
const EVERYWHERE: Place = { person: '', upwards: [] };

/**
 * Gives all whom a cycle asks, a unit or one person more time; the result has the day that holds for them now. One person
 * is told.
 */
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
    const place = of.kind === 'all' ? EVERYWHERE : await locate(context, of);
    if (of.kind !== 'all') {
      await demandInCycle(context, { cycle, of, place });
      await demandAllowed(context, {
        place,
        isAllowed: (actor, collectives) => mayExtendCycle(actor, { ...payload, collectives }),
      });
    }
    if (day < dayOf(context.now)) {
      throw new AppError('day-over', { message: 'That day is over', details: { day } });
    }
    const { planned, isCorrected } = plannedDay(cycle, { of, place, date });
    if (day <= planned && !(isCorrected && day > dayOfPack(cycle, date))) {
      throw new AppError('day-not-later', { message: 'The day is not later', details: { day, planned } });
    }
    const holds = [planned, day].toSorted().at(-1) as string;
    const event = await recordCycleChange(context, { cycle: id, kind: 'extended', of, date, day, why });
    return { result: { holds }, ...newsFor(of, 'cycle-extended', { day: holds }), event };
  },
});

function dayOfPack(cycle: Cycle, date: ExtendableDay): string {
  return dayIn(cycle.year, packOf(cycle).dates[date]);
}

/**
 * The day that holds without what was decided about exactly these people before, and whether anything was: that is
 * replaced, and may be made shorter again.
 */
function plannedDay(
  cycle: Cycle,
  { of, place, date }: { of: ChangeScope; place: Place; date: ExtendableDay },
): { planned: string; isCorrected: boolean } {
  const isSame = (change: CycleChange) =>
    change.kind === 'extended' &&
    change.date === date &&
    change.of.kind === of.kind &&
    change.of.code === of.code;
  const changes = cycle.changes ?? [];
  const others = changes.filter((change) => !isSame(change));
  return {
    planned: readDecisions(others).extendedDay(place, date) ?? dayOfPack(cycle, date),
    isCorrected: others.length < changes.length,
  };
}
