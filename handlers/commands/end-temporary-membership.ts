import { z } from 'zod';
import { lastDayOf } from '../../models/organisation/temporary-membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { formatDate } from '../words/dates.ts';
import { define } from './define.ts';
import { demandLeader, findMember, tellLeaders } from './parts/change-membership.ts';
import { changeTemporaries } from './parts/change-temporary.ts';
import { demandPossibleDay } from './parts/demand-day.ts';
import { nameOfUnit } from './parts/name-of.ts';
import { signNews } from './parts/sign-news.ts';

/**
 * Says which day is the last one on which somebody takes part in another unit for a time: of the newest time there, also to
 * correct it. With a day before the first one it is as if there had been none. Recorded by those who lead the unit where
 * the person belongs or one above it, as it was begun.
 */
export const endTemporaryMembership = define({
  name: 'end-temporary-membership',
  payload: z.strictObject({
    person: z.string(),
    unit: z.string(),
    /** Last day, `YYYY-MM-DD`. */
    to: z.iso.date(),
  }),
  policy: mayChangeMembership,
  audit: 'temporary-membership-ended',
  refusals: [
    ...['person-unknown', 'person-without-unit', 'temporary-unknown', 'day-impossible', 'temporary-over'],
    ...['temporary-absent', 'temporary-at-home', 'temporary-overlap'],
  ],
  async run(context, { person: code, unit, to }) {
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    const all = person.temporary ?? [];
    const place = all.findLastIndex((one) => one.unit === unit);
    const ended = all[place];
    if (ended === undefined) {
      const details = { person: code, unit };
      throw new AppError('temporary-unknown', { message: 'Never a temporary member there', details });
    }
    const result = { isTakenBack: to < ended.from, before: ended.to };
    const values = { unit: await nameOfUnit(context, unit), day: to };
    const end = result.isTakenBack ? 'temporary-taken-back' : 'temporary-ended';
    const done = { kind: end, values: { name: person.name, ...values } };
    if (ended.to === to) return { result, notes: [done], event: null };
    demandPossibleDay(context, { person, day: to, about: 'membership' });
    const latest = lastDayOf(person, { ...ended, to: null });
    if (latest !== null && ended.from <= latest && latest < to) {
      const details = { person: code, unit, day: formatDate(latest, 'vi') };
      throw new AppError('temporary-over', { message: 'It ended by itself before', details });
    }
    const wanted = result.isTakenBack ? null : { ...ended, to };
    await changeTemporaries(context, { person, others: all.toSpliced(place, 1), wanted });
    const before = result.isTakenBack ? null : ended.to;
    const instead = before === null ? {} : { before };
    const told = { person, kind: `member-${end}`, values: { ...done.values, ...instead } };
    return {
      result,
      notes: [done, ...(before === null ? [] : [{ kind: 'ended-before', values: { day: before } }])],
      news: await signNews(context, [
        { kind: end, screen: 'home', params: {}, values: { ...values, ...instead }, people: [code] },
        ...(await tellLeaders(context, { ...told, of: [last.unit, unit] })),
      ]),
      event: { people: [code], facts: { unit, on: to } },
    };
  },
});
