import { dayOf } from '../../flows/rules/calendar.ts';
import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { latestLeaving } from '../../models/organisation/possible-days.ts';
import { describePosts } from '../queries/describe-posts.ts';
import { leavingOf } from '../queries/leaving.ts';
import { answeringNotes } from './answering-note.ts';
import { defineAct, joinTexts } from './define-act.ts';
import { daysAfterFirst, findMemberOf, memberOf, NOT_LEFT } from './person-act.ts';
import { aboutLeaving, answerTo } from './shown-leaving.ts';

/** Somebody leaves the unit, and the organisation: from a day on, and why. Said again, it replaces the day to come that it shows. */
export const endMembership = defineAct({
  form: 'end-membership',
  command: 'end-membership',
  whom: NOT_LEFT,
  async steps(sources, identity) {
    const today = dayOf(sources.now());
    const member = await findMemberOf(sources, identity);
    const leaving = member && leavingOf(member, today);
    const replaced = leaving?.isOver === false ? leaving : undefined;
    const days = daysAfterFirst(member, { today });
    const deaths = { ...days, max: latestLeaving({ why: 'died', today }) };
    // Whoever came today, or is still to come, has not died.
    const reasons = LEAVE_REASONS.filter((id) => id !== 'died' || deaths.min <= deaths.max);
    const { before } = aboutLeaving(sources, 'why', replaced);
    const when = { answer: 'why', is: ['died'] };
    return [
      {
        ...{ id: 'why', kind: 'choice', ...(before && { before }) },
        options: reasons.map((id) => ({ id, label: sources.sayInAll(`chat:leave-reasons.${id}`) })),
      },
      {
        ...{ ...aboutLeaving(sources, 'on', replaced), kind: 'date', ...days },
        when: { answer: 'why', isNot: ['died'] },
      },
      ...(reasons.includes('died')
        ? [{ ...aboutLeaving(sources, 'died', replaced), kind: 'date' as const, ...deaths, when }]
        : []),
    ];
  },
  async note(sources, identity) {
    const { database, lately, now, sayInAll } = sources;
    const member = memberOf(identity);
    if (member === '') return sayInAll('chat:person-act.posts-end');
    const { posts } = await lately(`posts-of:${identity.subject.id}`, async () => ({
      posts: await describePosts({ database }, { person: member, day: dayOf(now()) }),
    }));
    const notes = [
      ...(posts === '' ? [] : [sayInAll('chat:notes.posts-end', { posts })]),
      ...(await answeringNotes(sources, identity, 'leaves')),
    ];
    return notes.length === 0 ? undefined : joinTexts(notes, '\n\n');
  },
  payload(_sources, { person, answers }) {
    const why = answers.get('why') as LeaveReason;
    const { value: on = '', leaving = null } = answerTo(why === 'died' ? why : 'on', answers) ?? {};
    return { person, on, why, leaving };
  },
});
