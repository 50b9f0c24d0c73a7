import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { mayIncludeInCycle } from '../../models/policies/cycle.ts';
import { type Cycle, findOpenCycleAt } from '../../models/review/cycle.ts';
import type { Place } from '../../models/review/cycle-change.ts';
import { AppError } from '../../models/store/errors.ts';
import { isAsked } from '../queries/load-asked.ts';
import { type CommandContext, define } from './define.ts';
import {
  Collectives,
  demandAllowed,
  demandInCycle,
  ForPerson,
  ForUnit,
  holdOpenCycle,
  locate,
  newsOfAsking,
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
    ...['left-already', 'asked-already', 'not-in-cycle'],
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
    if (await isInAlready(context, { cycle, of, place })) {
      throw new AppError('asked-already', {
        message: 'The cycle asks them already',
        details: { person: of.code, cycle: id },
      });
    }
    const event = await recordCycleChange(context, { cycle: id, kind: 'included', of, why });
    const { year } = cycle;
    const news = await newsOfAsking(context, { before: cycle, of, kind: 'cycle-included', screen: 'data' });
    const notes = await notesFor(context, { of, kind: 'included', values: { year } });
    return { result: undefined, notes, news, event };
  },
});

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
