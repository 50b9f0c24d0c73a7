import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews, CommandNote } from '../../../models/command.ts';
import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { findPeople, type Person } from '../../../models/organisation/person.ts';
import {
  areHeadsAtOnce,
  endWithMembership,
  listPostsIn,
  type Post,
  removePost,
  termsOf,
  writePost,
} from '../../../models/organisation/post.ts';
import { isPerson } from '../../../models/policies/actor.ts';
import { mayChangePosts } from '../../../models/policies/post.ts';
import { AppError } from '../../../models/store/errors.ts';
import { findOverPost } from '../../queries/leading-bodies.ts';
import type { CommandContext } from '../define.ts';
import { nameOfCollective } from './name-of.ts';
import { signNews } from './sign-news.ts';

type Context = Pick<CommandContext, 'database' | 'session' | 'now' | 'actor'>;

interface PostChange {
  kind: 'post-begins' | 'post-ends' | 'post-goes-on' | 'post-taken-back';
  post: Post;
  /** The first or last day, `YYYY-MM-DD`; missing where what was recorded is taken back. */
  day?: string;
}

/**
 * Throws `not-allowed` unless the actor may change posts of a person in a collective, as the record has it now, and
 * `post-of-head` where only those above it may.
 */
export async function demandOverPost(
  { database, session, actor, now }: Context,
  of: { person: string; collective: string },
): Promise<void> {
  const { heads, ...over } = await findOverPost(database, { ...of, day: dayOf(now), session });
  if (!mayChangePosts(actor, over)) {
    throw new AppError('not-allowed', { message: 'The collective is in no unit that the actor leads' });
  }
  if (mayChangePosts(actor, { ...over, heads })) return;
  throw new AppError('post-of-head', { message: 'It is for those above to change the head', details: of });
}

/**
 * What somebody is told of a post of theirs; `before` is the last day recorded before, if any, and `former` the title of what
 * they are again.
 */
export async function newsOfPost(
  context: CommandContext,
  of: PostChange & { before?: string | null; former?: string | undefined },
): Promise<CommandNews[]> {
  const { day, before = null, former } = of;
  const { person, collective, title } = of.post;
  const body = await nameOfCollective(context, collective);
  const values = {
    ...{ title, body },
    ...(day !== undefined && { day }),
    ...(before !== null && { before }),
    ...(former !== undefined && { former }),
  };
  const kind = former === undefined ? of.kind : `${of.kind}-to`;
  return signNews(context, [{ kind, screen: 'home', params: {}, values, people: [person] }]);
}

/** The same for who records it. */
export async function noteOfPost(
  context: Pick<CommandContext, 'database'>,
  { kind, post, day, holder }: PostChange & { holder: Person | null },
): Promise<CommandNote> {
  const { person, collective, title } = post;
  const body = await nameOfCollective(context, collective);
  return { kind, values: { name: holder?.name ?? person, title, body, ...(day !== undefined && { day }) } };
}

/**
 * Stores a post in the transaction of a command. Throws `post-ends-before-it-begins`, and `second-head` if its collective
 * would have two heads at once: `second-head-self` where the other one is the actor, `second-head-above` where the actor may
 * not end the post of the other one.
 */
export async function changePost(context: Context, post: Post): Promise<void> {
  const { database, session, now } = context;
  const { person, collective, from, to } = post;
  if (from !== undefined && to !== undefined && to < from) {
    const details = { person, collective };
    throw new AppError('post-ends-before-it-begins', {
      message: 'The last day is before the first',
      details,
    });
  }
  const today = dayOf(now);
  const others = await listPostsIn(database, { collectives: [collective], day: 'any', session });
  const clash = others.find((other) => other._id !== post._id && headsMeet(post, other, today));
  if (clash !== undefined) {
    const [holder] = await findPeople(database, { codes: [clash.person] });
    const ended = holder && endWithMembership(clash, holder);
    // Who heads it no longer because they left gives way to who comes after them.
    if (ended === undefined || headsMeet(post, ended, today))
      return await refuseSecondHead(context, { post, clash });
    await writePost(database, { post: ended, session });
    return await changePost(context, post);
  }
  await writePost(database, { post, session });
  await raiseOrganisationVersion(database, session);
}

/** Takes a post back in the transaction of a command: it is as if it had never been recorded. */
export async function takePostBack({ database, session }: Context, post: Post): Promise<void> {
  await removePost(database, { post, session });
  await raiseOrganisationVersion(database, session);
}

/** Whether a post makes somebody the head of a collective while another person is, `today` (`YYYY-MM-DD`) or later. */
function headsMeet({ earlier, ...post }: Post, other: Post, today: string): boolean {
  return (
    post.role === 'head' &&
    termsOf(other).some((term) => term.role === 'head' && areHeadsAtOnce(post, term, today))
  );
}

async function refuseSecondHead(
  { database, session, now, actor }: Context,
  { post: { collective, person }, clash: { person: other } }: { post: Post; clash: Post },
): Promise<never> {
  const named = await findPeople(database, { codes: [person, other] });
  const nameOf = (code: string) => named.find(({ _id }) => _id === code)?.name ?? '';
  const over = await findOverPost(database, { person: other, collective, day: dayOf(now), session });
  const details = { collective, person, name: nameOf(person), other, otherName: nameOf(other) };
  const refusal = { message: 'A collective would have two heads at once', details };
  if (isPerson(actor, other)) throw new AppError('second-head-self', refusal);
  throw new AppError(mayChangePosts(actor, over) ? 'second-head' : 'second-head-above', refusal);
}
