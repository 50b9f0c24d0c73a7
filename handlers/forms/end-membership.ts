import type { Condition } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { latestLeaving } from '../../models/organisation/possible-days.ts';
import { describePosts } from '../queries/describe-posts.ts';
import { type Leaving, leavingOf } from '../queries/leaving.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { answeringNotes } from './answering-note.ts';
import { defineAct, joinTexts } from './define-act.ts';
import { daysAfterFirst, findMemberOf, memberOf, NOT_LEFT } from './person-act.ts';
import { aboutLeaving, answerTo } from './shown-leaving.ts';

const DEATH: readonly string[] = ['died'];

/**
 * Somebody leaves the unit, and the organisation: from a day on, and why. Said again it begins with the leaving to come that
 * is recorded, and asks only for what becomes another one.
 */
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
    const change = replaced && changeOf(sources, replaced);
    const { before } = aboutLeaving(sources, 'why', change === undefined ? replaced : undefined);
    const alive: Condition = { answer: 'why', isNot: DEATH };
    const died: Condition = { answer: 'why', is: DEATH };
    return [
      ...(change === undefined ? [] : [change]),
      {
        ...{ id: 'why', kind: 'choice', ...(before && { before }) },
        options: reasons.map((id) => ({ id, label: sources.sayInAll(`chat:leave-reasons.${id}`) })),
        ...(change && { when: { answer: change.id, is: [WHY, BOTH] } }),
      },
      {
        ...{ ...aboutLeaving(sources, 'on', replaced), kind: 'date', ...days },
        when: change === undefined ? alive : dayIsAsked(change.id, alive),
      },
      ...(reasons.includes('died')
        ? [
            {
              ...{ ...aboutLeaving(sources, 'died', replaced), kind: 'date' as const, ...deaths },
              when: change === undefined ? died : { all: [{ answer: change.id, is: [WHY, BOTH] }, died] },
            },
          ]
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
    const change = answerTo('change', answers);
    const why = (answers.get('why') ?? change?.why) as LeaveReason;
    const day = answerTo(why === 'died' ? why : 'on', answers);
    const leaving = (change ?? day)?.leaving ?? null;
    return { person, why, leaving, on: day?.value ?? leaving ?? '' };
  },
});

/** What becomes another one of a leaving that is recorded. */
const [DAY, WHY, BOTH] = ['day', 'why', 'both'] as const;

/**
 * The question what changes of a leaving; none where its reason is not known, or is a death, whose day is no day to come:
 * then both are asked.
 */
function changeOf({ sayInAll }: Pick<Sources, 'sayInAll'>, leaving: Leaving) {
  const { on, why } = leaving;
  if (why === null || why === 'died') return undefined;
  const say = (option: string, values = {}) => sayInAll(`chat:forms.end-membership.change.${option}`, values);
  const reason = sayInAll(`chat:leave-reasons.${why}`);
  const options = [
    { id: DAY, label: joinTexts([say(DAY), reason], ': ') },
    { id: WHY, label: say(WHY, { day: formatDate(on, 'vi') }) },
    { id: BOTH, label: say(BOTH) },
  ];
  return { ...aboutLeaving({ sayInAll }, 'change', leaving), kind: 'choice' as const, options };
}

/** The day is asked where it alone changes, or together with the reason, which is not a death. */
function dayIsAsked(change: string, alive: Condition): Condition {
  return { any: [{ answer: change, is: [DAY] }, { all: [{ answer: change, is: [BOTH] }, alive] }] };
}
