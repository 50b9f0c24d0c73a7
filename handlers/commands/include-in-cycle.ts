import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { mayIncludeInCycle } from '../../models/policies/cycle.ts';
import { type Cycle, findOpenCycleAt } from '../../models/review/cycle.ts';
import type { Place } from '../../models/review/cycle-change.ts';
import { AppError } from '../../models/store/errors.ts';
import { isAsked } from '../queries/load-asked.ts';
import { type CommandContext, define } from './define.ts';
import { findExceptions, outcomeOf } from './parts/find-exceptions.ts';
import { newsOfAsking } from './parts/news-of-asking.ts';
import {
  Collectives,
  demandAllowed,
  demandInCycle,
  ForPerson,
  ForUnit,
  holdOpenCycle,
  locate,
  notesFor,
  Reason,
  recordCycleChange,
} from './parts/record-cycle-change.ts';

/**
 * Adds one person, or a unit, to a cycle: somebody who was excluded, whom the pack's rules do not ask, or who belongs to
 * another part of the organisation. A person whom no form of the pack asks is asked as a member.
 */
export const includeInCycle = define({
  name: 'include-in-cycle',
  payload: z.strictObject({
    cycle: z.string(),
    of: z.discriminatedUnion('kind', [ForUnit, ForPerson]),
    why: Reason,
    collectives: Collectives,
  }),
  policy: mayIncludeInCycle,
  audit: 'included-in-cycle',
  refusals: [
    ...['cycle-unknown', 'cycle-closed', 'unit-unknown', 'person-unknown', 'person-without-unit'],
    ...['left-already', 'asked-already', 'excused-below', 'not-in-cycle'],
  ],
  async run(context, payload) {
    const { cycle: id, of, why } = payload;
    const cycle = await holdOpenCycle(context, id);
    const place = await locate(context, of);
    await demandAllowed(context, {
      place,
      isAllowed: (actor, collectives) => mayIncludeInCycle(actor, { of, collectives }),
    });
    // Somebody of another cycle is added by operators alone.
    if (context.actor.kind === 'person') await demandInCycle(context, { cycle, of, place });
    if (await isInAlready(context, { cycle, of, place })) await refuseAsAsked(context, { cycle, of });
    const event = await recordCycleChange(context, { cycle: id, kind: 'included', of, why });
    const { year } = cycle;
    const news = await newsOfAsking(context, { before: cycle, of, kind: 'included', screen: 'data' });
    const notes = await notesFor(context, { of, kind: 'included', values: { year } });
    return { result: await outcomeOf(context, { cycle, of, as: 'excluded', news }), notes, news, event };
  },
});

/** Throws `asked-already`, and `excused-below` for a unit with some below it who are excused by themselves. */
async function refuseAsAsked(
  context: CommandContext,
  { cycle, of: { kind, code } }: { cycle: Cycle; of: { kind: 'unit' | 'person'; code: string } },
): Promise<never> {
  const { _id: id } = cycle;
  const below = kind === 'person' ? [] : await findExceptions(context, { cycle, unit: code, as: 'excluded' });
  const [first] = below;
  if (first === undefined) {
    const details = { person: code, cycle: id };
    throw new AppError('asked-already', { message: 'The cycle asks them already', details });
  }
  const codes = below.map((one) => one.code).join(', ');
  const details = { unit: code, cycle: id, codes, option: `--${first.kind} ${first.code}` };
  throw new AppError('excused-below', { message: 'Some below the unit are excused by themselves', details });
}

/** Whether a cycle asks a person already, or covers a unit that nobody has excused from it. */
async function isInAlready(
  context: CommandContext,
  { cycle, of, place }: { cycle: Cycle; of: { kind: 'unit' | 'person'; code: string }; place: Place },
): Promise<boolean> {
  if (of.kind === 'person') {
    return isAsked(context, { person: of.code, cycle: cycle._id, day: dayOf(context.now) });
  }
  const found = await findOpenCycleAt(context.database, place);
  return found?.cycle._id === cycle._id && found.decisions.ruleFor(place)?.kind !== 'excluded';
}
