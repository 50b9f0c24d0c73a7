import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews } from '../../models/command.ts';
import { endMemberships, LEAVE_REASONS, membershipsOf } from '../../models/organisation/membership.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';
import { changeMemberships, demandLeader, findMember, tellLeaders } from './parts/change-membership.ts';
import { demandPossibleDay } from './parts/demand-day.ts';

/**
 * Ends the membership of a person: from a day on they are not asked, counted, invited or told anything, and have no access.
 * What they wrote and handed in stays.
 */
export const endMembership = define({
  name: 'end-membership',
  payload: z.strictObject({
    person: z.string(),
    /** `YYYY-MM-DD`: the first day on which they no longer belong to the organisation. */
    on: z.iso.date(),
    why: z.enum(LEAVE_REASONS),
  }),
  policy: mayChangeMembership,
  audit: 'membership-ended',
  refusals: [
    'person-unknown',
    'person-without-unit',
    'left-already',
    'day-impossible',
    'day-before-membership',
  ],
  async run(context, { person: code, on, why }) {
    const { person, last } = await findMember(context, code);
    const { unit } = last;
    await demandLeader(context, { person: code, unit });
    if (last.to !== null) {
      const details = { person: code, day: last.to };
      throw new AppError('left-already', { message: 'The membership has an end', details });
    }
    demandPossibleDay(context, { person, day: on, about: 'membership' });
    if (last.from !== null && on <= last.from) {
      const details = { person: code, unit, day: last.from };
      throw new AppError('day-before-membership', { message: 'The membership began later', details });
    }
    await changeMemberships(context, {
      person,
      memberships: endMemberships(membershipsOf(person), { on, why }),
    });
    // Where they take part for a time ends with it.
    const hosts = openTemporaries(person, dayOf(context.now)).map((one) => one.unit);
    const told = { person, kind: 'member-left', values: { name: person.name } };
    const news: CommandNews[] = [];
    for (const of of [unit, ...hosts]) news.push(...(await tellLeaders(context, { ...told, of })));
    return {
      result: { unit },
      news,
      event: { people: [code], facts: { unit, on, why } },
    };
  },
});
