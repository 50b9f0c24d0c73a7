import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { lastDayOf } from '../../models/organisation/temporary-membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';
import {
  demandLeader,
  demandNotLeft,
  demandPlace,
  findMember,
  tellLeaders,
} from './parts/change-membership.ts';
import { changeTemporaries } from './parts/change-temporary.ts';
import { demandPossibleDay } from './parts/demand-day.ts';
import { nameOfUnit } from './parts/name-of.ts';
import { signNews } from './parts/sign-news.ts';

/**
 * Records that a member of the Party takes part in another unit for a time (sinh hoạt tạm thời). They still belong to their
 * own unit, which asks, counts and reviews them and hears the other one (HD43, 7.6): so it is recorded by those who lead
 * their own unit or one above it, and those who lead the other one are told. The result has the day on which it really ends.
 */
export const startTemporaryMembership = define({
  name: 'start-temporary-membership',
  payload: z.strictObject({
    person: z.string(),
    unit: z.string(),
    /** First and last day, `YYYY-MM-DD`; null for one that goes on until it is ended. */
    from: z.iso.date(),
    to: z.iso.date().nullable(),
  }),
  policy: mayChangeMembership,
  audit: 'temporary-membership-started',
  refusals: [
    ...[
      'person-unknown',
      'person-without-unit',
      'unit-unknown',
      'not-a-membership-unit',
      'temporary-not-a-member',
    ],
    ...[
      'left-already',
      'day-impossible',
      'temporary-reversed',
      'temporary-absent',
      'temporary-at-home',
      'temporary-overlap',
    ],
  ],
  async run(context, { person: code, ...wanted }) {
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    if (person.partyStatus === 'none') {
      const details = { person: code };
      throw new AppError('temporary-not-a-member', { message: 'Not a member of the Party', details });
    }
    const unit = await demandPlace(context, { person, unit: wanted.unit });
    demandNotLeft(person, dayOf(context.now));
    for (const day of [wanted.from, wanted.to ?? wanted.from]) {
      demandPossibleDay(context, { person, day, about: 'membership' });
    }
    await changeTemporaries(context, { person, others: person.temporary ?? [], wanted });
    const to = lastDayOf(person, wanted);
    const until = to === null ? '' : '-until';
    const values = { unit: unit.name, day: wanted.from, ...(to !== null && { to }) };
    const about = { name: person.name, home: await nameOfUnit(context, last.unit), ...values };
    const told = { person, values: about };
    return {
      result: { home: last.unit, to },
      notes: [{ kind: `temporary-begun${until}`, values: about }],
      news: await signNews(context, [
        { kind: `temporary-begun${until}`, screen: 'home', params: {}, values, people: [code] },
        ...(await tellLeaders(context, { ...told, of: [last.unit], kind: `member-temporary-away${until}` })),
        ...(await tellLeaders(context, { ...told, of: [unit._id], kind: `member-temporary-here${until}` })),
      ]),
      event: { people: [code], facts: { unit: unit._id, on: wanted.from } },
    };
  },
});
