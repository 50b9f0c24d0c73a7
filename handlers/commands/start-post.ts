import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { findCollectives } from '../../models/organisation/collective.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { findPost, POST_BRANCHES, POST_ROLES, postId, withTerm } from '../../models/organisation/post.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import { AppError } from '../../models/store/errors.ts';
import { formatDate } from '../words/dates.ts';
import { define } from './define.ts';
import { demandNotLeft } from './parts/change-membership.ts';
import { changePost, demandOverPost, newsOfPost, noteOfPost } from './parts/change-post.ts';
import { demandPossibleDay } from './parts/demand-day.ts';

/**
 * Gives a person a post in a collective, from a day on in place of the one that they have there, which the result names:
 * until the day before they hold that one.
 */
export const startPost = define({
  name: 'start-post',
  payload: z.strictObject({
    person: z.string(),
    collective: z.string(),
    role: z.enum(POST_ROLES),
    title: z.string().trim().min(1),
    branch: z.enum(POST_BRANCHES),
    /** The first day, `YYYY-MM-DD`. */
    from: z.iso.date(),
    /** The bodies that lead the unit of the collective and those above it, as the record had them when it was asked for. */
    bodies: z.array(z.string()).optional(),
  }),
  policy: mayChangePosts,
  audit: 'post-started',
  refusals: [
    ...['person-unknown', 'collective-unknown', 'not-a-member', 'left-already', 'day-impossible'],
    ...['post-of-head', 'second-head', 'second-head-self', 'second-head-above'],
  ],
  async run(context, { bodies: _bodies, ...payload }) {
    const { database, session, now } = context;
    await demandOverPost(context, payload);
    const { person, collective, from } = payload;
    const holder = await findPerson(database, { person, session });
    if (holder === null) {
      throw new AppError('person-unknown', { message: 'No such person', details: { person } });
    }
    if ((await findCollectives(database, { codes: [collective] })).length === 0) {
      throw new AppError('collective-unknown', { message: 'No such collective', details: { collective } });
    }
    if (payload.branch === 'party' && holder.partyStatus === 'none') {
      throw new AppError('not-a-member', { message: 'Not a member of the Party', details: { person } });
    }
    const today = dayOf(now);
    demandPossibleDay(context, { person: holder, day: from, about: 'post' });
    for (const day of [today, from]) demandNotLeft(holder, day);
    const before = await findPost(database, { person, collective, session });
    const post = withTerm(before, { _id: postId(payload), ...payload });
    const note = await noteOfPost(context, { kind: 'post-begins', post, holder, day: from });
    if (isDeepStrictEqual(before, post)) return { result: { replaced: null }, notes: [note], event: null };
    await changePost(context, post);
    const facts = { collective, day: formatDate(from, 'vi') };
    const news = await newsOfPost(context, { kind: 'post-begins', post, day: from });
    const instead = before === null ? [] : [{ kind: 'post-replaced', values: { title: before.title } }];
    return {
      result: { replaced: before?.title ?? null },
      notes: [note, ...instead],
      news,
      event: { people: [person], facts },
    };
  },
});
