import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { beginMembership, lostByBeginning, membershipsOf } from '../../models/organisation/membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { listBegunAmong } from '../queries/begun-cycle.ts';
import { define } from './define.ts';
import { tellOfAnswering } from './parts/change-delegation.ts';
import {
  changeMemberships,
  demandLeader,
  demandPlace,
  findMember,
  tellLeaders,
} from './parts/change-membership.ts';
import { demandPossibleDay } from './parts/demand-day.ts';
import { nameOfUnit } from './parts/name-of.ts';
import { signNews } from './parts/sign-news.ts';

/**
 * Moves a person to another unit of the organisation (chuyển sinh hoạt). They are told where they belong now and keep
 * what they write; both units are told, because the one gives its opinion where the other reviews (HD43, 7.6). A move on
 * the very day on which they came to their unit corrects that: they never were there.
 */
export const moveMembership = define({
  name: 'move-membership',
  payload: z.strictObject({
    person: z.string(),
    /** Code of the unit where they belong now. */
    to: z.string(),
    /** `YYYY-MM-DD`: the first day there; not a later day than today, on which they still are where they were. */
    on: z.iso.date(),
  }),
  policy: mayChangeMembership,
  audit: 'membership-moved',
  refusals: [
    ...['person-unknown', 'person-without-unit', 'unit-unknown', 'not-a-membership-unit'],
    ...['left-already', 'member-already', 'day-to-come', 'day-impossible', 'day-before-membership'],
  ],
  async run(context, { person: code, to, on }) {
    const { person, last } = await findMember(context, code);
    const from = last.unit;
    await demandLeader(context, { person: code, unit: from });
    const unit = await demandPlace(context, { person, unit: to });
    if (last.to !== null) {
      const details = { person: code, day: last.to };
      throw new AppError('left-already', { message: 'The membership has an end', details });
    }
    if (from === to) {
      const details = { person: code, unit: to };
      throw new AppError('member-already', { message: 'The person is a member there', details });
    }
    if (on > dayOf(context.now)) {
      throw new AppError('day-to-come', { message: 'The day has not come', details: { day: on } });
    }
    demandPossibleDay(context, { person, day: on, about: 'membership' });
    const answering = await tellOfAnswering(context, { person, what: 'moves', values: { unit: unit.name } });
    const before = membershipsOf(person);
    const lost = lostByBeginning(before, on);
    if (lost !== undefined) {
      const details = { person: code, unit: lost.unit, day: lost.from ?? '' };
      throw new AppError('day-before-membership', { message: 'The membership began later', details });
    }
    const begun = { unit: to, from: on, why: 'transferred' } as const;
    await changeMemberships(context, { person, memberships: beginMembership(before, begun) });
    const isCorrection = last.from === on;
    const values = { name: person.name, from: await nameOfUnit(context, from), unit: unit.name, on };
    const former = {
      kind: isCorrection ? 'moved-instead' : 'moved-away',
      values: { from: values.from, on },
    };
    const hasBegun = (await listBegunAmong(context.database, [code])).has(code);
    const told = { of: [from, to], person, kind: isCorrection ? 'member-move-corrected' : 'member-moved' };
    return {
      result: { from, isCorrection },
      notes: [
        { kind: 'moved', values: { name: person.name, unit: unit.name, on } },
        former,
        ...answering.notes,
      ],
      news: await signNews(context, [
        {
          kind: isCorrection ? 'move-corrected' : 'moved-to-unit-on',
          screen: 'home',
          params: {},
          values: {
            ...{ unit: unit.name, on, ...(isCorrection && { from: values.from }) },
            ...(hasBegun && { begun: 'yes' }),
          },
          people: [code],
        },
        ...(await tellLeaders(context, { ...told, values })),
        ...answering.news,
      ]),
      event: { people: [code], facts: { from, unit: to, on } },
    };
  },
});
