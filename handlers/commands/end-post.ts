import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { findPost, type Post, withoutTerm } from '../../models/organisation/post.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import { AppError } from '../../models/store/errors.ts';
import { formatDate } from '../words/dates.ts';
import { type CommandContext, define } from './define.ts';
import { demandNotLeft } from './parts/change-membership.ts';
import { changePost, demandOverPost, newsOfPost, noteOfPost, takePostBack } from './parts/change-post.ts';
import { demandPossibleDay } from './parts/demand-day.ts';

/**
 * Ends a post, or corrects its last day; the result has the one before. The post is kept; from the day after its last one
 * it gives no role, no screen and no right. The end can be taken back, and so can the post: then the person holds the one
 * that they had there before, as it was recorded.
 */
export const endPost = define({
  name: 'end-post',
  payload: z.strictObject({
    person: z.string(),
    collective: z.string(),
    /** The last day on which the post is held, `YYYY-MM-DD`; in its place that the post goes on, or never was. */
    to: z.union([z.iso.date(), z.enum(['goes-on', 'never-was'])]),
    /** The first day, `YYYY-MM-DD`, that was shown of a post that never was. */
    from: z.iso.date().optional(),
    /** The bodies that lead the unit of the collective and those above it, as the record had them when it was asked for. */
    bodies: z.array(z.string()).optional(),
  }),
  policy: mayChangePosts,
  audit: 'post-ended',
  refusals: [
    ...['post-unknown', 'post-changed', 'left-already', 'day-impossible', 'post-ends-before-it-begins'],
    ...['post-of-head', 'second-head', 'second-head-self', 'second-head-above'],
  ],
  async run(context, { person, collective, to, from }) {
    const { database, session } = context;
    await demandOverPost(context, { person, collective });
    const post = await findPost(database, { person, collective, session });
    if (post === null) {
      const details = { person, collective };
      throw new AppError('post-unknown', { message: 'No such post', details });
    }
    if (to === 'goes-on') return await letGoOn(context, post);
    if (to === 'never-was') return await takeBack(context, { post, shown: from });
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

/** The end of a post is taken back. */
async function letGoOn(context: CommandContext, { to, ...post }: Post) {
  const { person, collective, title } = post;
  const holder = await findPerson(context.database, { person, session: context.session });
  const result = { title, before: to ?? null };
  const notes = [await noteOfPost(context, { kind: 'post-goes-on', post, holder })];
  if (to === undefined) return { result, notes, event: null };
  if (holder !== null) demandNotLeft(holder, dayOf(context.now));
  await changePost(context, post);
  const news = await newsOfPost(context, { kind: 'post-goes-on', post });
  return {
    result,
    notes,
    news,
    event: { people: [person], facts: { collective, endWas: formatDate(to, 'vi') } },
  };
}

/** A post is taken back, the one that was shown. */
async function takeBack(context: CommandContext, { post, shown }: { post: Post; shown: string | undefined }) {
  const { person, collective, title, from, to } = post;
  if (from === undefined || from !== shown) {
    throw new AppError('post-changed', {
      message: 'The record has another one',
      details: { person, collective },
    });
  }
  const holder = await findPerson(context.database, { person, session: context.session });
  const former = withoutTerm(post);
  if (former === null) await takePostBack(context, post);
  else await changePost(context, former);
  const again = former === null ? [] : [{ kind: 'post-as-before', values: { title: former.title } }];
  return {
    result: { title, before: to ?? null },
    notes: [await noteOfPost(context, { kind: 'post-taken-back', post, holder }), ...again],
    news: await newsOfPost(context, { kind: 'post-taken-back', post, former: former?.title }),
    event: { people: [person], facts: { collective, firstWas: formatDate(from, 'vi') } },
  };
}
