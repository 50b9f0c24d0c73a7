import { z } from 'zod';
import { findPerson } from '../../models/organisation/person.ts';
import { findPost } from '../../models/organisation/post.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import { AppError } from '../../models/store/errors.ts';
import { formatDate } from '../words/dates.ts';
import { define } from './define.ts';
import { demandNotLeft } from './parts/change-membership.ts';
import { changePost, demandOverPost, newsOfPost, noteOfPost } from './parts/change-post.ts';
import { demandPossibleDay } from './parts/demand-day.ts';

/**
 * Ends a post, or corrects its last day; the result has the one before. The post is kept; from the day after its last one
 * it gives no role, no screen and no right.
 */
export const endPost = define({
  name: 'end-post',
  payload: z.strictObject({
    person: z.string(),
    collective: z.string(),
    /** The last day on which the post is held, `YYYY-MM-DD`. */
    to: z.iso.date(),
    /** The bodies that lead the unit of the collective and those above it, as the record had them when it was asked for. */
    bodies: z.array(z.string()).optional(),
  }),
  policy: mayChangePosts,
  audit: 'post-ended',
  refusals: ['post-unknown', 'left-already', 'day-impossible', 'post-ends-before-it-begins', 'second-head'],
  async run(context, { person, collective, to }) {
    const { database, session } = context;
    await demandOverPost(context, { person, collective });
    const post = await findPost(database, { person, collective, session });
    if (post === null) {
      const details = { person, collective };
      throw new AppError('post-unknown', { message: 'No such post', details });
    }
    const { title, to: before = null } = post;
    const holder = await findPerson(database, { person, session });
    const note = await noteOfPost(context, { kind: 'post-ends', post, holder, day: to });
    if (before === to) return { result: { title, before }, notes: [note], event: null };
    if (holder !== null) {
      demandPossibleDay(context, { person: holder, day: to, about: 'post' });
      demandNotLeft(holder, to);
    }
    await changePost(context, { ...post, to });
    const facts = { collective, day: formatDate(to, 'vi') };
    const news = await newsOfPost(context, { kind: 'post-ends', post, day: to, before });
    const instead = before === null ? [] : [{ kind: 'ended-before', values: { day: before } }];
    return {
      result: { title, before },
      notes: [note, ...instead],
      news,
      event: { people: [person], facts },
    };
  },
});
