import { z } from 'zod';
import { dayIn, dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews } from '../../models/command.ts';
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
import { isAsked } from '../queries/load-asked.ts';
import { latestExtension, packOf } from '../queries/load-subject.ts';
import { type CommandContext, define } from './define.ts';
import { demandDayBetween } from './parts/demand-day.ts';
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
import { signNews } from './parts/sign-news.ts';

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
 * Gives all whom a cycle asks, a unit or one person more time; the result has the day that holds for them now and, where
 * drafts are due no longer before papers are sent up, the day of the papers. One person is told.
 */
export const extendCycle = define({
  name: 'extend-cycle',
  payload: Payload,
  policy: mayExtendCycle,
  audit: 'cycle-extended',
  refusals: [
    ...['cycle-unknown', 'cycle-closed', 'unit-unknown', 'person-unknown', 'person-without-unit'],
    ...['left-already', 'excused-already', 'not-in-cycle', 'day-over', 'day-impossible', 'day-not-later'],
  ],
  async run(context, payload) {
    const { cycle: id, of, date, day, why } = payload;
    const cycle = await holdOpenCycle(context, id);
    const place = of.kind === 'all' ? EVERYWHERE : await locate(context, of);
    if (of.kind !== 'all') {
      await demandAllowed(context, {
        place,
        isAllowed: (actor, collectives) => mayExtendCycle(actor, { ...payload, collectives }),
      });
      demandNotExcused(cycle, { of, place });
      await demandAsked(context, { cycle, of, place });
    }
    if (day < dayOf(context.now)) {
      throw new AppError('day-over', { message: 'That day is over', details: { day } });
    }
    demandDayBetween(day, { from: dayOf(context.now), to: latestExtension(cycle) });
    const { planned, own, before } = plannedDay(cycle, { of, place, date });
    const isCorrection = own !== undefined && own !== day && day > dayOfPack(cycle, date);
    if (own === day || (day <= planned && !isCorrection)) {
      const details = { day, planned: own === day ? own : planned };
      throw new AppError('day-not-later', { message: 'The day is not later', details });
    }
    const holds = [planned, day].toSorted().at(-1) as string;
    const event = await recordCycleChange(context, { cycle: id, kind: 'extended', of, date, day, why });
    const papers = papersPassed(cycle, { place, date, day: holds });
    return {
      result: { holds, papers },
      notes: [
        ...(await notesFor(context, { of, kind: 'extended', values: { day: holds } })),
        ...(papers === null ? [] : [{ kind: 'past-papers', values: { day: papers } }]),
      ],
      news: await newsOfExtension(context, { of, day: holds, before: own === undefined ? holds : before }),
      event,
    };
  },
});

/** One person is told of the day, and which one they were given before; a unit sees it at home. */
async function newsOfExtension(
  context: CommandContext,
  { of, day, before }: { of: ChangeScope; day: string; before: string },
): Promise<CommandNews[]> {
  if (of.kind !== 'person') return [];
  const values = { day, ...(before !== day && { before }) };
  const told = { kind: 'cycle-extended', screen: 'home', params: {}, values, people: [of.code] };
  return signNews(context, [told]);
}

function dayOfPack(cycle: Cycle, date: ExtendableDay): string {
  return dayIn(cycle.year, packOf(cycle).dates[date]);
}

/** Throws `not-in-cycle` unless a cycle asks the person, or covers the unit. */
async function demandAsked(
  context: CommandContext,
  { cycle, of, place }: { cycle: Cycle; of: Exclude<ChangeScope, { kind: 'all' }>; place: Place },
): Promise<void> {
  if (of.kind === 'unit') return demandInCycle(context, { cycle, of, place });
  const { _id: id } = cycle;
  if (await isAsked(context, { person: of.code, cycle: id, day: dayOf(context.now) })) return;
  const details = { cycle: id, code: of.code };
  throw new AppError('not-in-cycle', { message: 'The cycle does not ask the person', details });
}

/** The day before which papers are sent up, where drafts are due on it or later once a day is extended; else null. */
function papersPassed(
  cycle: Cycle,
  { place, date, day }: { place: Place; date: ExtendableDay; day: string },
): string | null {
  const decisions = readDecisions(cycle.changes);
  const dayNow = (one: ExtendableDay) =>
    one === date ? day : (decisions.extendedDay(place, one) ?? dayOfPack(cycle, one));
  const papers = dayNow('papersBefore');
  return dayNow('draftsDue') < papers ? null : papers;
}

/**
 * The day that holds without what was decided about exactly these people before, which may be made shorter again, that, and
 * the day that holds with it.
 */
function plannedDay(
  cycle: Cycle,
  { of, place, date }: { of: ChangeScope; place: Place; date: ExtendableDay },
): { planned: string; own: string | undefined; before: string } {
  const isSame = (change: CycleChange) =>
    change.kind === 'extended' &&
    change.date === date &&
    change.of.kind === of.kind &&
    change.of.code === of.code;
  const changes = cycle.changes ?? [];
  const others = changes.filter((change) => !isSame(change));
  const dayWith = (decided: readonly CycleChange[]) =>
    readDecisions(decided).extendedDay(place, date) ?? dayOfPack(cycle, date);
  return {
    planned: dayWith(others),
    own: changes.findLast(isSame)?.day ?? undefined,
    before: dayWith(changes),
  };
}
