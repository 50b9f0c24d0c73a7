import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews } from '../../models/command.ts';
import {
  beginMembership,
  dayAfter,
  isPresent,
  type Membership,
  membershipsOf,
} from '../../models/organisation/membership.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { describePosts } from '../queries/describe-posts.ts';
import { define } from './define.ts';
import { tellOfAnswering } from './parts/change-delegation.ts';
import {
  changeMemberships,
  demandLeader,
  demandLeavingShown,
  demandPlace,
  findMember,
  ShownLeaving,
  tellLeaders,
} from './parts/change-membership.ts';
import { demandPossibleDay } from './parts/demand-day.ts';
import { signNews } from './parts/sign-news.ts';

/**
 * Takes in somebody who had left, or takes back that they leave: from a day on they are asked again, and go on with what
 * they wrote. Begun in the same unit up to the day after its end, it is as if they had never left.
 */
export const startMembership = define({
  name: 'start-membership',
  payload: z.strictObject({
    person: z.string(),
    unit: z.string(),
    /** `YYYY-MM-DD`: the first day of the membership. */
    on: z.iso.date(),
    leaving: ShownLeaving,
  }),
  policy: mayChangeMembership,
  audit: 'membership-started',
  refusals: [
    ...['person-unknown', 'person-without-unit', 'unit-unknown', 'not-a-membership-unit', 'member-already'],
    ...['leaving-changed', 'day-impossible', 'day-within-membership'],
  ],
  async run(context, { person: code, unit: wanted, on, leaving }) {
    const { person, last } = await findMember(context, code);
    const unit = await demandPlace(context, { person, unit: wanted });
    await demandLeader(context, { person: code, unit: wanted });
    const isHere = isPresent(person, dayOf(context.now));
    const isElsewhere = last.unit !== wanted && isHere;
    if (last.to === null || isElsewhere) {
      const details = { person: code, unit: last.unit };
      throw new AppError('member-already', { message: 'The person is a member', details });
    }
    // Who has left need not have been shown how.
    if (leaving !== null || isHere) demandLeavingShown(leaving, { person: code, last });
    demandPossibleDay(context, { person, day: on, about: 'membership' });
    demandAfter({ ...last, to: last.to }, { person: code, unit: wanted, on });
    const begun = { unit: wanted, from: on, why: last.why };
    const memberships = beginMembership(membershipsOf(person), begun);
    await changeMemberships(context, { person, memberships });
    const [told, toldLeaders] = isHere ? ['you-stay', 'member-stays'] : ['joined-unit', 'member-joined'];
    const leaders = { person, kind: toldLeaders, values: { name: person.name, on } };
    // Where they take part for a time hears it, too, as it heard that they leave.
    const hosts = isHere ? openTemporaries(person, dayOf(context.now)).map((one) => one.unit) : [];
    const news: CommandNews[] = [
      { kind: told, screen: 'home', params: {}, values: { unit: unit.name, on }, people: [code] },
    ];
    news.push(...(await tellLeaders(context, { ...leaders, of: [wanted, ...hosts] })));
    const answering = isHere ? await tellOfAnswering(context, { person, what: 'stays' }) : null;
    news.push(...(answering?.news ?? []));
    const isAsBefore = memberships.at(-1)?.from !== on;
    const note = isHere ? 'leaving-taken-back' : isAsBefore ? 'joined-as-before' : 'joined';
    const posts = isHere ? await describePosts(context, { person: code, day: dayOf(context.now) }) : '';
    const leftOn = isHere ? { leftOn: dayAfter(last.to) } : {};
    return {
      result: { unit: wanted, isAsBefore },
      notes: [
        { kind: note, values: { name: person.name, unit: unit.name, on, ...leftOn } },
        ...(posts === '' ? [] : [{ kind: 'posts-stay', values: { posts } }]),
        ...(answering?.notes ?? []),
      ],
      news: await signNews(context, news),
      event: { people: [code], facts: { unit: wanted, on, ...leftOn } },
    };
  },
});

/** Throws `day-within-membership` where one that begins on a day would make the last one shorter, or take it away. */
function demandAfter(
  last: Membership & { to: string },
  { person, unit, on }: { person: string; unit: string; on: string },
): void {
  const isTakenBack = unit === last.unit && (last.from === null || on >= last.from);
  if (on > last.to || isTakenBack) return;
  const details = { person, unit: last.unit, day: last.to };
  throw new AppError('day-within-membership', { message: 'The membership lasted longer', details });
}
