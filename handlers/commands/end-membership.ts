import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews, CommandNote } from '../../models/command.ts';
import {
  dayAfter,
  endMemberships,
  LEAVE_REASONS,
  type LeaveReason,
  type Membership,
  membershipsOf,
} from '../../models/organisation/membership.ts';
import { latestLeaving } from '../../models/organisation/possible-days.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { mayChangeMembership } from '../../models/policies/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import { describePosts } from '../queries/describe-posts.ts';
import { type CommandContext, define } from './define.ts';
import { tellOfAnswering } from './parts/change-delegation.ts';
import {
  changeMemberships,
  demandLeader,
  demandLeavingShown,
  findMember,
  type Member,
  ShownLeaving,
  tellLeaders,
} from './parts/change-membership.ts';
import { demandPossibleDay } from './parts/demand-day.ts';
import { nameOfUnit } from './parts/name-of.ts';
import { signNews } from './parts/sign-news.ts';

/**
 * Ends the membership of a person: from a day on they are not asked, counted, invited or told anything, and have no access.
 * What they wrote and handed in stays. Said once more before that day, it replaces the day and the reason.
 */
export const endMembership = define({
  name: 'end-membership',
  payload: z.strictObject({
    person: z.string(),
    /** `YYYY-MM-DD`: the first day on which they no longer belong to the organisation. */
    on: z.iso.date(),
    why: z.enum(LEAVE_REASONS),
    leaving: ShownLeaving,
  }),
  policy: mayChangeMembership,
  audit: 'membership-ended',
  refusals: [
    'person-unknown',
    'person-without-unit',
    'left-already',
    'day-impossible',
    'death-to-come',
    'day-before-membership',
    'leaving-changed',
    'leaving-gone',
  ],
  async run(context, { person: code, on, why, leaving }) {
    const { person, last } = await findMember(context, code);
    const { unit } = last;
    await demandLeader(context, { person: code, unit });
    const today = dayOf(context.now);
    if (last.to !== null && last.to < today) {
      const details = { person: code, day: last.to };
      throw new AppError('left-already', { message: 'The membership has an end', details });
    }
    demandLeavingShown(leaving, { person: code, last });
    demandPossibleDay(context, { person, day: on, about: 'membership' });
    if (on > latestLeaving({ why, today })) {
      throw new AppError('death-to-come', { message: 'The day has not come', details: { day: on } });
    }
    if (last.from !== null && on <= last.from) {
      const details = { person: code, unit, day: last.from };
      throw new AppError('day-before-membership', { message: 'The membership began later', details });
    }
    // A day to come that was said before is replaced, by an earlier or a later one.
    const goesOn = membershipsOf(person).with(-1, { ...last, to: null, why: null });
    const days = { on, ...dayBefore(last, on) };
    const answering = await tellOfAnswering(context, { person, what: 'leaves', values: days });
    const notes = await notesOfLeaving(context, { member: { person, last }, on, why });
    await changeMemberships(context, { person, memberships: endMemberships(goesOn, { on, why }) });
    // Where they take part for a time ends with it.
    const hosts = openTemporaries(person, today).map((one) => one.unit);
    const told = {
      person,
      kind: why === 'died' ? 'member-died' : 'member-left',
      values: { name: person.name, ...days },
    };
    const news = [...newsOfLeaving({ person: code, days, why, today }), ...answering.news];
    news.push(...(await tellLeaders(context, { ...told, of: [unit, ...hosts] })));
    return {
      result: { unit },
      notes: [...notes, ...answering.notes],
      news: await signNews(context, news),
      event: { people: [code], facts: { unit, on, why } },
    };
  },
});

/** That somebody leaves and why, in place of which day, and which posts end with that. */
async function notesOfLeaving(
  context: CommandContext,
  { member: { person, last }, on, why }: { member: Member; on: string; why: LeaveReason },
): Promise<CommandNote[]> {
  const { _id: code, name } = person;
  const posts = await describePosts(context, { person: code, day: on });
  const { before } = dayBefore(last, on);
  return [
    {
      kind: why === 'died' ? 'died' : 'left',
      values: { name, unit: await nameOfUnit(context, last.unit), on },
    },
    ...(why === 'died' ? [] : [{ kind: 'left-because', values: { why } }]),
    ...(before === undefined ? [] : [{ kind: 'left-instead', values: { day: before } }]),
    ...(posts === '' ? [] : [{ kind: 'posts-end', values: { posts } }]),
  ];
}

/** The day on which they were to leave before, where it was another one. */
function dayBefore({ to }: Membership, on: string): { before?: string } {
  return to === null || dayAfter(to) === on ? {} : { before: dayAfter(to) };
}

/** Whoever is to leave on a later day is told of it; nobody is told anything who has no access any longer, or has died. */
function newsOfLeaving(of: {
  person: string;
  days: { on: string; before?: string };
  why: LeaveReason;
  today: string;
}): CommandNews[] {
  const { person, days: values, why, today } = of;
  if (why === 'died' || values.on <= today) return [];
  return [{ kind: 'you-leave', screen: 'home', params: {}, values, people: [person] }];
}
